import StrataTensor

// From what a person has to what a person reads: the model's own preparation on both sides.
extension Predictor {
  /// The network's input values for a row.
  /// - Parameters:
  ///   - row: Columns of the model by their names. NaN and infinities are refused: no value is `nil`.
  ///   - number: Which row it is, for messages.
  /// - Throws: ``PreparationError`` naming row and column: for a column that the model does not know,
  ///   a value that it cannot take, one that is missing and has no stand-in; for a model that takes
  ///   no columns.
  /// - Complexity: O(columns, values).
  public func prepare(_ row: InputRow, number: Int = 1) throws(PreparationError) -> [Float] {
    var values: [Float] = []
    try append(row, number: number, to: &values)
    return values
  }

  /// The answer to a row: `try predictor.answer(["age": 41, "city": "Oslo"])`.
  /// - Throws: ``PredictionError``: as ``prepare(_:number:)``; what a layer refuses.
  /// - Complexity: The network's cost.
  public func answer(_ row: InputRow) throws(PredictionError) -> Answer {
    try only(answers([row]))
  }

  /// The answers to rows, in their order. Each is what it would be alone.
  /// - Throws: ``PredictionError`` for the first row that does not fit, numbered from 1.
  /// - Complexity: rows · the network's cost.
  public func answers(_ rows: [InputRow]) throws(PredictionError) -> [Answer] {
    var values: [Float] = []
    for (index, row) in rows.enumerated() {
      do {
        try append(row, number: index + 1, to: &values)
      } catch {
        throw .input(error)
      }
    }
    return try answers(prepared: values)
  }

  /// The answer to a sample given as raw numbers, such as the pixels of an image from 0 to 255: they are
  /// scaled as the model says.
  /// - Parameter elements: The elements of one sample.
  /// - Throws: ``PredictionError`` for another number of elements, for NaN and infinities, for a model
  ///   that takes columns.
  public func answer(elements: [Float]) throws(PredictionError) -> Answer {
    guard elements.count == sampleShapes[0].count else {
      throw .network(
        .input(
          name: architecture.inputs[0].name, expected: "\(sampleShapes[0].count) numbers",
          got: "\(elements.count)"))
    }
    return try only(answers(elements: elements))
  }

  /// The answers to samples given as raw numbers, one sample after the other; see ``answer(elements:)``.
  /// - Throws: ``PredictionError`` for what is no whole number of samples; as ``answer(elements:)``.
  public func answers(elements: [Float]) throws(PredictionError) -> [Answer] {
    guard let preparation else { return try answers(prepared: elements) }
    var values = elements
    do {
      try FloatingPointEnvironment.pinned { () throws(PreparationError) in
        try preparation.input.prepareArray(&values)
      }
    } catch {
      throw .input(error)
    }
    return try answers(prepared: values)
  }

  /// The answer that the network's outputs for one sample say.
  /// - Throws: ``ModelError`` for another number of outputs.
  public func answer(outputs: [Float]) throws(ModelError) -> Answer {
    guard outputs.count == outputCounts[0] else {
      throw .input(
        name: "output", expected: "\(outputCounts[0]) numbers", got: "\(outputs.count)")
    }
    return try answers(outputs: outputs, samples: 1)[0]
  }

  // MARK: - Steps

  /// The answer to one sample.
  /// - Throws: ``PredictionError`` for a network whose samples have no numbers: it tells none from many.
  private func only(_ answers: [Answer]) throws(PredictionError) -> Answer {
    guard let answer = answers.first else {
      throw .network(
        .input(
          name: architecture.inputs[0].name, expected: "samples of one number at least",
          got: "\(sampleShapes[0])"))
    }
    return answer
  }

  private func append(
    _ row: InputRow, number: Int, to values: inout [Float]
  ) throws(PreparationError) {
    guard let rowEncoder else {
      throw .invalid(
        part: "input", expected: "an array of \(sampleShapes[0]) numbers", got: "a row of columns")
    }
    let start = values.count
    try rowEncoder.append(row, number: number, to: &values)
    // A file may say one thing of its columns and another of its network.
    guard values.count - start == sampleShapes[0].count else {
      throw .invalid(
        part: "network",
        expected: "an input of \(values.count - start) numbers, as its columns give",
        got: "\(sampleShapes[0].count)")
    }
  }

  private func answers(prepared values: [Float]) throws(PredictionError) -> [Answer] {
    do {
      let length = sampleShapes[0].count
      let outputs = try predict(values)
      return try answers(outputs: outputs, samples: length == 0 ? 0 : values.count / length)
    } catch {
      throw .network(error)
    }
  }

  private func answers(outputs: [Float], samples: Int) throws(ModelError) -> [Answer] {
    let width = outputCounts[0]
    guard let shape = try? Shape([samples, width]),
      let tensor = try? Tensor(shape: shape, elements: outputs)
    else {
      throw .input(
        name: "output", expected: "\(samples) × \(width) numbers", got: "\(outputs.count)")
    }
    let elements = try answered(tensor).elements
    return (0..<samples).map { sample in
      Answer(preparation?.target, Array(elements[sample * width..<(sample + 1) * width]))
    }
  }
}
