import Strata

/// The shape of one sample that a model takes.
enum SampleShape {
  /// - Parameters:
  ///   - model: The model.
  ///   - path: The file that it comes from.
  /// - Throws: ``FileProblem`` for a model of several inputs or outputs, or of an open shape.
  static func of(_ model: Model, from path: String) throws -> Shape {
    try FileProblem.naming(path) {
      let (inputs, outputs) = (model.architecture.inputs, model.architecture.outputs)
      guard inputs.count == 1, outputs.count == 1 else {
        throw Mismatch(
          expected: "a model with 1 input and 1 output",
          got: "\(inputs.count) and \(outputs.count)")
      }
      let type = inputs[0].type
      let lengths = type.sample.compactMap(\.length)
      guard lengths.count == type.sample.count else {
        throw Mismatch(expected: "a model whose input has a fixed shape", got: "\(type)")
      }
      return try Shape(lengths)
    }
  }
}
