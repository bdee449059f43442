public import StrataModel
public import StrataTensor
internal import StrataBytes

/// An input and the output that a network gave for it, kept in its file as a proof: whoever loads
/// the file can see that the network still computes what it did where it was saved.
///
/// The input is drawn, not taken from anybody's data: multiples of 1/8 from −2 up to 2, and 0 or 1
/// where a network takes whole numbers. Both stand before and after the network alone: what the
/// preparation does with raw data and answers is not part of them.
public struct GoldenVectors: Sendable {
  /// A tensor an input of the network, in their order: [rows] + the shape of a sample.
  public let inputs: [Tensor<Float>]
  /// A tensor an output of the network, in their order: [rows] + the shape of an output.
  public let outputs: [Tensor<Float>]
  /// The rules of arithmetic under which the outputs were computed.
  public let arithmeticVersion: Int

  /// Samples in each tensor.
  public var rows: Int { inputs.first?.rowCount ?? 0 }

  /// Where the rules are others, an output y may be off by 10⁻⁵ + 10⁻⁴ · |y|.
  public static let tolerance: (absolute: Float, relative: Float) = (1e-5, 1e-4)

  private static let largestRows = 4
  /// Rows are fewer for large samples: about so many numbers are drawn.
  private static let numbers = 1 << 16
  /// Numbers of a sample, and bytes that computing takes, from which on a network goes without: saving
  /// a model must not take much more memory than the model.
  private static let largestSample = 1 << 20
  private static let largestArena = 1 << 30

  /// Draws an input and computes the output.
  /// - Parameter model: The network as it is stored: with weights as they are read back.
  /// - Returns: nil if the network cannot run on a drawn input: a layer's kind is unknown, an
  ///   input's shape is open, a layer refuses the numbers, or a sample has over 2²⁰ of them.
  /// - Complexity: A prediction for at most 4 samples.
  public init?(of model: Model) {
    guard model.isKnown, let predictor = try? Predictor(model) else { return nil }
    let lengths = predictor.sampleShapes.map(\.count) + predictor.outputCounts
    guard lengths.allSatisfy({ $0 <= Self.largestSample }) else { return nil }
    let rows = max(1, min(Self.largestRows, Self.numbers / max(lengths.max() ?? 0, 1)))
    guard let arena = try? predictor.arenaByteCount(samples: rows), arena <= Self.largestArena
    else {
      return nil
    }
    // Whole numbers are often places in a list: 0 is one in every list.
    for isZero in [false, true] {
      var inputs: [Tensor<Float>] = []
      for (index, input) in model.architecture.inputs.enumerated() {
        guard let shape = try? Shape([rows] + predictor.sampleShapes[index].array) else {
          return nil
        }
        let draw = Draw(input: index, isWhole: input.isWhole, isZero: isZero)
        let length = predictor.sampleShapes[index].count
        let elements = (0..<shape.count).map { draw.number(row: $0 / length, $0 % length) }
        guard let tensor = try? Tensor(shape: shape, elements: elements) else { return nil }
        inputs.append(tensor)
      }
      if let outputs = try? predictor.predict(inputs) {
        self.inputs = inputs
        self.outputs = outputs
        arithmeticVersion = KernelSet.arithmeticVersion
        return
      }
    }
    return nil
  }

  private struct Draw {
    let random: RandomStream
    let isWhole: Bool
    let isZero: Bool

    init(input: Int, isWhole: Bool, isZero: Bool) {
      random = RandomStream(seed: 0, purpose: .golden, node: input)
      self.isWhole = isWhole
      self.isZero = isZero
    }

    func number(row: Int, _ element: Int) -> Float {
      if isWhole && isZero { return 0 }
      // Few bits a number, so that they pack well.
      let bits = random.word(sample: row, element: element) >> 27
      return isWhole ? Float(bits & 1) : (Float(bits) - 16) / 8
    }
  }

  // MARK: - Checking

  /// How a network did.
  public enum Outcome: Sendable, Equatable {
    /// Every output is the same to the last bit.
    case exact
    /// The rules of arithmetic are others, and every output is within the tolerance; the largest
    /// difference.
    case close(difference: Float)
  }

  /// Runs a network on the inputs and compares.
  /// - Throws: ``GoldenProblem`` for the first number that is another, or why the network does not
  ///   run.
  /// - Complexity: A prediction.
  public func check(
    _ model: Model, workers: WorkerPool = .single
  ) throws(GoldenProblem) -> Outcome {
    let results: [Tensor<Float>]
    do {
      results = try Predictor(model, workers: workers).predict(inputs)
    } catch {
      throw GoldenProblem(reason: "the network does not run on them: \(error)")
    }
    let isExact = arithmeticVersion == KernelSet.arithmeticVersion
    var largest: Float = 0
    for (output, (saved, result)) in zip(outputs, results).enumerated() {
      let name = model.architecture.outputs[output].description
      guard saved.shape == result.shape else {
        throw GoldenProblem(
          reason: "output '\(name)': expected \(saved.shape), got \(result.shape)")
      }
      for (index, (expected, got)) in zip(saved.elements, result.elements).enumerated()
      where expected.bitPattern != got.bitPattern {
        let difference = (expected - got).magnitude
        let bound = Self.tolerance.absolute + Self.tolerance.relative * expected.magnitude
        if !isExact, difference <= bound || expected.isNaN && got.isNaN {
          largest = max(largest, difference.isNaN ? 0 : difference)
          continue
        }
        let length = max(result.rowLength, 1)
        throw GoldenProblem(
          reason: "output '\(name)', row \(index / length), number \(index % length):"
            + " expected \(expected), got \(got)"
            + (isExact
              ? ", which must be the same to the last bit"
              : " under other rules of arithmetic (version \(arithmeticVersion) there,"
                + " \(KernelSet.arithmeticVersion) here)"))
      }
    }
    return isExact ? .exact : .close(difference: largest)
  }

  // MARK: - In a file

  private static let inputPrefix = "golden.input."
  private static let outputPrefix = "golden.output."

  /// The tensors of a file, inputs first.
  func records(for architecture: Architecture) -> [TensorRecord] {
    zip(architecture.inputs, inputs).map { input, tensor in
      input.isWhole
        ? TensorRecord(whole: Self.inputPrefix + input.name, tensor)
        : TensorRecord(Self.inputPrefix + input.name, .golden, tensor)
    }
      + zip(architecture.outputs, outputs).map { output, tensor in
        TensorRecord(Self.outputPrefix + output.description, .golden, tensor)
      }
  }

  /// - Parameter records: The golden tensors of a file; not empty.
  /// - Throws: ``GoldenProblem`` if they are not one for each input and output of the network, with
  ///   as many rows each.
  init(
    _ records: [TensorRecord], of architecture: Architecture, arithmeticVersion: Int
  ) throws(GoldenProblem) {
    let names =
      architecture.inputs.map { Self.inputPrefix + $0.name }
      + architecture.outputs.map { Self.outputPrefix + $0.description }
    func tensor(_ name: String) throws(GoldenProblem) -> Tensor<Float> {
      guard let record = records.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
        throw GoldenProblem(reason: "expected the tensor '\(name)', got none")
      }
      guard [.f32, .i32].contains(record.dtype), let shape = try? Shape(record.dimensions),
        shape.rank > 0,
        let tensor = try? Tensor(
          shape: shape,
          elements: record.dtype == .f32
            ? record.floats : record.words32.map { Float(Int32(bitPattern: $0)) })
      else {
        throw GoldenProblem(
          reason: "'\(name)': expected rows of f32 or i32, got \(record.dtype) \(record.dimensions)"
        )
      }
      return tensor
    }
    guard records.count == names.count else {
      throw GoldenProblem(reason: "expected \(names.count) tensors, got \(records.count)")
    }
    let tensors = try names.map { name throws(GoldenProblem) in try tensor(name) }
    inputs = Array(tensors.prefix(architecture.inputs.count))
    outputs = Array(tensors.dropFirst(architecture.inputs.count))
    self.arithmeticVersion = arithmeticVersion
    guard tensors.allSatisfy({ $0.rowCount == rows }) else {
      throw GoldenProblem(
        reason: "expected as many rows in each, got "
          + tensors.map { "\($0.rowCount)" }.joined(separator: ", "))
    }
  }
}

extension TensorRecord {
  /// A golden tensor of whole numbers, as i32.
  fileprivate init(whole name: String, _ tensor: Tensor<Float>) {
    var bytes = ByteWriter(capacity: 4 * tensor.elements.count)
    for element in tensor.elements {
      bytes.write(UInt32(bitPattern: Int32(exactly: element) ?? 0))
    }
    self.init(
      name: name, role: .golden, dtype: .i32, dimensions: tensor.shape.array, bytes: bytes.bytes)
  }
}
