import StrataBytes
import StrataFile
import Testing

/// Damage of every kind to small files, exhaustively: always refused, always with a typed error that
/// names the part and the byte.
@Suite struct DamageTests {
  /// A network with all sections, and weights alone.
  let files: [[UInt8]]

  init() throws {
    var weights = StrataContainer()
    weights.tensors = [
      TensorRecord(name: "a/b", dtype: .bool, dimensions: [3], bytes: [1, 0, 1]),
      TensorRecord(name: "\u{E9}", dtype: .bf16, dimensions: [2, 2], bytes: Array(1...8)),
      TensorRecord(name: "none", role: .scale, dtype: .f64, dimensions: [0], bytes: []),
    ]
    files = [try smallContainer().encoded(), try weights.encoded()]
    for file in files { _ = try read(file) }
  }

  private func expectRefused(
    _ damaged: [UInt8], _ what: String, at location: SourceLocation = #_sourceLocation
  ) {
    do {
      _ = try read(damaged)
      Issue.record("\(what) went unseen", sourceLocation: location)
    } catch {
      guard case .damaged("m.strata", let part, let offset, let reason) = error,
        ["header", "trailer", "section", "tensor '"].contains(where: part.hasPrefix),
        (0...damaged.count).contains(offset), !reason.isEmpty, error.cause == .badData,
        !error.description.contains("\n")
      else {
        Issue.record("\(what): \(error)", sourceLocation: location)
        return
      }
    }
  }

  @Test func cutAtEveryByte() {
    for file in files {
      for count in file.indices {
        expectRefused(Array(file[..<count]), "cut to \(count) bytes")
        expectRefused(Array(file[(file.count - count)...]), "the last \(count) bytes")
      }
    }
  }

  @Test func everyBitFlipped() {
    for file in files {
      for index in file.indices {
        for bit in 0..<8 {
          var damaged = file
          damaged[index] ^= 1 << bit
          expectRefused(damaged, "bit \(bit) of byte \(index)")
        }
      }
    }
  }

  @Test func bytesAppended() {
    for file in files {
      for count in Array(1...200) + [4096] {
        expectRefused(file + [UInt8](repeating: 0, count: count), "\(count) zeros appended")
        expectRefused(file + file.suffix(count), "the last \(count) bytes appended")
      }
      for byte in UInt8.min ... .max { expectRefused(file + [byte], "\(byte) appended") }
    }
    expectRefused(files[0] + files[1], "one file and another")
  }

  @Test func bytesInsertedOrRemovedAnywhere() {
    for file in files {
      for index in 0...file.count {
        // 64 of them leave everything behind at a place where a section may begin.
        for (byte, count) in [(0, 1), (0xFF, 1), (file[max(0, index - 1)], 1), (0, 64)] {
          let inserted = [UInt8](repeating: byte, count: count)
          expectRefused(
            file[..<index] + inserted + file[index...], "\(count) × \(byte) inserted at \(index)")
        }
      }
      for index in file.indices {
        for count in [1, 64] where count <= file.count - index {
          expectRefused(
            Array(file[..<index] + file[(index + count)...]), "\(count) removed at \(index)")
        }
      }
    }
  }

  @Test func twoBytesExchanged() {
    for file in files {
      for index in file.indices.dropLast() where file[index] != file[index + 1] {
        var damaged = file
        damaged.swapAt(index, index + 1)
        expectRefused(damaged, "bytes \(index) and \(index + 1) exchanged")
      }
    }
  }

  @Test func otherFiles() {
    for other in [[], [0xD3], Array("age,name\n1,Bo\n".utf8), [UInt8](repeating: 0, count: 500)] {
      expectRefused(other, "\(other.prefix(8))")
    }
  }

  /// Samples of a file of some megabytes, in all its parts.
  @Test func samplesOfALargeFile() throws {
    var container = smallContainer()
    container.tensors.append(tensor("large", weights(1_000_000)))
    let file = try container.encoded()
    try #require(file.count > 3 << 20)
    var numbers = Numbers(state: 5)
    for _ in 0..<40 {
      let index = Int.random(in: file.indices, using: &numbers)
      let bit = Int.random(in: 0..<8, using: &numbers)
      var damaged = file
      damaged[index] ^= 1 << bit
      expectRefused(damaged, "bit \(bit) of byte \(index)")
      expectRefused(Array(file[..<index]), "cut to \(index) bytes")
      expectRefused(file[..<index] + [0] + file[index...], "a zero inserted at \(index)")
      let zeros = [UInt8](repeating: 0, count: 64)
      expectRefused(file[..<index] + zeros + file[index...], "64 zeros inserted at \(index)")
    }
    // The index, the sections and the table stand at the end.
    for index in file.indices.suffix(3000) where index % 7 == 0 {
      var damaged = file
      damaged[index] ^= 0x20
      expectRefused(damaged, "byte \(index)")
    }
  }

  /// In the tensors a flip must be found by the CRC of its block.
  @Test func theBlockThatIsDamagedIsNamed() throws {
    var container = StrataContainer()
    container.tensors = [tensor("w", weights(150_000))]
    let large = try container.encoded()
    var damaged = large
    damaged[300_000] ^= 1
    let error = #expect(throws: StrataFileError.self) { try read(damaged) }
    guard case .damaged("m.strata", "tensor 'w'", let offset, let reason) = error else {
      Issue.record("got \(error.debugDescription)")
      return
    }
    #expect(reason == "block 1: the CRC does not match" && (200_000..<300_000).contains(offset))
  }
}
