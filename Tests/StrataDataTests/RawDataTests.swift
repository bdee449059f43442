import StrataBytes
import StrataData
import StrataModel
import StrataNumPy
import StrataTensor
import Testing

/// Files told by content.
@Suite struct RawDataTests {
  private func read(_ bytes: [UInt8]) throws -> RawData {
    try RawData(ByteStream(bytes: bytes, name: "a"))
  }

  @Test func numPyArrays() throws {
    let numbers = try Tensor<Float>(shape: [2, 2], elements: [1, 2, 3, 6])
    guard case .array(let array) = try read(NumPyArray(numbers).encoded()) else {
      Issue.record("no array")
      return
    }
    #expect(array.shape == [2, 2])
    #expect(array.floats == [1, 2, 3, 6])
    #expect(array.integers == [1, 2, 3, 6])
    // Mean 3, deviation √3.5.
    guard case .array(let scale, let offset) = array.standardizing else { return }
    #expect((scale - 1 / Float(3.5).squareRoot()).magnitude < 1e-6)
    #expect((offset + 3 * scale).magnitude < 1e-6)
    guard
      case .array(let fractions) = try read(NumPyArray(Tensor<Float>([0.5])).encoded())
    else { return }
    #expect(fractions.integers == nil)
  }

  @Test func pixelsGoFromZeroToOne() throws {
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 3), }\n"
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + text.utf8 + [0, 51, 255]
    guard case .array(let array) = try read(bytes) else {
      Issue.record("no array")
      return
    }
    #expect(array.standardizing == .array(scale: 1 / 255, offset: 0))
    #expect(array.floats == [0, 51, 255])
  }

  @Test func idxArraysAndTables() throws {
    guard case .array(.idx(let array)) = try read([0, 0, 8, 1, 0, 0, 0, 2, 7, 8]) else {
      Issue.record("no array")
      return
    }
    #expect(array.integers == [7, 8])
    #expect(RawArray.idx(array).standardizing == array.standardizing)
    guard case .table(let table) = try read(Array("a,b\n1,2\n".utf8)) else {
      Issue.record("no table")
      return
    }
    #expect(table.columns.map(\.name) == ["a", "b"])
  }

  @Test func otherFilesAreNamed() {
    let error = #expect(throws: DataError.self) { try read([0x50, 0x4B, 3, 4]) }
    #expect(
      error?.description == "data: expected CSV, JSON lines, IDX or a NumPy array, got a zip file")
  }

  @Test func aPartOfAnArrayIsMeasuredAlone() throws {
    let numbers = try Tensor<Float>(shape: [3, 2], elements: [1, 3, 500, 600, 5, 7])
    guard case .array(let array) = try read(NumPyArray(numbers).encoded()) else { return }
    // 1, 3, 5, 7: mean 4, deviation √5.
    let deviation = 5.0.squareRoot()
    #expect(
      array.standardizing(measuring: [0, 2])
        == .array(scale: Float(1 / deviation), offset: Float(-4 / deviation)))
    #expect(array.standardizing(measuring: [0, 1, 2]) == array.standardizing)
  }
}
