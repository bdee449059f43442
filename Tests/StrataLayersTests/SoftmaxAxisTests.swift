import StrataLayers
import StrataModel
import StrataTensor
import StrataTestKit
import Testing

/// Softmax and its logarithm along axes that are not the last.
@Suite struct SoftmaxAxisTests {
  @Test(arguments: [1, 2, 3, -1, -2, -3]) func anyAxisOfALayer(_ axis: Int) throws {
    try checkLayer(
      ActivationLayer(.softmax(axis: axis)), inputs: [[3, 4, 5]], outputs: [[3, 4, 5]])
    try checkLayer(
      ActivationLayer(.logSoftmax(axis: axis)), inputs: [[3, 4, 5]], outputs: [[3, 4, 5]])
  }

  /// The shape with axes 1 and 2 exchanged.
  private func exchanged(_ tensor: Tensor<Float>) -> Tensor<Float> {
    let shape = tensor.shape
    var other = Tensor<Float>(zeros: [shape[0], shape[2], shape[1]])
    for sample in 0..<shape[0] {
      for row in 0..<shape[1] {
        for column in 0..<shape[2] {
          other[(sample * shape[2] + column) * shape[1] + row] =
            tensor[(sample * shape[1] + row) * shape[2] + column]
        }
      }
    }
    return other
  }

  /// y, and dx for y's own values as dy.
  private func run(
    _ activation: some Activation, _ x: Tensor<Float>, threads: Int = 1
  ) -> (y: Tensor<Float>, dx: Tensor<Float>) {
    let arithmetic = Arithmetic<Float>(workers: WorkerPool(threads: threads))
    let y = Buffer<Float>(count: x.shape.count).view(x.shape)
    let dx = Buffer<Float>(count: x.shape.count).view(x.shape)
    activation.forward(TensorView(x), into: y, arithmetic)
    activation.backward(
      x: y.readOnly, y: y.readOnly, dy: y.readOnly, into: dx, arithmetic)
    return (y.tensor, dx.tensor)
  }

  /// Sets of lines end within an axis, at its end, and with the threads' parts.
  @Test(arguments: [[1, 3, 1], [2, 5, 16], [3, 1, 17], [2, 7, 37], [5, 70, 400]] as [Shape])
  func theBitsAreThoseOfTheLastAxis(_ shape: Shape) {
    let x = Samples.uniform(shape, in: -9...9)
    for threads in [1, 2, 3] {
      let (y, dx) = run(Softmax(axis: 1), x, threads: threads)
      let (expected, gradient) = run(Softmax(), exchanged(x))
      #expect(y == exchanged(expected) && dx == exchanged(gradient))
      let logarithms = run(LogSoftmax(axis: -2), x, threads: threads)
      let others = run(LogSoftmax(), exchanged(x))
      #expect(logarithms.y == exchanged(others.y) && logarithms.dx == exchanged(others.dx))
    }
  }

  @Test(arguments: [[0, 3, 4], [2, 0, 4], [2, 3, 0]] as [Shape])
  func nothingOfNothing(_ shape: Shape) {
    #expect(run(Softmax(axis: 1), Tensor(zeros: shape)).y.elements == [])
    #expect(run(LogSoftmax(axis: 1), Tensor(zeros: shape)).y.elements == [])
  }

  /// Nobody asked before: no number comes out, and nothing stops.
  @Test func anAxisThatIsNotThere() {
    let values = run(LogSoftmax(axis: -4), Samples.uniform([2, 3])).y.elements
    let slopes = run(Softmax(axis: 2), Samples.uniform([2, 3])).dx.elements
    #expect((values + slopes).allSatisfy { $0.isNaN })
  }

  /// Where softmax underflows, its logarithm is still there; near certainty it is near 0.
  @Test func theLogarithmKeepsWhatSoftmaxLoses() {
    let x = Tensor<Float>([1000, 0, -1000, 995])
    let y = run(LogSoftmax(), x).y
    #expect(y[1] == -1000.0067 && y[2] == -2000.0067)
    #expect(abs(y[0] + 0.0067153485) < 0x1p-23 && abs(y[3] + 5.0067153485) < 0x1p-20)
  }
}
