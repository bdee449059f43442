import StrataTensor

/// What a network predicts from and where its outputs go, some rows at a time, by several threads.
protocol PredictionRows {
  /// Computes a plan's outputs for some rows where they are.
  /// - Returns: False, with nothing computed, if they must be written into the plan.
  func infer(_ range: Range<Int>, by plan: Plan<Float>, on workers: WorkerPool) -> Bool
  /// Fills a plan's inputs.
  ///
  /// Rows that are left over take a sample that is there: what an earlier call left in them might
  /// be what a layer refuses.
  func write(_ range: Range<Int>, into plan: Plan<Float>)
  /// Takes a plan's outputs over.
  func read(_ range: Range<Int>, from plan: Plan<Float>)
}

/// The first input and the first output, in a caller's memory.
struct BorrowedPrediction: PredictionRows {
  let input: BorrowedRows<Float>
  let output: MutableBorrowedRows<Float>
  /// The numbers of a sample.
  let length: Int
  /// The numbers that the output has for one.
  let width: Int

  func infer(_ range: Range<Int>, by plan: Plan<Float>, on workers: WorkerPool) -> Bool {
    range.count == plan.batch
      && plan.infer(
        on: workers, reading: input[range.lowerBound * length..<range.upperBound * length])
  }

  func write(_ range: Range<Int>, into plan: Plan<Float>) {
    let (view, start) = (plan.inputs[0], range.lowerBound * length)
    input.copy(start..<range.upperBound * length, into: view)
    for row in range.count..<plan.batch {
      input.copy(start..<start + length, into: view, at: row * length)
    }
  }

  func read(_ range: Range<Int>, from plan: Plan<Float>) {
    output.write(plan.outputs[0], range.lowerBound * width..<range.upperBound * width)
  }
}

/// All inputs and all outputs.
struct TensorPrediction: PredictionRows {
  let inputs: [Tensor<Float>]
  let results: [MutableTensorView<Float>]

  func infer(_ range: Range<Int>, by plan: Plan<Float>, on workers: WorkerPool) -> Bool { false }

  func write(_ range: Range<Int>, into plan: Plan<Float>) {
    for (view, input) in zip(plan.inputs, inputs) {
      let length = input.rowLength
      view.copy(from: input.elements[range.lowerBound * length..<range.upperBound * length])
      let first = input.elements[range.lowerBound * length..<(range.lowerBound + 1) * length]
      for row in range.count..<plan.batch { view.copy(from: first, at: row * length) }
    }
  }

  func read(_ range: Range<Int>, from plan: Plan<Float>) {
    for (result, output) in zip(results, plan.outputs) {
      result.rows(range).copy(from: output.rows(0..<range.count).readOnly)
    }
  }
}
