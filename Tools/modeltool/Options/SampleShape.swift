import Strata

/// The shape of one sample that a model takes.
enum SampleShape {
  /// - Throws: ``UsageError`` for a model of several inputs or an open shape.
  static func of(_ model: Model) throws -> Shape {
    guard model.architecture.inputs.count == 1 else {
      throw UsageError("expected a model with 1 input, got \(model.architecture.inputs.count)")
    }
    let type = model.architecture.inputs[0].type
    let lengths = type.sample.compactMap(\.length)
    guard lengths.count == type.sample.count else {
      throw UsageError("expected a model whose input has a fixed shape, got \(type)")
    }
    return try Shape(lengths)
  }
}
