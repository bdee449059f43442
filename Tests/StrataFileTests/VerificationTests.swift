import StrataLayers
import StrataModel
import StrataPlugin
import Testing

@testable import StrataFile

/// What `verify` checks, and what it says where it cannot.
@Suite struct VerificationTests {
  private func verify(_ bytes: [UInt8]) throws -> Verification {
    try Verification(StrataReader(bytes, name: "m.strata"), plugins: plugins())
  }

  @Test func aWholeFile() throws {
    let bytes = try trainedFile().encoded()
    let verification = try verify(bytes)
    #expect(verification.golden == .held(rows: 4, .exact))
    #expect(verification.byteCount == bytes.count && verification.unreadable.isEmpty)
    let reader = try StrataReader(bytes, name: "m.strata")
    #expect(verification.contentHash == reader.contentHash)
    #expect(verification.tensorCount == reader.tensors.count)
    #expect(verification.sectionCount == reader.sections.count)
  }

  @Test func withoutGoldenVectors() throws {
    var file = try trainedFile()
    file.writesGoldenVectors = false
    #expect(try verify(file.encoded()).golden == .none)
    #expect(
      try verify(StrataContainer(tensors: [tensor("w", [1])]).encoded()).golden == .weightsAlone)
  }

  @Test func whatThisProgramDoesNotKnow() throws {
    let container = try trainedFile().container()
    var unknownLayer = container
    unknownLayer[.architecture] = container[.architecture].map {
      Array(String(decoding: $0, as: UTF8.self).replacing("batchNorm", with: "newNorm").utf8)
    }
    guard case .cannotRun(let reason) = try verify(unknownLayer.encoded()).golden else {
      Issue.record("expected a network that cannot run")
      return
    }
    #expect(reason.contains("newNorm"))
    var forgery = try Forgery(container)
    forgery.records[0].dtype = 99
    let verification = try verify(forgery.file)
    #expect(verification.unreadable.map(\.name) == ["dense1.weight"])
    #expect(
      verification.golden
        == .cannotRun(
          reason: "tensor 'dense1.weight': dtype 99 is not known to this program"))
  }

  @Test func whatDoesNotHoldIsThrown() throws {
    let bytes = try trainedFile().encoded()
    for place in stride(from: 0, to: bytes.count, by: 41) {
      var damaged = bytes
      damaged[place] ^= 4
      #expect(throws: (any Error).self, "byte \(place)") { try verify(damaged) }
    }
    var container = try trainedFile().container()
    container.tensors[0].bytes[2] ^= 0x40
    let changed = try container.encoded()
    let error = #expect(throws: ModelFileError.self) { try verify(changed) }
    #expect(error?.description.contains("golden vectors: output 'dense2'") == true)
  }
}
