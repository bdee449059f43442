public import StrataModel
public import StrataPlugin
public import StrataTensor

/// A model as a `.strata` file holds it: the network with its parameters and preparation, where its
/// training stands, and golden vectors that prove what it computes.
///
/// ```swift
/// try ModelFile(trainer.model, state: trainer.state, optimizerState: trainer.optimizerState)
///   .write(to: "digits.strata")
/// let model = try Model(path: "digits.strata", plugins: .standard)
/// ```
///
/// The same content gives the same bytes. A file is replaced whole or not at all. What of a file
/// that was read nobody changed is written as it was.
public struct ModelFile: Sendable {
  /// The network.
  public var model: Model
  /// Where the training stands; nil for a model that was not trained here, and for one whose weights
  /// were rounded since.
  public var state: TrainingState?
  /// What the optimizer remembers.
  public var optimizerState: [NamedTensor]
  /// Whether a network that can run is written with golden vectors.
  public var writesGoldenVectors = true
  /// The rules of arithmetic that the parameters were computed under.
  public let arithmeticVersion: Int
  /// Plugins that the file names in an earlier version than this program has; it is written with the
  /// program's.
  public internal(set) var migrations: [PluginMigration] = []

  /// What of a file that was read is not the model's: sections and tensors of a newer program, flags.
  /// It goes along when the model is written, or the container refuses.
  var rest: StrataContainer
  /// What was read, to know what has changed since.
  var origin: Origin?
  /// How parameters are stored, where it is not plain f32, as long as their values stay.
  var forms: [String: StoredForm] = [:]
  /// How training went that there is no state of any more.
  var pastHistory: [EpochRecord] = []

  /// How training went, epoch by epoch.
  public var history: [EpochRecord] { state?.history ?? pastHistory }

  /// A model to be written.
  public init(
    _ model: Model, state: TrainingState? = nil, optimizerState: [NamedTensor] = []
  ) {
    self.model = model
    self.state = state
    self.optimizerState = optimizerState
    arithmeticVersion = KernelSet.arithmeticVersion
    rest = StrataContainer()
  }

  /// The same file with another model in it, such as the one that training made of it: what the file
  /// holds beside goes along, as far as the format allows that.
  public func replacing(
    _ model: Model, state: TrainingState?, optimizerState: [NamedTensor]
  ) -> ModelFile {
    var file = ModelFile(model, state: state, optimizerState: optimizerState)
    file.rest = rest
    file.forms = forms
    file.writesGoldenVectors = writesGoldenVectors
    return file
  }

  /// The same network with its weights rounded to a storage, and the model as it is read back.
  ///
  /// What training would go on from (state, optimizer) is dropped where anything is rounded: going on
  /// from rounded weights is another training. The history stays. In `f32` all is as it was, and a
  /// file that was rounded before takes four bytes a weight again.
  /// - Throws: ``ModelFileError`` for a number that the storage cannot hold.
  /// - Complexity: O(parameters).
  public func converted(to storage: Storage) throws(ModelFileError) -> ModelFile {
    var parameters = model.parameters
    var file = self
    file.forms = [:]
    for index in parameters.indices {
      guard let form = try storage.form(of: parameters[index]) else { continue }
      parameters[index].tensor = form.values
      file.forms[parameters[index].name] = form
    }
    guard !file.forms.isEmpty else { return file }
    do {
      var rounded = try Model(model.architecture, parameters: parameters)
      rounded.preparation = model.preparation
      rounded.metadata = model.metadata
      file.model = rounded
    } catch {
      throw .model(file: "model", error)
    }
    file.pastHistory = history
    file.state = nil
    file.optimizerState = []
    return file
  }

  /// The golden vectors that the file was read with; nil if it had none.
  /// - Throws: ``ModelFileError/golden(file:_:)`` if they do not fit the network.
  public func goldenVectors() throws(ModelFileError) -> GoldenVectors? {
    guard let origin, !origin.golden.isEmpty else { return nil }
    do {
      return try GoldenVectors(
        origin.golden, of: origin.architecture, arithmeticVersion: arithmeticVersion)
    } catch {
      throw .golden(file: origin.file, error)
    }
  }

  /// Runs the network on the golden vectors that the file was read with.
  /// - Returns: nil if it had none.
  /// - Throws: ``ModelFileError/golden(file:_:)`` if the network gives something else.
  @discardableResult
  public func checkGoldenVectors(
    workers: WorkerPool = .single
  ) throws(ModelFileError) -> GoldenVectors.Outcome? {
    guard let vectors = try goldenVectors() else { return nil }
    do {
      return try vectors.check(model, workers: workers)
    } catch {
      throw .golden(file: origin?.file ?? "model", error)
    }
  }

  /// What a file held when it was read.
  struct Origin: Sendable {
    let file: String
    let architecture: Architecture
    let parameters: [Parameter]
    let preparation: Preparation?
    let metadata: [String: String]
    let state: TrainingState?
    let history: [EpochRecord]
    let golden: [TensorRecord]
    /// Whether its sections may be written again as they are: this version knows all that they say.
    let keepsSections: Bool

    /// Whether a model has the same network and the same parameters, to the last bit.
    func hasNetwork(of model: Model) -> Bool {
      architecture == model.architecture && parameters.count == model.parameters.count
        && zip(parameters, model.parameters).allSatisfy { own, other in
          own.name == other.name && own.isTrainable == other.isTrainable
            && own.tensor.hasSameBits(as: other.tensor)
        }
    }
  }
}
