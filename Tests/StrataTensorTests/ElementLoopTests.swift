import StrataTensor
import Testing

/// Moves a weight by all that there is.
private struct Everything<Number: Real>: ElementUpdate {
  let rate: Number

  func callAsFunction(
    _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
  ) {
    weight -= rate * (gradient + memory.first + memory.second + memory.third)
    memory.first += 1
    memory.second += 10
    memory.third += 100
  }
}

@Suite struct ElementLoopTests {
  private func view(_ count: Int, _ first: Float) -> MutableTensorView<Float> {
    let view = Buffer<Float>(count: count).view([count])
    for index in 0..<count { view[index] = first + Float(index) }
    return view
  }

  @Test(arguments: 0...3, [1, 3])
  func everySlotGoesIn(_ slots: Int, _ threads: Int) {
    // Enough for every thread.
    let count = 40_003
    let (weights, gradient) = (view(count, 1), view(count, 2))
    let memory = (0..<slots).map { view(count, Float($0)) }
    let arithmetic = Arithmetic<Float>(workers: WorkerPool(threads: threads))
    let loop = ElementLoop(
      weights, gradient: gradient.readOnly, memory: memory, Everything<Float>(rate: 0))
    loop.run(Everything(rate: 2), on: arithmetic)
    loop.run(Everything(rate: 0), on: arithmetic)
    for index in [0, 1, 20_000, count - 1] {
      let place = Float(index)
      let remembered = (0..<slots).reduce(Float(0)) { $0 + Float($1) + place }
      #expect(weights[index] == 1 + place - 2 * (2 + place + remembered))
      for (slot, added) in zip(memory.indices, [2, 20, 200] as [Float]) {
        #expect(memory[slot][index] == Float(slot) + place + added)
      }
    }
  }
}
