import Foundation
import StrataData
import StrataJSON
import StrataLayers
import StrataLosses
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTraining
import Testing

/// Whole trainings in Float beside PyTorch's in float64, one for each loss and one for each
/// normalisation; `Vectors/networks.py` wrote those.
@Suite struct NetworkTrajectoryTests {
  private struct Vectors: Decodable {
    let learningRate: Double
    let momentum: Double
    let steps: Int
    let inputs: [Float]
    let cases: [Case]
  }

  private struct Case: Decodable {
    let network: Architecture
    let loss: AnyPlugin
    let start: [String: [Float]]
    let targets: [Float]?
    let labels: [Int32]?
    let end: [String: [Double]]

    private enum Keys: CodingKey { case network, loss, start, targets, labels, end }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Keys.self)
      network = try container.decode(Architecture.self, forKey: .network)
      loss = try AnyPlugin(.loss, from: container.superDecoder(forKey: .loss))
      start = try container.decode([String: [Float]].self, forKey: .start)
      targets = try container.decodeIfPresent([Float].self, forKey: .targets)
      labels = try container.decodeIfPresent([Int32].self, forKey: .labels)
      end = try container.decode([String: [Double]].self, forKey: .end)
    }
  }

  private static func vectors() throws -> Vectors {
    let url = try #require(
      Bundle.module.url(forResource: "Vectors/networks", withExtension: "json"))
    let decoder = JSONDecoder()
    decoder.userInfo = try PluginRegistry(LayerPlugins.all + LossPlugins.all).userInfo
    return try decoder.decode(Vectors.self, from: Data(contentsOf: url))
  }

  @Test func everyLossAndEveryNormalisation() throws {
    let vectors = try Self.vectors()
    let samples = vectors.inputs.count / 3
    for given in vectors.cases {
      var model = try Model(given.network, seed: 1)
      #expect(Set(model.parameters.map(\.name)) == Set(given.start.keys))
      for parameter in model.parameters {
        try model.setParameter(
          parameter.name,
          to: Tensor(
            shape: parameter.tensor.shape, elements: #require(given.start[parameter.name])))
      }
      let targets =
        try given.labels.map { .classes($0) }
        ?? Targets.values(
          Tensor(shape: [samples, 3], elements: #require(given.targets)))
      let data = try Dataset(
        inputs: Tensor(shape: [samples, 3], elements: vectors.inputs), targets: targets)
      let state = TrainingState(
        loss: given.loss,
        optimizer: AnyPlugin(
          SGD(learningRate: vectors.learningRate, momentum: vectors.momentum)),
        metrics: [], batchSize: samples, seed: 1)
      let trainer = try Trainer(resuming: model, state: state, optimizerState: [])
      try trainer.fit(data, epochs: vectors.steps)
      for parameter in trainer.model.parameters {
        let expected = try #require(given.end[parameter.name])
        try #require(expected.count == parameter.tensor.elements.count)
        let largest = try #require(expected.map(\.magnitude).max())
        // Largest difference over largest weight: 20 steps, each of some dozen roundings of 2⁻²⁴.
        let difference = zip(parameter.tensor.elements, expected).map {
          (Double($0) - $1).magnitude
        }.max()
        #expect(
          try #require(difference) <= 1e-5 * largest,
          "\(given.loss.kind), \(given.network.nodes.map(\.name)): \(parameter.name)")
        // It went somewhere, so that agreeing says something.
        #expect(given.end[parameter.name] != given.start[parameter.name]?.map(Double.init))
      }
    }
  }

  /// What has no case was not compared with anything.
  @Test func nothingIsLeftOut() throws {
    let cases = try Self.vectors().cases
    #expect(Set(cases.map(\.loss.kind)) == Set(LossPlugins.all.map { $0.kind }))
    let layers = Set(cases.flatMap { $0.network.nodes.map(\.layer.kind) })
    #expect(layers.isSuperset(of: ["batchNorm", "layerNorm", "rmsNorm"]))
  }
}
