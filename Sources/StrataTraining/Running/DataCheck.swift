import StrataData
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor

/// Refuses data that does not fit a network and its losses, before anything is computed.
struct DataCheck {
  private let sampleShapes: [Shape]
  private let outputs: [(name: String, count: Int, loss: any Loss)]
  private let classWeights: [Float]?

  /// - Throws: ``TrainingError`` for a network whose inputs and outputs are not of fixed shapes, and
  ///   for as many losses as there are no outputs.
  init(
    _ model: Model, _ signature: Signature, _ losses: [any Loss], classWeights: [Float]? = nil
  ) throws(TrainingError) {
    guard signature.outputTypes.count == losses.count else {
      throw .argument(
        "losses", expected: "one for each of the network's \(signature.outputTypes.count) outputs",
        got: "\(losses.count)")
    }
    var shapes: [Shape] = []
    for input in model.architecture.inputs {
      let lengths = input.type.sample.map(\.length)
      guard let shape = try? Shape(lengths.compactMap(\.self)), shape.rank == lengths.count else {
        throw .argument(
          "network", expected: "inputs of fixed shapes", got: "'\(input.name)' \(input.type)")
      }
      shapes.append(shape)
    }
    var outputs: [(name: String, count: Int, loss: any Loss)] = []
    for (index, type) in signature.outputTypes.enumerated() {
      let name = model.architecture.outputs[index].description
      guard let count = type.sampleCount else {
        throw .argument("network", expected: "outputs of fixed shapes", got: "'\(name)' \(type)")
      }
      outputs.append((name, count, losses[index]))
    }
    if outputs.count == 1 {
      do throws(PreparationError) {
        try model.preparation?.target?.check(outputs: outputs[0].count)
      } catch {
        guard case .invalid(_, let expected, let got) = error else {
          throw .data(expected: "a network that fits the targets", got: error.description)
        }
        throw .argument("network", expected: "\(expected), for the targets", got: got)
      }
    } else if model.preparation?.target != nil {
      throw .argument(
        "network", expected: "1 output, as the model's preparation has targets",
        got: "\(outputs.count)")
    }
    sampleShapes = shapes
    self.outputs = outputs
    self.classWeights = classWeights
    try checkClassWeights()
  }

  private func checkClassWeights() throws(TrainingError) {
    guard let classWeights else { return }
    let classes = outputs[0].count == 1 && !outputs[0].loss.takesClasses ? 2 : outputs[0].count
    guard outputs.count == 1, classWeights.count == classes else {
      throw .argument(
        "class weights",
        expected: outputs.count == 1
          ? "one for each of \(classes) classes" : "a network of 1 output",
        got: "\(outputs.count == 1 ? classWeights.count : outputs.count)")
    }
    if let wrong = classWeights.first(where: { !($0 >= 0 && $0.isFinite) }) {
      throw .argument("class weights", expected: "finite numbers of at least 0", got: "\(wrong)")
    }
  }

  /// - Throws: ``TrainingError`` naming what does not fit.
  func check(_ source: any SampleSource) throws(TrainingError) {
    if source.sampleCount == 0 { throw .data(expected: "samples", got: "none") }
    let layout = source.layout
    guard layout.inputs == sampleShapes else {
      throw .data(
        expected: "samples of the shape \(list(sampleShapes)), as the network's input",
        got: list(layout.inputs))
    }
    guard layout.targets.count == outputs.count else {
      throw .data(
        expected: "targets for \(outputs.count) outputs", got: "for \(layout.targets.count)")
    }
    for (output, width) in zip(outputs, layout.targets) {
      do throws(LossError) {
        try output.loss.check(outputs: output.count, targets: width)
      } catch {
        throw .loss(error)
      }
    }
    if classWeights != nil, layout.targets[0] != nil {
      throw .data(expected: "class numbers as targets, for class weights", got: "values")
    }
    // What is in memory is looked at once; what is not, batch by batch.
    guard let data = source as? Dataset else { return }
    for (output, targets) in zip(outputs, data.targetList) {
      try Self.check(targets, outputs: output.count, output.loss, firstSample: 0)
    }
  }

  /// - Throws: ``TrainingError`` for targets that a loss cannot take.
  private static func check(
    _ targets: Targets, outputs: Int, _ loss: any Loss, firstSample: Int
  ) throws(TrainingError) {
    switch targets {
    case .values(let values):
      guard let range = loss.targetRange else { return }
      if let place = values.elements.firstIndex(where: { !range.contains(Double($0)) }) {
        let isOpen = range.upperBound == .greatestFiniteMagnitude
        let bounds =
          isOpen
          ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
        throw .data(
          expected: "targets \(bounds) for \(type(of: loss).kind)",
          got: "\(values.elements[place]) at sample \(place / values.rowLength)")
      }
    case .classes(let labels):
      // A loss for yes or no answers takes the classes 0 and 1 with one output.
      let classes = outputs == 1 && !loss.takesClasses ? 2 : outputs
      if let sample = labels.firstIndex(where: { $0 < 0 || $0 >= classes }) {
        throw .data(
          expected: "class numbers from 0 to \(classes - 1), as the network has outputs",
          got: "\(labels[sample]) at sample \(sample)")
      }
    }
  }

  private func list(_ shapes: [Shape]) -> String {
    shapes.map { "\($0.array)" }.joined(separator: " and ")
  }
}
