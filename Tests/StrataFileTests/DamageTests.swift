import StrataBytes
import StrataFile
import Testing

/// Damage of every kind to a small file: always refused, always with a typed error.
@Suite struct DamageTests {
  let file: [UInt8]

  init() throws {
    file = try smallContainer().encoded()
    _ = try read(file)
  }

  private func expectRefused(
    _ damaged: [UInt8], _ what: String, at location: SourceLocation = #_sourceLocation
  ) {
    do {
      _ = try read(damaged)
      Issue.record("\(what) went unseen", sourceLocation: location)
    } catch {
      #expect(error.cause == .badData, "\(what): \(error)", sourceLocation: location)
      #expect(error.description.hasPrefix("m.strata: "), sourceLocation: location)
      #expect(!error.description.contains("\n"), sourceLocation: location)
    }
  }

  @Test func cutAtEveryByte() {
    for count in file.indices { expectRefused(Array(file[..<count]), "cut to \(count) bytes") }
  }

  @Test func everyBitFlipped() {
    for index in file.indices {
      for bit in 0..<8 {
        var damaged = file
        damaged[index] ^= 1 << bit
        expectRefused(damaged, "bit \(bit) of byte \(index)")
      }
    }
  }

  @Test func bytesAppended() {
    for count in [1, 2, 63, 64, 65, 4096] {
      expectRefused(file + [UInt8](repeating: 0, count: count), "\(count) zeros appended")
    }
    expectRefused(file + file, "the file twice")
  }

  @Test func aByteInsertedOrRemovedAnywhere() {
    for index in file.indices {
      expectRefused(file[..<index] + [0] + file[index...], "a zero inserted at \(index)")
      expectRefused(Array(file[..<index] + file[(index + 1)...]), "byte \(index) removed")
    }
  }

  @Test func twoBytesExchanged() {
    for index in file.indices.dropLast() where file[index] != file[index + 1] {
      var damaged = file
      damaged.swapAt(index, index + 1)
      expectRefused(damaged, "bytes \(index) and \(index + 1) exchanged")
    }
  }

  @Test func otherFiles() {
    for other in [[], [0xD3], Array("age,name\n1,Bo\n".utf8), [UInt8](repeating: 0, count: 500)] {
      expectRefused(other, "\(other.prefix(8))")
    }
  }

  /// Samples of a larger file: in the tensors, where a flip must be found by the CRC of its block.
  @Test func bitsOfALargerFile() throws {
    var container = StrataContainer()
    container.tensors = [tensor("w", weights(150_000))]
    let large = try container.encoded()
    for index in stride(from: 0, to: large.count, by: 20_011) {
      var damaged = large
      damaged[index] ^= 0x10
      expectRefused(damaged, "byte \(index)")
    }
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
