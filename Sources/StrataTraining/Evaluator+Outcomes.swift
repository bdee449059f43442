public import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataTensor

extension Evaluator {
  /// What the network gives for each sample: to look at single mistakes, and at how sure it is.
  /// - Parameter data: The samples.
  /// - Returns: As many outcomes as samples, in their order.
  /// - Throws: ``TrainingError`` for data that does not fit.
  /// - Complexity: samples · the network's cost; memory for the answers.
  public func outcomes(of data: some SampleSource) throws(TrainingError) -> SampleOutcomes {
    try check.check(data)
    return try FloatingPointEnvironment.pinned { () throws(TrainingError) in
      let (pass, layout) = (try data.beginPass(), data.layout)
      let hasChoices = hasClasses(layout)
      var (losses, answers, targets): ([Float], [Float], [Float]) = ([], [], [])
      var choices: [SampleOutcomes.Choice] = []
      var columns = 0
      while let batch = try runner.next(pass, Self.batchSize, layout) {
        do throws(ModelError) {
          try batch.plan.forward(mode: .inference)
        } catch {
          throw .model(error)
        }
        _ = batch.loss(wantsAnswers: true)
        let output = batch.outputs[0]
        columns = output.answers.shape.columns
        let view = output.answers.readOnly
        for place in 0..<view.count { answers.append(view[place]) }
        if case .values(let values) = output.targets {
          for place in 0..<values.count { targets.append(values[place]) }
        }
        for sample in 0..<batch.count {
          losses.append(batch.sampleLoss(sample))
          guard hasChoices else { continue }
          choices.append(
            SampleOutcomes.Choice(
              truth: AnswerClasses.target(output.targets, row: sample, columns),
              answer: AnswerClasses.best(view, row: sample, columns)))
        }
      }
      guard !losses.isEmpty else { throw .data(expected: "samples", got: "none") }
      return SampleOutcomes(
        losses: losses, answers: Self.tensor(answers, losses.count, columns),
        targets: layout.targets[0] == nil ? nil : Self.tensor(targets, losses.count, columns),
        choices: hasChoices ? choices : nil)
    }
  }

  private static func tensor(_ elements: [Float], _ rows: Int, _ columns: Int) -> Tensor<Float> {
    do {
      return try Tensor(shape: Shape([rows, columns]), elements: elements)
    } catch {
      preconditionFailure("a row of \(columns) was taken from each of \(rows) samples: \(error)")
    }
  }
}
