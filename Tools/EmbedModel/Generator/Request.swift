/// What the plugin asks for, word by word of a command line.
struct Request {
  /// Where the program finds the model when it runs.
  enum Place: Equatable {
    /// In its own read-only data, which a source at this path holds.
    case program(source: String)
    /// In its bundle of resources.
    case bundle
  }

  /// The model file.
  let model: String
  /// The text that the type is named after.
  let type: String
  /// Where the source of the type goes.
  let output: String
  /// Where the program finds the model.
  let place: Place
  /// A file that says what the interface must be.
  let interface: String?

  private static let usage =
    "EmbedModelGenerator MODEL.strata --type TEXT --output TYPE.swift (--embed BYTES.swift | --resource) "
    + "[--interface FILE]"

  /// - Throws: ``GeneratorError``.
  init(_ words: [String]) throws(GeneratorError) {
    var operands: [String] = []
    var values: [String: String] = [:]
    var isResource = false
    var words = words[...]
    while let word = words.popFirst() {
      switch word {
      case "--resource": isResource = true
      case "--type", "--output", "--embed", "--interface":
        guard let value = words.popFirst() else {
          throw GeneratorError(["EmbedModelGenerator: expected a value for \(word), got none"])
        }
        values[word] = value
      default: operands.append(word)
      }
    }
    guard operands.count == 1, let type = values["--type"], let output = values["--output"],
      isResource != (values["--embed"] != nil)
    else {
      throw GeneratorError(
        ["EmbedModelGenerator: expected one model, --type, --output, and --embed or --resource"],
        note: Self.usage)
    }
    model = operands[0]
    self.type = type
    self.output = output
    place = values["--embed"].map { .program(source: $0) } ?? .bundle
    interface = values["--interface"]
  }
}
