import Strata

// How this package is called in every row: what its users write. When its interface grows a faster
// way, this is the file to change.

/// One prediction of a batch, again and again, into memory that is there. For one caller.
struct PredictCall: Sendable {
  private let predictor: Predictor
  private let input: [Float]
  private let output: MutableTensorView<Float>

  init(_ predictor: Predictor, _ input: Tensor<Float>) {
    self.predictor = predictor
    self.input = input.elements
    let width = predictor.outputTypes[0].sampleCount ?? 0
    let shape: Shape = [input.rowCount, width]
    output = Buffer(count: shape.count).view(shape)
  }

  func callAsFunction() throws {
    try output.withMutableSpan { (span) throws(ModelError) in
      try predictor.predict(input.span, into: &span)
    }
  }
}

/// One matrix product a · b, again and again, with b packed once, as a network that predicts has its
/// weights.
struct ProductCall {
  private let arithmetic: Arithmetic<Float>
  private let a: TensorView<Float>
  private let b: Matrix<Float>
  private let c: MutableTensorView<Float>

  init(rows: Int, depth: Int, columns: Int, workers: WorkerPool) throws {
    arithmetic = Arithmetic(workers: workers)
    a = TensorView(try Values.uniform([rows, depth]))
    b = Matrix(packing: try Values.uniform([depth, columns]))
    c = Buffer(count: rows * columns).view([rows, columns])
  }

  func callAsFunction() { arithmetic.product(a, b, into: c) }
}

/// Passes over a data set with one trainer, which goes on learning.
struct EpochCall {
  private let trainer: Trainer
  private let data: Dataset

  init(_ data: Dataset, _ optimizer: some Optimizer, batchSize: Int, workers: WorkerPool) throws {
    self.data = data
    trainer = try Trainer(
      Network.large.model(), loss: .softmaxCrossEntropy, optimizer: optimizer,
      batchSize: batchSize, seed: 1, workers: workers)
  }

  /// Trains one epoch, in a new order.
  /// - Returns: Its mean loss.
  @discardableResult
  func callAsFunction() throws -> Double { try trainer.fit(data, epochs: 1)[0].loss }
}

/// Weights packed into a file in memory, again and again.
struct PackCall {
  private let container: StrataContainer
  private let workers: WorkerPool

  init(_ weights: Weights, workers: WorkerPool) throws {
    let bytes = try weights.bytes()
    let width = weights.dtype.byteWidth ?? 1
    container = StrataContainer(tensors: [
      TensorRecord(
        name: "weights", dtype: weights.dtype, dimensions: [bytes.count / width], bytes: bytes)
    ])
    self.workers = workers
  }

  func packed() throws -> [UInt8] { try container.encoded(workers: workers) }
}

/// A file in memory opened and its tensor unpacked, again and again.
struct UnpackCall {
  private let file: [UInt8]
  private let workers: WorkerPool

  init(_ weights: Weights, workers: WorkerPool) throws {
    file = try PackCall(weights, workers: workers).packed()
    self.workers = workers
  }

  func unpacked() throws -> TensorRecord {
    try StrataReader(file, name: "weights", workers: workers).tensor(at: 0)
  }
}

/// Made-up numbers.
enum Values {
  /// Uniform from -1 to 1.
  static func uniform(_ shape: Shape) throws -> Tensor<Float> {
    let random = RandomStream(seed: 3, purpose: .layer)
    return try Tensor(
      shape: shape,
      elements: (0..<shape.count).map { 2 * random.uniform(sample: 0, element: $0) - 1 })
  }
}
