import StrataTensor
import Testing

@Suite struct TensorTests {
  @Test func rowMajor() throws {
    let tensor = try Tensor<Float>(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6])
    #expect(tensor[4] == 5)
    #expect(tensor.rowCount == 2 && tensor.rowLength == 3)
    #expect(try tensor.reshaped(to: [3, 2]).shape == [3, 2])
    #expect(try tensor.reshaped(to: [3, 2]).elements == tensor.elements)
    #expect(Tensor<Int32>([7, 8]).shape == [2])
    #expect(Tensor<Double>(shape: [], repeating: 2).elements == [2])
    #expect(Tensor<UInt8>(zeros: [0, 4]).rowLength == 0)
  }

  @Test func aWrongCountIsRefused() throws {
    let error = #expect(throws: TensorError.self) {
      try Tensor<Float>(shape: [2, 3], elements: [1])
    }
    #expect(error?.description == "tensor: expected 6 elements for the shape [2, 3], got 1")
    #expect(throws: TensorError.self) { try Tensor<Float>([1, 2, 3]).reshaped(to: [2]) }
  }

  @Test func aValue() throws {
    let tensor = Tensor<Float>([1, 2])
    var copy = tensor
    copy[0] = 5
    #expect(tensor[0] == 1 && copy[0] == 5 && tensor != copy)
  }

  @Test func rows() throws {
    let tensor = try Tensor<Float>(shape: [3, 2], elements: [1, 2, 3, 4, 5, 6])
    #expect(
      try tensor.rows([2, 0, 2]) == Tensor(shape: [3, 2], elements: [5, 6, 1, 2, 5, 6]))
    #expect(tensor.rows([]) == Tensor(zeros: [0, 2]))
    #expect(tensor.rows(1..<3).elements == [3, 4, 5, 6])
    // A scalar is one row.
    let scalar = Tensor<Float>(shape: [], repeating: 4)
    #expect(scalar.rows([0, 0]) == Tensor([4, 4]))
    #expect(scalar.rows([]) == Tensor([]))
  }
}
