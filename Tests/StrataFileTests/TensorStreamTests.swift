import Testing

@testable import StrataFile

@Suite struct TensorStreamTests {
  /// All blocks together, and the largest.
  private func collect(
    _ reader: StrataReader, _ index: Int, budget: Int = .max, checkingDigest: Bool = true
  ) throws -> (bytes: [UInt8], largest: Int) {
    var stream = try reader.stream(
      tensorAt: index, budget: budget, checkingDigest: checkingDigest)
    var bytes: [UInt8] = []
    var largest = 0
    while let block = try stream.next() {
      bytes += block
      largest = max(largest, block.count)
    }
    #expect(try stream.next() == nil)
    return (bytes, largest)
  }

  @Test func theBlocksAreTheTensor() throws {
    try withFolder { folder in
      let container = ReaderScriptTests.everything()
      let path = folder + "/m.strata"
      try container.write(to: path)
      for reader in [
        try StrataReader(path: path), try StrataReader(try content(of: path), name: path),
      ] {
        for (index, tensor) in container.tensors.enumerated() {
          let (bytes, largest) = try collect(reader, index)
          let isSame = bytes == tensor.bytes
          #expect(isSame && largest <= (tensor.dtype.byteWidth ?? 1) << 16, "\(tensor.name)")
        }
      }
    }
  }

  /// A block of 2^16 elements: its elements, its planes, what is stored.
  @Test func theBudgetIsKept() throws {
    var container = StrataContainer()
    container.tensors = [tensor("w", weights(200_000)), tensor("none", [], [0])]
    let reader = try StrataReader(try container.encoded(), name: "m.strata")
    #expect(throws: StrataFileError.self) { try collect(reader, 0, budget: 2 * 4 << 16) }
    let error = #expect(throws: StrataFileError.self) { try collect(reader, 0, budget: -1) }
    guard case .limit("m.strata", "tensor 'w'", -1, let needed) = error else {
      Issue.record("got \(error.debugDescription)")
      return
    }
    #expect(needed > 2 * 4 << 16 && needed < 3 * 4 << 16)
    #expect(throws: StrataFileError.self) { try collect(reader, 0, budget: needed - 1) }
    #expect(try collect(reader, 0, budget: needed).bytes.count == 800_000)
    #expect(try collect(reader, 1, budget: 0).bytes.isEmpty)
  }

  @Test func damageIsFoundAtItsBlockOrAtTheEnd() throws {
    var container = StrataContainer()
    container.tensors = [tensor("w", weights(200_000))]
    var file = try container.encoded()
    let info = try StrataReader(file, name: "m.strata").tensors[0]
    file[info.offset + info.storedByteCount / 2] ^= 1
    var stream = try StrataReader(file, name: "m.strata").stream(tensorAt: 0, budget: .max)
    #expect(try stream.next()?.count == 4 << 16)
    let error = #expect(throws: StrataFileError.self) { try stream.next() }
    guard case .damaged("m.strata", "tensor 'w'", _, "block 1: the CRC does not match") = error
    else {
      Issue.record("got \(error.debugDescription)")
      return
    }
    #expect(throws: StrataFileError.self) { try stream.next() }
  }

  @Test func theWholeIsCheckedAtTheEnd() throws {
    let lies: [(change: @Sendable (inout Forgery) -> Void, reason: String)] = [
      ({ $0.records[1].crc ^= 1 }, "the CRC of the unpacked bytes does not match"),
      ({ $0.records[1].digest[0] ^= 1 }, "the digest does not match"),
    ]
    for lie in lies {
      let reader = try StrataReader(try HostileTests.forged(lie.change), name: "m.strata")
      let error = #expect(throws: StrataFileError.self) { try collect(reader, 1) }
      #expect(error?.description.hasSuffix(lie.reason) == true)
    }
    let unchecked = try StrataReader(
      try HostileTests.forged { $0.records[1].digest[0] ^= 1 }, name: "m.strata")
    #expect(try collect(unchecked, 1, checkingDigest: false).bytes.count == 4)
  }

  @Test func whatCannotBeReadIsRefused() throws {
    let reader = try StrataReader(
      try HostileTests.forged { $0.records[0].dtype = 99 }, name: "m.strata")
    for index in [-1, 0, 99] {
      #expect(throws: StrataFileError.self) { try reader.stream(tensorAt: index, budget: Int.max) }
    }
  }
}
