import StrataTensor
import Testing

@Suite struct TensorViewTests {
  private let buffer = Buffer<Float>(count: 12)

  @Test func aViewLooksAtItsPartOfABuffer() {
    let all = buffer.view([3, 4])
    for index in 0..<12 { all[index] = Float(index) }
    let rows = all.rows(1..<3)
    #expect(rows.shape == [2, 4])
    #expect(rows.tensor.elements == (4..<12).map(Float.init))
    #expect(buffer.view([2, 2], at: 8).tensor.elements == [8, 9, 10, 11])
    rows.fill(0)
    #expect(all.tensor.elements == [0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(all.readOnly.reshaped(to: [12])[3] == 3)
    #expect(all.rows(3..<3).count == 0)
  }

  @Test func copies() throws {
    let view = buffer.view([2, 3])
    view.copy(from: try Tensor(shape: [2, 3], elements: [1, 2, 3, 4, 5, 6]))
    view.copy(from: [9, 8][...], at: 4)
    #expect(view.tensor.elements == [1, 2, 3, 4, 9, 8])
    let other = TensorView(Tensor<Float>([6, 5, 4, 3, 2, 1]))
    view.copy(from: other)
    #expect(view.tensor.elements == [6, 5, 4, 3, 2, 1])
    // Overlapping parts of one buffer, both ways.
    buffer.view([5], at: 1).copy(from: buffer.view([5]).readOnly)
    #expect(view.tensor.elements == [6, 6, 5, 4, 3, 2])
    buffer.view([5]).copy(from: buffer.view([5], at: 1).readOnly)
    #expect(view.tensor.elements == [6, 5, 4, 3, 2, 2])
  }

  @Test func spans() {
    let view = buffer.view([4])
    view.withMutableSpan { span in
      for index in span.indices { span[index] = Float(index * index) }
    }
    let sum = view.readOnly.withSpan { span in
      var sum: Float = 0
      for index in span.indices { sum += span[index] }
      return sum
    }
    #expect(sum == 14)
  }

  @Test func aViewKeepsItsMemory() {
    func made() -> TensorView<Double> {
      let view = Buffer<Double>(count: 1000).view([1000])
      view.fill(2.5)
      return view.readOnly
    }
    let view = made()
    _ = (0..<10).map { _ in Buffer<Double>(count: 1000) }
    #expect(view.tensor.elements.allSatisfy { $0 == 2.5 })
  }

  @Test func memoryBeginsAsZero() {
    #expect(Buffer<Int32>(count: 3).view([3]).tensor.elements == [0, 0, 0])
    #expect(Buffer<Float>(count: 0).view([0]).tensor.elements.isEmpty)
  }

  @Test func anIndexPastTheEndStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let view = Buffer<Float>(count: 4).view([2, 2])
      _ = view[4]
    }
    await #expect(processExitsWith: .failure) {
      let view = Buffer<Float>(count: 4).view([2, 2])
      view[-1] = 0
    }
    await #expect(processExitsWith: .failure) { _ = Buffer<Float>(count: 4).view([5]) }
    await #expect(processExitsWith: .failure) { _ = Buffer<Float>(count: 4).view([2], at: 3) }
    await #expect(processExitsWith: .failure) {
      _ = Buffer<Float>(count: 4).view([2, 2]).rows(1..<3)
    }
    await #expect(processExitsWith: .failure) {
      Buffer<Float>(count: 4).view([4]).copy(from: [1, 2][...], at: 3)
    }
    await #expect(processExitsWith: .failure) {
      let (a, b) = (Buffer<Float>(count: 4).view([4]), Buffer<Float>(count: 3).view([3]))
      Arithmetic<Float>().add(a.readOnly, b.readOnly, into: a)
    }
  }
}
