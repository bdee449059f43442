public import StrataModel
public import StrataPlugin
import StrataBytes
import StrataJSON
import StrataTensor

extension ModelFile {
  /// Reads the file at a path; `-` is standard input.
  /// - Parameters:
  ///   - path: Where it is.
  ///   - plugins: Finds the layers and their like; those of unknown kinds are kept as data.
  ///   - limits: What the file may ask for.
  /// - Throws: ``ModelFileError``.
  /// - Complexity: O(size of the file unpacked).
  public init(
    path: String, plugins: PluginRegistry, limits: ReadLimits = ReadLimits()
  ) throws(ModelFileError) {
    try self.init(Self.open(path, limits), plugins: plugins)
  }

  /// Reads an open file.
  /// - Throws: ``ModelFileError``.
  public init(_ reader: StrataReader, plugins: PluginRegistry) throws(ModelFileError) {
    try self.init(reader, plugins, isWhole: true)
  }

  fileprivate static func open(
    _ path: String, _ limits: ReadLimits
  ) throws(ModelFileError) -> StrataReader {
    do {
      return try StrataReader(path: path, limits: limits)
    } catch {
      throw .file(error)
    }
  }

  /// - Parameter isWhole: Whether training is read too; if not, the file cannot be written again.
  fileprivate init(
    _ reader: StrataReader, _ plugins: PluginRegistry, isWhole: Bool
  ) throws(ModelFileError) {
    guard reader.section(.architecture) != nil else { throw .weightsAlone(file: reader.name) }
    var container: StrataContainer
    do {
      container = try reader.container(leavingOut: isWhole ? [] : [.optimizer])
    } catch {
      throw .file(error)
    }
    let isNewer = reader.version > .newest
    let log = MigrationLog()
    // A file of a newer minor version may say more than this program knows.
    let sections = SectionReader(
      file: reader.name, content: container.sections, plugins: plugins, log: log,
      unknownKeys: isNewer ? .ignore : .refuse)
    guard let architecture = try sections.decode(Architecture.self, from: .architecture) else {
      throw .weightsAlone(file: reader.name)
    }
    // Taken out one by one, so that the bytes of a tensor go when its numbers are there.
    var records = Array(container.tensors.reversed())
    container.tensors = []
    var parameters: [Parameter] = []
    var remembered: [NamedTensor] = []
    var golden: [TensorRecord] = []
    var others: [TensorRecord] = []
    var forms: [String: StoredForm] = [:]
    while let record = records.popLast() {
      switch record.role {
      case .parameter, .buffer:
        let scale = record.dtype == .q8 ? records.popLast() : nil
        let form = try sections.form(record, scale)
        parameters.append(
          Parameter(record.name, form.values, isTrainable: record.role == .parameter))
        if record.dtype != .f32 { forms[record.name] = form }
      case .optimizer:
        remembered.append(NamedTensor(record.name, try sections.optimizerTensor(record)))
      case .golden: golden.append(record)
      default: others.append(record)
      }
    }
    do {
      model = try Model(architecture, parameters: parameters)
    } catch {
      throw .model(file: reader.name, error)
    }
    model.preparation = try sections.decode(Preparation.self, from: .preparation)
    model.metadata = try sections.decode(MetadataSection.self, from: .metadata)?.values ?? [:]
    if isWhole {
      state = try sections.decode(TrainingState.self, from: .trainingState)
      let history = try sections.decode([EpochRecord].self, from: .history) ?? []
      state?.history = history
      pastHistory = state == nil ? history : []
    }
    migrations = log.migrations
    optimizerState = remembered
    arithmeticVersion = Int(container.arithmeticVersion)
    rest = container
    rest.tensors = others
    self.forms = forms
    origin = Origin(
      file: reader.name, architecture: architecture, parameters: parameters,
      preparation: model.preparation, metadata: model.metadata, state: state,
      history: state?.history ?? pastHistory, golden: golden,
      keepsSections: !isNewer && log.migrations.isEmpty)
  }
}

extension Model {
  /// Reads the network of the file at a path and leaves out what only training needs: the way to
  /// load a model that is to predict. `-` is standard input.
  /// - Parameters:
  ///   - path: Where it is.
  ///   - plugins: Finds the layers and their like; those of unknown kinds are kept as data.
  ///   - limits: What the file may ask for.
  ///   - checkingGoldenVectors: Whether the network must give the outputs that the file holds as a
  ///     proof, if it holds any.
  /// - Throws: `ModelFileError`.
  /// - Complexity: O(size of the network unpacked).
  public init(
    path: String, plugins: PluginRegistry, limits: ReadLimits = ReadLimits(),
    checkingGoldenVectors: Bool = false
  ) throws(ModelFileError) {
    let file = try ModelFile(ModelFile.open(path, limits), plugins, isWhole: false)
    if checkingGoldenVectors { try file.checkGoldenVectors() }
    self = file.model
  }

  /// Reads the network that the bytes of a file hold; see ``init(path:plugins:limits:checkingGoldenVectors:)``.
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: What errors call it.
  ///   - plugins: Finds the layers and their like; those of unknown kinds are kept as data.
  ///   - limits: What the file may ask for.
  ///   - checkingGoldenVectors: Whether the network must give the outputs that the file holds as a
  ///     proof, if it holds any.
  /// - Throws: `ModelFileError`.
  public init(
    bytes: [UInt8], name: String, plugins: PluginRegistry, limits: ReadLimits = ReadLimits(),
    checkingGoldenVectors: Bool = false
  ) throws(ModelFileError) {
    let reader: StrataReader
    do {
      reader = try StrataReader(bytes, name: name, limits: limits)
    } catch {
      throw .file(error)
    }
    let file = try ModelFile(reader, plugins, isWhole: false)
    if checkingGoldenVectors { try file.checkGoldenVectors() }
    self = file.model
  }

  /// The network of the file at a path, every byte of which was checked, and its golden vectors, if it has
  /// some; and the hash of what it says.
  package static func verified(
    path: String, plugins: PluginRegistry, limits: ReadLimits
  ) throws(ModelFileError) -> (Model, ContentHash) {
    let reader = try ModelFile.open(path, limits)
    do {
      try reader.verify()
    } catch {
      throw .file(error)
    }
    let file = try ModelFile(reader, plugins, isWhole: false)
    try file.checkGoldenVectors()
    return (file.model, reader.contentHash)
  }
}
