public import StrataFile
public import StrataModel
public import StrataTensor

// What the types stand on that the plugin EmbedModel writes.
extension Predictor {
  /// Gets the network ready that a program holds as read-only data.
  /// - Parameters:
  ///   - text: A whole `.strata` file, as `SevenBitText`.
  ///   - name: What errors call it.
  ///   - workers: The threads that share the work of one call.
  /// - Throws: `ModelFileError`; for what is no such text, too.
  /// - Complexity: O(size of the network unpacked).
  public init(
    embedded text: StaticString, name: String, workers: WorkerPool = .single
  ) throws(ModelFileError) {
    guard let bytes = SevenBitText.bytes(of: text) else {
      throw .content(
        file: name, part: "embedded text", reason: "expected what SevenBitText makes of a file")
    }
    try self.init(bytes: bytes, name: name, workers: workers)
  }

  /// Refuses a model that has another interface than the one that a program was made for.
  /// - Parameters:
  ///   - interface: The text of that interface.
  ///   - name: What the error calls the model, such as the path of its file.
  /// - Throws: `RefusedModelError.interface`.
  /// - Complexity: O(columns, categories, labels).
  public func check(interface: String, name: String) throws(RefusedModelError) {
    let differences = ModelInterface.differences(from: interface, to: self.interface.description)
    guard differences.isEmpty else { throw .interface(file: name, differences: differences) }
  }
}
