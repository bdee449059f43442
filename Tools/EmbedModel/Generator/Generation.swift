import StrataPredict

/// The sources that a request asks for.
struct Generation {
  private let request: Request
  private let content: ModelFile
  private let source: ModelSource

  /// Reads the model, checks it and the interface that is asked of it.
  /// - Throws: ``GeneratorError``: a file that cannot be read, is damaged or does not give what it says it
  ///   gives; layers of unknown kinds; another interface; a model that no type can be made for.
  init(_ request: Request) throws(GeneratorError) {
    let file = request.model
    self.request = request
    let predictor: Predictor
    do throws(ModelFileError) {
      var content = try ModelFile(path: file, plugins: .predicting)
      try content.checkGoldenVectors()
      // What only training needs would make a program three times as large.
      (content.state, content.optimizerState) = (nil, [])
      self.content = content
      do throws(ModelError) {
        predictor = try Predictor(content.model)
      } catch {
        throw .model(file: file, error)
      }
    } catch {
      throw GeneratorError([error.description])
    }
    if let accepted = request.interface {
      let text = String(decoding: try Self.read(accepted), as: UTF8.self)
      try Self.check(predictor.interface, file, text, accepted)
    }
    source = try ModelSource(request, predictor, metadata: content.model.metadata)
    try Self.checkPreparation(of: predictor, file)
  }

  /// Writes the sources.
  /// - Throws: ``GeneratorError`` for one that cannot be written.
  func write() throws(GeneratorError) {
    try Self.write(request.output) { (file) throws(ByteError) in
      try file.write(Array(source.text.utf8))
    }
    guard case .program(let path) = request.place else { return }
    let characters: [UInt8]
    do {
      characters = SevenBitText.characters(of: try content.encoded())
    } catch {
      throw GeneratorError([error.description])
    }
    try Self.write(path) { (file) throws(ByteError) in
      try file.write(Array(source.embeddingStart.utf8))
      try file.write(SwiftLiteral.characters(characters))
      try file.write(Array(source.embeddingEnd.utf8))
    }
  }

  /// Refuses a model of another interface than the one that somebody has accepted.
  static func check(
    _ interface: ModelInterface, _ file: String, _ text: String, _ accepted: String
  ) throws(GeneratorError) {
    let differences = ModelInterface.differences(from: text, to: interface.description)
    guard differences.isEmpty else {
      throw GeneratorError(
        ["\(file): the interface is not the one in \(accepted)"]
          + differences.map { "\(file): \($0)" },
        note: "to accept it: modeltool inspect \(file) --interface > \(accepted)")
    }
  }

  /// A file may say one thing of its columns and targets and another of its network.
  private static func checkPreparation(
    of predictor: Predictor, _ file: String
  ) throws(GeneratorError) {
    let count = predictor.sampleShapes[0].count
    if let width = predictor.preparation?.input.width, width != count {
      throw GeneratorError(
        ["\(file): expected columns that give \(count) numbers, as the network takes, got \(width)"]
      )
    }
    do {
      let outputs = [Float](repeating: 0, count: predictor.outputCounts[0])
      _ = try predictor.answer(outputs: outputs)
    } catch {
      throw GeneratorError(["\(file): \(error)"])
    }
  }

  private static func read(_ path: String) throws(GeneratorError) -> [UInt8] {
    do {
      var file = try ByteStream(path: path)
      return try file.readAll(limit: ReadLimits().bytes)
    } catch {
      throw GeneratorError([error.description])
    }
  }

  private static func write(
    _ path: String, _ body: (inout AtomicFile) throws(ByteError) -> Void
  ) throws(GeneratorError) {
    do {
      try AtomicFile.write(to: path, body)
    } catch {
      throw GeneratorError([error.description])
    }
  }
}
