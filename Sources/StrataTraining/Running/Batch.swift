import StrataData
import StrataModel
import StrataTensor

/// Samples on their way through a network: its plan, with room for what belongs to them.
final class Batch {
  let plan: Plan<Float>
  let outputs: [OutputBatch]
  private let arithmetic: Arithmetic<Float>
  /// What each sample counts.
  private let weights: MutableTensorView<Float>
  private var isWeighted = false

  init(_ plan: Plan<Float>, _ terms: [LossTerm], _ arithmetic: Arithmetic<Float>) {
    self.plan = plan
    self.arithmetic = arithmetic
    outputs = terms.enumerated().map { OutputBatch(plan, output: $0, $1) }
    weights = Buffer(count: plan.batch).view([plan.batch])
  }

  /// The number of samples.
  var count: Int { plan.batch }

  /// Copies a pass's present samples.
  /// - Throws: ``TrainingError/data(expected:got:)`` for targets that cannot be.
  func fill(
    _ pass: any SamplePass, _ layout: SampleLayout, classWeights: [Float]?
  ) throws(TrainingError) {
    for input in plan.inputs.indices {
      pass.copyInput(input, into: plan.inputs[input], arithmetic)
    }
    for output in outputs.indices {
      try outputs[output].fill(
        pass, output: output, hasClasses: layout.targets[output] == nil, arithmetic)
    }
    isWeighted = layout.hasWeights || classWeights != nil
    guard isWeighted else { return }
    if layout.hasWeights { pass.copyWeights(into: weights) } else { weights.fill(1) }
    if let classWeights {
      for sample in 0..<count {
        weights[sample] = weights[sample] * classWeights[outputs[0].label(sample)]
      }
    }
  }

  /// What the sum of losses is divided by for what people read: samples, or their weights.
  func lossCount(_ reduction: Reduction) -> Float {
    guard isWeighted, reduction == .weightedMean else { return Float(count) }
    var sum: Float = 0
    for sample in 0..<count { sum += weights[sample] }
    return sum
  }

  /// The samples' losses, weighted and added up, in the targets' own units; a NaN is the canonical one.
  /// - Parameter wantsAnswers: Whether somebody will look at the answers.
  func loss(wantsAnswers: Bool) -> Float {
    var sum: Float = 0
    for (index, output) in outputs.enumerated() {
      if wantsAnswers || output.needsAnswers { output.answer(arithmetic) }
      let loss = output.loss(isWeighted ? weights.readOnly : nil, arithmetic)
      sum = index == 0 ? loss : sum + loss
    }
    return sum.isNaN ? .nan : sum
  }

  /// A sample's losses, weighted and added up over the outputs, as the last ``loss(wantsAnswers:)``
  /// computed them; a NaN is the canonical one.
  func sampleLoss(_ sample: Int) -> Float {
    var sum = outputs[0].sampleLoss(sample)
    for output in outputs.dropFirst() { sum += output.sampleLoss(sample) }
    return sum.isNaN ? .nan : sum
  }

  /// The way back begins: derivatives of the losses, each times `scale`.
  func gradients(scale: Float) {
    for output in outputs {
      output.gradient(scale: scale, isWeighted ? weights.readOnly : nil, arithmetic)
    }
  }
}
