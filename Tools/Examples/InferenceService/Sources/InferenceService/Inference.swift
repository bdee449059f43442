import StrataServing

/// One request's way through a model: tensors to rows, rows to answers, answers to tensors.
struct Inference: Sendable {
  let predictor: Predictor
  let contract: ModelContract
  /// When the answer is of no more use.
  let deadline: ContinuousClock.Instant
  /// Rows that a request may have.
  let maximumRows: Int

  /// Rows that are predicted between two looks at the clock; they do not change the answer.
  private static let chunk = 256

  /// - Throws: ``ServiceError``.
  func outputs(for request: InferenceRequest) throws(ServiceError) -> [OutputTensor] {
    let rows = try rows(of: request)
    if contract.takesColumns {
      return try tensors(
        answers(rows) { range throws(PredictionError) in
          try predictor.answers(range.map { row(request, $0) })
        })
    }
    let inputs = try elements(of: request)
    guard predictor.preparation != nil else { return try unprepared(inputs, rows) }
    let length = predictor.sampleShapes[0].count
    return try tensors(
      answers(rows) { range throws(PredictionError) in
        try predictor.answers(
          elements: Array(inputs[0][range.lowerBound * length..<range.upperBound * length]))
      })
  }

  /// The number of rows, which all tensors must have.
  func rows(of request: InferenceRequest) throws(ServiceError) -> Int {
    guard let first = request.inputs.first else {
      throw ServiceError(400, "inputs: expected at least 1 tensor, got none")
    }
    for input in request.inputs where input.rows != first.rows {
      throw ServiceError(
        400,
        "input \(input.name.shown): expected \(first.rows) rows, as the first tensor has, "
          + "got \(input.rows)")
    }
    guard first.rows <= maximumRows else {
      throw ServiceError(400, "inputs: expected at most \(maximumRows) rows, got \(first.rows)")
    }
    if contract.takesColumns {
      // One value a row, whatever axes of length 1 there are.
      for input in request.inputs where input.values.count != first.rows {
        throw ServiceError(
          400, "input \(input.name.shown): expected the shape [\(first.rows)], got \(input.shape)")
      }
    }
    return first.rows
  }

  /// A row of columns. The model says which columns and values it knows.
  func row(_ request: InferenceRequest, _ index: Int) -> InputRow {
    InputRow(request.inputs.map { .init($0.name, $0.values[index]) })
  }

  /// The numbers of each of the network's inputs, in its order.
  func elements(of request: InferenceRequest) throws(ServiceError) -> [[Float]] {
    for input in request.inputs where !contract.inputs.contains(where: { $0.name == input.name }) {
      let known = contract.inputs.prefix(8).map(\.name.shown).joined(separator: ", ")
      throw ServiceError(400, "inputs: expected \(known), got \(input.name.shown)")
    }
    var all: [[Float]] = []
    for expected in contract.inputs {
      let found = request.inputs.filter { $0.name == expected.name }
      guard let input = found.first, found.count == 1 else {
        throw ServiceError(
          400, "inputs: expected \(expected.name.shown) once, got it \(found.count) times")
      }
      guard input.shape.dropFirst().elementsEqual(expected.shape.dropFirst()) else {
        throw ServiceError(
          400, "input \(input.name.shown): expected the shape \(expected.shape), got \(input.shape)"
        )
      }
      switch input.values {
      case .floats(let floats): all.append(floats)
      case .numbers(let numbers):
        let floats = numbers.compactMap { $0.map { Float($0) } }
        guard floats.count == numbers.count else {
          throw ServiceError(400, "input \(input.name.shown): expected numbers, got null")
        }
        all.append(floats)
      case .texts:
        throw ServiceError(400, "input \(input.name.shown): datatype: expected numbers, got BYTES")
      }
    }
    return all
  }

  // MARK: - Predicting

  private func checkDeadline() throws(ServiceError) {
    guard ContinuousClock.now < deadline else {
      throw ServiceError(503, "the deadline passed before the answer was there")
    }
  }

  private func answers(
    _ rows: Int, _ predict: (Range<Int>) throws(PredictionError) -> [Answer]
  ) throws(ServiceError) -> [Answer] {
    var answers: [Answer] = []
    answers.reserveCapacity(rows)
    for start in stride(from: 0, to: rows, by: Self.chunk) {
      try checkDeadline()
      do {
        answers += try predict(start..<min(start + Self.chunk, rows))
      } catch {
        throw ServiceError(400, "\(start > 0 ? "from row \(start + 1) on: " : "")\(error)")
      }
    }
    return answers
  }

  /// Answers as tensors, in the order of the contract.
  func tensors(_ answers: [Answer]) -> [OutputTensor] {
    let names = contract.outputs.map(\.name)
    switch predictor.preparation?.target {
    case .classes(let classes):
      return [
        OutputTensor(
          name: names[0], shape: [answers.count], values: .texts(answers.map { $0.label ?? "" })),
        OutputTensor(
          name: names[1], shape: [answers.count, classes.labels.count],
          values: .floats(answers.flatMap(\.values))),
      ]
    case .numbers:
      return names.enumerated().map { index, name in
        OutputTensor(
          name: name, shape: [answers.count], values: .floats(answers.map { $0.values[index] }))
      }
    case nil:
      return [
        OutputTensor(
          name: names[0], shape: [answers.count] + contract.outputs[0].shape.dropFirst(),
          values: .floats(answers.flatMap(\.values)))
      ]
    }
  }

  /// All outputs of a network whose numbers nothing explains.
  private func unprepared(
    _ inputs: [[Float]], _ rows: Int
  ) throws(ServiceError) -> [OutputTensor] {
    var parts: [[Tensor<Float>]] = []
    for start in stride(from: 0, to: rows, by: Self.chunk) {
      try checkDeadline()
      let range = start..<min(start + Self.chunk, rows)
      do {
        let tensors = try zip(inputs, predictor.sampleShapes).map { elements, shape in
          try Tensor<Float>(
            shape: Shape([range.count] + shape.array),
            elements: Array(
              elements[range.lowerBound * shape.count..<range.upperBound * shape.count]))
        }
        parts.append(try predictor.predict(tensors))
      } catch {
        throw ServiceError(400, "\(error)")
      }
    }
    return contract.outputs.enumerated().map { index, output in
      OutputTensor(
        name: output.name, shape: [rows] + parts[0][index].shape.array.dropFirst(),
        values: .floats(parts.flatMap { $0[index].elements }))
    }
  }
}
