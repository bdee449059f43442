import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor

/// Refuses data that does not fit a network and its loss, before anything is computed.
struct DataCheck {
  private let sampleShape: Shape
  private let outputs: Int
  private let loss: any Loss

  /// - Throws: ``TrainingError`` for a network that has not one input and one output of fixed
  ///   shapes.
  init(_ model: Model, _ signature: Signature, _ loss: any Loss) throws(TrainingError) {
    guard model.architecture.inputs.count == 1, signature.outputTypes.count == 1 else {
      throw .argument(
        "network", expected: "1 input and 1 output to train",
        got: "\(model.architecture.inputs.count) and \(signature.outputTypes.count)")
    }
    let lengths = model.architecture.inputs[0].type.sample.map(\.length)
    guard let shape = try? Shape(lengths.compactMap { $0 }), shape.rank == lengths.count,
      let outputs = signature.outputTypes[0].sampleCount
    else {
      throw .argument(
        "network", expected: "an input and an output of fixed shapes",
        got: "\(model.architecture.inputs[0].type) and \(signature.outputTypes[0])")
    }
    do throws(PreparationError) {
      try model.preparation?.target?.check(outputs: outputs)
    } catch {
      guard case .invalid(_, let expected, let got) = error else {
        throw .data(expected: "a network that fits the targets", got: error.description)
      }
      throw .argument("network", expected: "\(expected), for the targets", got: got)
    }
    self.sampleShape = shape
    self.outputs = outputs
    self.loss = loss
  }

  /// - Throws: ``TrainingError`` naming what does not fit.
  func check(_ data: Dataset) throws(TrainingError) {
    guard data.count > 0 else { throw .data(expected: "samples", got: "none") }
    let sample = data.inputs.shape.array.dropFirst()
    guard sample.elementsEqual(sampleShape.array) else {
      throw .data(
        expected: "samples of the shape \(sampleShape), as the network's input",
        got: "\(Array(sample))")
    }
    do throws(LossError) {
      try loss.check(outputs: outputs, targets: data.targets.width)
    } catch {
      throw .loss(error)
    }
    if case .values(let values) = data.targets, let range = loss.targetRange {
      if let place = values.elements.firstIndex(where: { !range.contains(Double($0)) }) {
        throw .data(
          expected: "targets from \(range.lowerBound) to \(range.upperBound) for "
            + "\(type(of: loss).kind)",
          got: "\(values.elements[place]) at sample \(place / values.rowLength)")
      }
    }
    if case .classes(let labels) = data.targets {
      // A loss for yes or no answers takes the classes 0 and 1 with one output.
      let classes = outputs == 1 && !loss.takesClasses ? 2 : outputs
      if let sample = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) {
        throw .data(
          expected: "class numbers from 0 to \(classes - 1), as the network has outputs",
          got: "\(labels[sample]) at sample \(sample)")
      }
    }
  }
}
