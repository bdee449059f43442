import StrataFile
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTraining
import Testing

/// The package's plugins.
func plugins() throws -> PluginRegistry {
  try PluginRegistry(LayerPlugins.all + LossPlugins.all + TrainingPlugins.all)
}

/// A small network with a buffer: 5 numbers in, 3 out.
func smallModel() throws -> Model {
  var model = try Model(input: [5], seed: 3) {
    Dense(7, activation: .tanh)
    BatchNorm()
    Dense(3)
  }
  model.metadata = ["title": "small"]
  return model
}

/// A file of it, with a training and what an optimizer remembers.
func trainedFile() throws -> ModelFile {
  let model = try smallModel()
  var state = TrainingState(
    loss: AnyPlugin(MeanSquaredError()), optimizer: AnyPlugin(Adam()), metrics: [], batchSize: 4,
    seed: 1, epoch: 1, step: 2)
  state.history = [EpochRecord(epoch: 1, loss: 0.5, metrics: [])]
  let remembered = model.parameters.filter(\.isTrainable).map {
    NamedTensor($0.name + ".mean", Tensor(zeros: $0.tensor.shape))
  }
  return ModelFile(model, state: state, optimizerState: remembered)
}

/// The file that bytes are.
func modelFile(_ bytes: [UInt8]) throws -> ModelFile {
  try ModelFile(StrataReader(bytes, name: "m.strata"), plugins: plugins())
}
