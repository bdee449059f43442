public import StrataFile
public import StrataModel
public import StrataPlugin
public import StrataTensor

extension Predictor {
  /// Gets the network of a `.strata` file ready: `try Predictor(path: "fraud.strata")`. `-` is standard
  /// input.
  /// - Parameters:
  ///   - path: Where the file is.
  ///   - plugins: Finds the layers.
  ///   - limits: What the file may ask for.
  ///   - workers: The threads that share the work of one call.
  ///   - checkingGoldenVectors: Whether the network must give the outputs that the file holds as a
  ///     proof, if it holds any.
  /// - Throws: `ModelFileError`: no such file, a damaged one, one whose layers are unknown.
  /// - Complexity: O(size of the network unpacked).
  public init(
    path: String, plugins: PluginRegistry = .predicting, limits: ReadLimits = ReadLimits(),
    workers: WorkerPool = .single, checkingGoldenVectors: Bool = false
  ) throws(ModelFileError) {
    let model = try Model(
      path: path, plugins: plugins, limits: limits, checkingGoldenVectors: checkingGoldenVectors)
    do {
      try self.init(model, workers: workers)
    } catch {
      throw .model(file: path, error)
    }
  }

  /// Gets the network ready that the bytes of a `.strata` file hold.
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: What errors call it.
  ///   - plugins: Finds the layers.
  ///   - limits: What the file may ask for.
  ///   - workers: The threads that share the work of one call.
  ///   - checkingGoldenVectors: Whether the network must give the outputs that the file holds as a
  ///     proof, if it holds any.
  /// - Throws: `ModelFileError`.
  public init(
    bytes: [UInt8], name: String = "model", plugins: PluginRegistry = .predicting,
    limits: ReadLimits = ReadLimits(), workers: WorkerPool = .single,
    checkingGoldenVectors: Bool = false
  ) throws(ModelFileError) {
    let model = try Model(
      bytes: bytes, name: name, plugins: plugins, limits: limits,
      checkingGoldenVectors: checkingGoldenVectors)
    do {
      try self.init(model, workers: workers)
    } catch {
      throw .model(file: name, error)
    }
  }
}
