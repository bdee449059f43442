import StrataPlugin
public import StrataTensor

/// What layers say of inputs that are not just one batch of `float32` numbers.
extension Layer {
  /// The type that two or more inputs have in common.
  /// - Parameters:
  ///   - inputs: The inputs' types.
  ///   - most: How many there may be.
  /// - Throws: ``LayerError`` for fewer than 2 inputs or more than `most`, inputs that differ, and
  ///   inputs that are not of `float32` with a batch axis.
  public func commonInput(
    _ inputs: [ValueType], most: Int = .max
  ) throws(LayerError) -> ValueType {
    guard inputs.count >= 2, inputs.count <= most else {
      throw LayerError(
        Self.kind, expected: most == 2 ? "2 inputs" : "2 inputs or more", got: "\(inputs.count)")
    }
    for input in inputs where input.dtype != .float32 || input.dimensions.isEmpty {
      throw LayerError(Self.kind, expected: "float32 inputs with a batch axis", got: "\(input)")
    }
    if let other = inputs.first(where: { $0 != inputs[0] }) {
      throw LayerError(
        Self.kind, expected: "inputs of one shape, \(inputs[0])", got: "\(other)")
    }
    return inputs[0]
  }

  /// The type of the only input, which holds whole numbers.
  /// - Throws: ``LayerError`` if there is not exactly one, of `int32`, with a batch axis.
  public func onlyIntegerInput(_ inputs: [ValueType]) throws(LayerError) -> ValueType {
    guard inputs.count == 1, let input = inputs.first else {
      throw LayerError(Self.kind, expected: "1 input", got: "\(inputs.count)")
    }
    guard input.dtype == .int32, !input.dimensions.isEmpty else {
      throw LayerError(Self.kind, expected: "an int32 input with a batch axis", got: "\(input)")
    }
    return input
  }

  /// Refuses an input of whole numbers in which one is not whole or not in `0..<bound`.
  ///
  /// Values of type `int32` travel as the number type that is computed in, so that anything may
  /// stand where a whole number should.
  /// - Parameters:
  ///   - input: [batch, ...].
  ///   - bound: What every number must be below.
  ///   - firstSample: The place of the first sample, for the message.
  /// - Throws: ``LayerError`` naming the first such number and its sample.
  public func checkIntegers<T: Real>(
    _ input: TensorView<T>, below bound: Int, firstSample: Int = 0
  ) throws(LayerError) {
    let limit = T(bound)
    let wrong = input.withSpan { numbers -> Int? in
      for index in numbers.indices {
        let number = numbers[index]
        // A NaN is not in range.
        let isRight = number >= 0 && number < limit && number == number.rounded(.towardZero)
        if !isRight { return index }
      }
      return nil
    }
    guard let wrong else { return }
    let sample = firstSample + wrong / (input.count / input.shape[0])
    let value = input[wrong]
    throw LayerError(
      "\(Self.kind): input", expected: "a whole number from 0 to \(bound - 1)",
      got: "\(Int(exactly: value).map { "\($0)" } ?? "\(value)") at sample \(sample)")
  }
}
