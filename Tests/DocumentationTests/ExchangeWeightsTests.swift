import Foundation
import Strata
import Testing

@Suite struct ExchangeWeightsTests {
  @Test func snippets() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("out.strata")
    let file = Article.tests.deletingLastPathComponent().appending(
      path: "StrataExchangeTests/Vectors/mlp.safetensors"
    ).path
    var printed: [String] = []
    func print(_ values: Any...) { printed.append(values.map { "\($0)" }.joined(separator: " ")) }
    let untrained = try Model(input: [4]) {
      Dense(6, activation: .relu)
      Dense(5, activation: .relu)
      Dense(3)
    }
    do {
      let weights = try Weights(path: file, plugins: .standard)
      try weights.write(to: path)
      #expect(try Weights(path: path, plugins: .standard).tensors == weights.tensors)
    }
    do {
      let weights = try Weights(path: file, plugins: .standard)
      let rules = ImportRules(map: try WeightMap("4.*=dense3.*"))
      let result = try WeightImport(weights, into: untrained, rules: rules)
      print(result.report)
      try ModelFile(result.model).write(to: path)
      #expect(
        try ModelFile(path: path, plugins: .standard).model.parameters == result.model.parameters)
    }
    let shown = try #require(Article("Articles/ExchangeWeights.md").texts(in: "text").first)
    #expect(printed.joined() == shown + "\n")
  }
}
