import StrataJSON
import StrataTensor
import Testing

@Suite struct ShapeTests {
  @Test func countsAndAxes() throws {
    let shape: Shape = [2, 3, 4]
    #expect(shape.rank == 3 && shape.count == 24)
    #expect(shape.array == [2, 3, 4])
    #expect(shape.rows == 6 && shape.columns == 4)
    #expect(shape[0] == 2 && shape[2] == 4)
    #expect("\(shape)" == "[2, 3, 4]")
    let scalar: Shape = []
    #expect(scalar.rank == 0 && scalar.count == 1 && scalar.rows == 1 && scalar.columns == 1)
    let empty: Shape = [3, 0, 2]
    #expect(empty.count == 0 && empty.rows == 0 && empty.columns == 2)
  }

  @Test func equalInRankAndDimensions() throws {
    #expect(try Shape([2, 3]) == [2, 3])
    #expect(try Shape([2, 3]) != [3, 2])
    #expect(try Shape([2, 3]) != [2, 3, 1])
    #expect(try Set([Shape([2, 3]), Shape([2, 3]), Shape([2, 3, 1]), Shape([])]).count == 3)
  }

  @Test func eightAxesAtMost() throws {
    #expect(try Shape(Array(repeating: 2, count: 8)).count == 256)
    #expect(throws: TensorError.tooManyDimensions(got: 9)) {
      try Shape(Array(repeating: 1, count: 9))
    }
  }

  @Test(arguments: [
    ([Int.max, 2], TensorError.tooLarge(dimensions: [.max, 2])),
    ([1 << 32, 1 << 32], .tooLarge(dimensions: [1 << 32, 1 << 32])),
    // The bytes of such a thing would still have to be counted.
    ([1 << 32, 1 << 32, 0], .tooLarge(dimensions: [1 << 32, 1 << 32, 0])),
    ([3, -1], .negativeDimension(axis: 1, got: -1)),
    ([.min], .negativeDimension(axis: 0, got: .min)),
  ])
  func whatIsNoShapeIsRefused(_ dimensions: [Int], _ error: TensorError) {
    #expect(throws: error) { try Shape(dimensions) }
  }

  @Test func anotherFirstAxis() throws {
    #expect(try Shape([2, 3]).withFirst(7) == [7, 3])
    #expect(try Shape([]).withFirst(7) == [])
    #expect(throws: TensorError.self) { try Shape([0, 1 << 40, 1 << 20]).withFirst(8) }
  }

  @Test func codedAsAList() throws {
    #expect(try JSONWriter.encode([Shape([2, 3]), Shape([])]) == Array("[[2,3],[]]".utf8))
    #expect(try JSONReader.decode([Shape].self, from: Array("[[2,3],[]]".utf8)) == [[2, 3], []])
  }

  @Test(arguments: ["[[1,2],[-1]]", "[[1,1,1,1,1,1,1,1,1]]", "[[4294967296,4294967296]]", "[3]"])
  func aListThatIsNoShapeIsRefused(_ text: String) {
    #expect(throws: JSONError.self) {
      try JSONReader.decode([Shape].self, from: Array(text.utf8))
    }
  }

  @Test(arguments: [
    (TensorError.tooManyDimensions(got: 9), "shape: expected at most 8 dimensions, got 9"),
    (.negativeDimension(axis: 1, got: -2), "shape: dimension 1: expected 0 or more, got -2"),
    (
      .tooLarge(dimensions: [.max, 2]),
      "shape: [9223372036854775807, 2] has more elements than can be counted"
    ),
    (.shapeMismatch(operation: "add", expected: "[2]", got: "[3]"), "add: expected [2], got [3]"),
  ])
  func messages(_ error: TensorError, _ message: String) {
    #expect(error.description == message)
  }
}
