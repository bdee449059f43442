import Foundation
import Strata
import StrataJSON
import Testing

/// Files that name plugins which modeltool does not have: it shows them and says what is missing.
@Suite struct UnknownPluginTests {
  private struct Cube: ElementwiseActivation {
    static let kind = "cube"
    func value<T: Real>(_ x: T) -> T { x * x * x }
    func derivative<T: Real>(_ x: T, value y: T) -> T { 3 * x * x }
  }

  private struct Passing: Layer {
    static let kind = "passing"
    let strength: Int
    func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] { inputs }
    func forward<T: Real>(_ context: ForwardContext<T>) {
      context.output().copy(from: context.input())
    }
    func backward<T: Real>(_ context: BackwardContext<T>) {
      context.inputGradient()?.copy(from: context.outputGradient().readOnly)
    }
  }

  @Test func aLayerAndAnActivation() throws {
    let model = try Model(input: [3], seed: 1) {
      Dense(4, activation: Cube())
      Passing(strength: 7)
      Dense(2)
    }
    let folder = try Folder()
    try ModelFile(model).write(to: folder.path + "/m.strata")

    let text = try folder.succeed("inspect m.strata").text
    #expect(text.contains("dense1 (dense, unknown)"))
    #expect(text.contains("passing1 (passing, unknown)"))
    #expect(
      text.contains(
        "cannot run  node 'dense1': activation: expected a registered kind, got unknown activation "
          + "'cube'\n"))
    #expect(text.contains("parameters  26: trainable 26, non-trainable 0"))
    let json = try folder.json("inspect m.strata --json")
    #expect(json["layers"]?.array?.map { $0["isKnown"] } == [false, false, true])
    #expect(json["layers"]?.array?.map { $0["parameterCount"] } == [16, 0, 10])
    #expect(json["parameterCount"] == 26)

    try folder.put("data.csv", "a,b,c,y\n1,2,3,no\n4,5,7,yes\n")
    for line in [
      "predict m.strata --data data.csv", "evaluate m.strata --data data.csv --target y",
      "train m.strata --data data.csv --target y --output o",
    ] {
      let run = try folder.run(line)
      #expect(run.code == 65 && run.text == "")
      #expect(run.errorLines.count == 1)
      #expect(
        run.errors.contains(
          "node 'dense1': activation: expected a registered kind, got unknown activation "
            + "'cube' (known: "), "\(run.errors)")
    }
    #expect(try folder.names == ["data.csv", "m.strata"])
  }

  /// The sample files of the format that name plugins which nobody has: whatever does not run them
  /// works, and running names kind and version.
  @Test func theSampleFiles() throws {
    let text = try String(contentsOfFile: DiffTests.vectors + "/expected.json", encoding: .utf8)
    let files = try #require(JSONReader.value(from: Array(text.utf8)).object)
    let unknown = files.members.filter { $0.value["running"] != nil }
    #expect(unknown.count > 6)
    let folder = try Folder()
    try folder.put("d.csv", "1,2,3\n")
    for member in unknown {
      let path = DiffTests.vectors + "/" + member.key
      for command in [["inspect"], ["inspect", "--json"], ["verify"]] {
        let run = try folder.run(command + [path])
        #expect(run.code == 0 && run.errors == "", "\(command) \(member.key): \(run.errors)")
      }
      // Saved again by a program that does not know them.
      try ModelFile(path: path, plugins: .standard).write(to: folder.path + "/again.strata")
      let again = try StrataReader(path: folder.path + "/again.strata")
      let old = try StrataReader(path: path)
      #expect(again.section(.architecture) == old.section(.architecture), "\(member.key)")
      #expect(try folder.run(["diff", path, "again.strata"]).code == 0, "\(member.key)")
      // Converted, and its weights taken out.
      #expect(try folder.run(["convert", path, "half.strata", "--storage", "f16"]).code == 0)
      let half = try StrataReader(path: folder.path + "/half.strata")
      #expect(half.section(.architecture) == old.section(.architecture), "\(member.key)")
      #expect(try folder.run(["verify", "half.strata"]).code == 0)
      #expect(try folder.run(["convert", path, "weights.safetensors"]).code == 0)
      let run = try folder.run(["predict", path, "--data", "d.csv"])
      #expect(run.code == 65 && run.text == "" && run.errorLines.count == 1)
      for word in member.value["running"]?.array ?? [] {
        #expect(run.errors.contains(word.string ?? "?"), "\(run.errors)")
      }
    }
  }

  private struct Cubes: Loss {
    static let kind = "cubes"
    var takesClasses: Bool { false }
    func losses<T: Real>(
      _ y: TensorView<T>, _ targets: TargetView<T>, into losses: MutableTensorView<T>,
      _ arithmetic: Arithmetic<T>
    ) {}
    func gradient<T: Real>(
      _ y: TensorView<T>, _ targets: TargetView<T>, scale: T, into gradient: MutableTensorView<T>,
      _ arithmetic: Arithmetic<T>
    ) {}
  }

  private struct Stay: ElementwiseOptimizer {
    static let kind = "stay"
    var learningRate = 0.5
    func update<T: Real>(_ update: ParameterUpdate<T>) {}
  }

  /// Going on needs what is missing, unless the command line names another.
  @Test func aLossAndAnOptimizer() throws {
    let folder = try Folder()
    try folder.put("prices.csv", pricesCSV)
    let train = "train --hidden 2 --data prices.csv --target price --epochs 1 --quiet --output "
    try folder.succeed(train + "m.strata")
    var file = try folder.model("m.strata")
    file.state?.loss = AnyPlugin(Cubes())
    file.state?.optimizer = AnyPlugin(Stay())
    file.optimizerState = []
    try file.write(to: folder.path + "/m.strata")

    let text = try folder.succeed("inspect m.strata").text
    #expect(text.contains("training    cubes, stay, batch size 32, seed 0\n"))
    #expect(try folder.succeed("predict m.strata --data prices.csv").lines.count == 5)
    let known = "train m.strata --data prices.csv --epochs 1 --quiet --output n.strata"
    for (options, missing) in [
      ("", "optimizer 'stay'"), (" --optimizer sgd", "loss 'cubes'"),
      (" --loss meanSquaredError", "optimizer 'stay'"),
    ] {
      let run = try folder.run(known + options)
      #expect(run.code == 65 && run.errorLines.count == 1)
      #expect(run.errors.contains("unknown \(missing) (known: "), "\(run.errors)")
    }
    try folder.succeed(known + " --optimizer sgd --loss meanSquaredError")
    #expect(try folder.model("n.strata").state?.epoch == 2)
  }
}
