import StrataData
import StrataLosses
import StrataModel
import StrataTensor

/// Runs a network on batches of samples: a plan and room for targets for each batch size in use.
///
/// There are few sizes: the batch and the rest at the end of an epoch.
final class BatchRunner {
  private let architecture: Architecture
  private let signature: Signature
  private let parameters: ParameterStore<Float>
  private let gradients: ParameterStore<Float>?
  private let terms: [LossTerm]
  private let classWeights: [Float]?
  private let arithmetic: Arithmetic<Float>
  private var batches: [Int: Batch] = [:]

  init(
    _ architecture: Architecture, _ signature: Signature, parameters: ParameterStore<Float>,
    gradients: ParameterStore<Float>?, _ terms: [LossTerm], classWeights: [Float]? = nil,
    _ arithmetic: Arithmetic<Float>
  ) {
    self.architecture = architecture
    self.signature = signature
    self.parameters = parameters
    self.gradients = gradients
    self.terms = terms
    self.classWeights = classWeights
    self.arithmetic = arithmetic
  }

  /// Takes the next samples of a pass.
  /// - Parameters:
  ///   - pass: Where they come from.
  ///   - size: How many, at most.
  ///   - layout: What they look like.
  /// - Returns: Nil at the end of the pass.
  func next(
    _ pass: any SamplePass, _ size: Int, _ layout: SampleLayout
  ) throws(TrainingError) -> Batch? {
    let count: Int
    do throws(DataError) {
      count = try pass.advance(by: size)
    } catch {
      throw .source(error)
    }
    guard count > 0 else { return nil }
    let batch = try batch(of: count)
    try batch.fill(pass, layout, classWeights: classWeights)
    return batch
  }

  /// The batch of a size, made at its first use.
  private func batch(of size: Int) throws(TrainingError) -> Batch {
    if let batch = batches[size] { return batch }
    do {
      let plan = try Plan<Float>(
        architecture, signature, batch: size, parameters: parameters, gradients: gradients,
        workers: arithmetic.workers)
      let batch = Batch(plan, terms, arithmetic)
      batches[size] = batch
      return batch
    } catch {
      throw .model(error)
    }
  }
}
