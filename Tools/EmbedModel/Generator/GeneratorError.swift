import StrataPredict

/// Why there is no type for a model.
struct GeneratorError: Error, CustomStringConvertible {
  /// What a build shows: `error: ` and a line for each reason, `note: ` and one for what helps.
  let description: String

  /// - Parameters:
  ///   - reasons: What is wrong, with the file.
  ///   - note: What helps.
  init(_ reasons: [String], note: String? = nil) {
    let lines = reasons.map { "error: " + $0 } + (note.map { ["note: " + $0] } ?? [])
    description = lines.map { $0.printable + "\n" }.joined()
  }
}
