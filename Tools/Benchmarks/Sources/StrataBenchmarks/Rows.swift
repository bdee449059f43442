import Strata

extension Row {
  // MARK: - Matrix products

  /// Rows × depth × columns, as real networks have them: single rows, small and large batches,
  /// ragged sides, narrow outputs.
  static let productShapes = [
    (1, 784, 256), (1, 256, 128), (1, 128, 10), (1, 1024, 1024), (1, 4096, 4096), (4, 784, 256),
    (8, 784, 256), (16, 512, 512), (60, 784, 256), (64, 784, 256), (64, 256, 128), (64, 128, 10),
    (127, 333, 97), (128, 784, 256), (128, 1024, 1024), (512, 784, 256), (512, 256, 128),
    (512, 10, 128), (256, 4096, 4096),
  ]

  static var products: [Row] {
    productShapes.map { rows, depth, columns in
      Row(
        name: "product/\(rows)x\(depth)x\(columns)", operations: 2 * rows * depth * columns,
        bytes: 4 * depth * columns
      ) { settings in
        let call = try ProductCall(
          rows: rows, depth: depth, columns: columns, workers: settings.workers)
        return { seconds in Sampler.grouped(seconds) { call() } }
      }
    }
  }

  // MARK: - Predicting

  static var predictions: [Row] {
    let sizes: [(Network, Int)] = [
      (.large, 1), (.large, 8), (.large, 64), (.large, 512), (.small, 1),
    ]
    return sizes.map { network, batch in
      Row(
        name: "predict/\(network)/\(batch)", operations: 2 * batch * network.weightCount,
        bytes: 4 * network.weightCount
      ) { settings in
        let predictor = try Predictor(network.model(), workers: settings.workers)
        let call = PredictCall(predictor, try network.inputs(batch))
        return { seconds in try Sampler.each(seconds) { try call() } }
      }
    }
  }

  /// Several callers of one predictor at once, each with one row.
  static var callers: [Row] {
    [1, 2].map { count in
      Row(
        name: "callers/\(count)", operations: 2 * Network.large.weightCount,
        bytes: 4 * Network.large.weightCount, callers: count
      ) { _ in
        let predictor = try Predictor(Network.large.model())
        let inputs = try Network.large.inputs(1)
        let calls = (0..<count).map { _ in PredictCall(predictor, inputs) }
        let threads = WorkerPool(threads: count)
        return { seconds in
          try Sampler.callers(count, seconds, on: threads) { try calls[$0]() }
        }
      }
    }
  }

  // MARK: - Training

  /// Operations of one sample there and back: each weight counts forward, for its gradient, and,
  /// but in the first layer, for the gradient before it.
  private static var operationsOfASample: Int {
    let widths = Network.large.widths
    return 2 * (3 * Network.large.weightCount - widths[0] * widths[1])
  }

  static func epochs(_ images: Int) -> [Row] {
    func row(_ name: String, _ batchSize: Int, _ optimizer: some Optimizer) -> Row {
      Row(name: "train/\(name)", operations: images * operationsOfASample) { settings in
        let call = try EpochCall(
          FashionMNIST.training(settings.images), optimizer, batchSize: batchSize,
          workers: settings.workers)
        try call()
        return { seconds in try Sampler.each(seconds) { try call() } }
      }
    }
    return [
      row("adam-128", 128, .adam(learningRate: 0.001)), row("sgd-32", 32, .sgd(learningRate: 0.1)),
    ]
  }

  // MARK: - Element functions

  private typealias Function =
    (Arithmetic<Float>, TensorView<Float>, MutableTensorView<Float>) -> Void

  /// 32 rows of 1,024 values in, as many out: 256 kB, in the second level of the cache.
  private static let functionShape: Shape = [32, 1024]

  static var functions: [Row] {
    let functions: [(String, Function)] = [
      ("exp", { $0.exp($1, into: $2) }), ("log", { $0.log($1, into: $2) }),
      ("tanh", { $0.tanh($1, into: $2) }), ("sigmoid", { $0.sigmoid($1, into: $2) }),
      ("erf", { $0.erf($1, into: $2) }), ("gelu", { $0.gelu($1, into: $2) }),
      ("softmax", { $0.softmaxRows($1, into: $2) }),
    ]
    return functions.map { name, function in
      Row(name: "function/\(name)", values: functionShape.count) { settings in
        let arithmetic = Arithmetic<Float>(workers: settings.workers)
        let uniform = try Values.uniform(functionShape)
        // From -8 to 8; logarithms of positive numbers.
        let x = TensorView(
          try Tensor(
            shape: functionShape,
            elements: uniform.elements.map { name == "log" ? 4 * $0 + 4.5 : 8 * $0 }))
        let y = Buffer<Float>(count: functionShape.count).view(functionShape)
        return { seconds in Sampler.grouped(seconds) { function(arithmetic, x, y) } }
      }
    }
  }

  // MARK: - Model files

  /// Weights packed into a file in memory, and one tensor of it unpacked.
  static func files(_ folder: String) -> [Row] {
    Weights.all(folder).flatMap { weights in
      [
        Row(name: "pack/\(weights.name)") { settings in
          let call = try PackCall(weights, workers: settings.workers)
          return { seconds in try Sampler.each(seconds) { Sampler.use(try call.packed()) } }
        },
        Row(name: "unpack/\(weights.name)") { settings in
          let call = try UnpackCall(weights, workers: settings.workers)
          return { seconds in try Sampler.each(seconds) { Sampler.use(try call.unpacked()) } }
        },
      ]
    }
  }
}
