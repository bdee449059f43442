import StrataFile
import StrataLayers
import StrataModel
import StrataTensor
import Testing

@testable import StrataExchange

/// Weights of others in a model: what finds its place, what does not, and what is said about it.
@Suite struct WeightImportTests {
  private static func dense(_ inputs: Int, _ units: [Int]) throws -> Model {
    let layers = units.map { (name: String?.none, layer: AnyLayer(Dense($0))) }
    return try Model(Architecture(input: Shape([inputs]), layers: layers))
  }

  @Test(arguments: ["mlp", "square", "named", "norms"])
  func predictsWhatPyTorchPredicts(_ name: String) throws {
    let network = try Network.named(name)
    for ending in ["safetensors", "npz"] {
      let result = try WeightImport(
        Network.weights("\(name).\(ending)"), into: Model(network.architecture, seed: 3))
      #expect(try network.error(of: result.model) < 1e-5, "\(name).\(ending)")
      #expect(result.report.missing.isEmpty && result.report.misshapen.isEmpty)
    }
  }

  @Test func exportedAsPyTorchKeepsItItIsTheSameFile() throws {
    try withFolder { folder in
      for name in ["mlp", "square"] {
        let network = try Network.named(name)
        let weights = try Network.weights("\(name).safetensors")
        let model = try WeightImport(weights, into: Model(network.architecture)).model
        let exported = Weights(model, layout: .pytorch)
        #expect(Set(exported.tensors.map(\.name)) == Set(weights.tensors.map(\.name)))
        for tensor in exported.tensors {
          let theirs = try #require(weights.tensors.first { $0.name == tensor.name })
          #expect(tensor == theirs)
        }
        #expect(exported.metadata.map(\.key) == ["format", "strata.layout"])
      }
    }
  }

  @Test func namesOfNormsGoToPyTorchAndBack() throws {
    let network = try Network.named("norms")
    let weights = try Network.weights("norms.safetensors")
    let model = try WeightImport(weights, into: Model(network.architecture)).model
    let exported = Weights(model, layout: .pytorch)
    let ours = Set(exported.tensors.map(\.name))
    let theirs = Set(weights.tensors.map(\.name))
    #expect(theirs.subtracting(ours) == ["4.num_batches_tracked"])
    #expect(ours.isSubset(of: theirs))
    for layout in WeightLayout.allCases {
      let exported = Weights(model, layout: layout)
      let back = try WeightImport(exported, into: Model(network.architecture, seed: 9))
      #expect(back.model.parameters == model.parameters)
      #expect(back.report.layout == layout && back.report.layoutReason == "as the file says")
    }
  }

  @Test func otherFloatsAreWidenedOrRounded() throws {
    let network = try Network.named("mlp")
    let model = try Model(network.architecture)
    let exact = try WeightImport(Network.weights("mlp.safetensors"), into: model).model
    let double = try WeightImport(Network.weights("mlp-float64.safetensors"), into: model).model
    #expect(double.parameters == exact.parameters)
    for (file, tolerance) in [("mlp-float16", Float(0.001)), ("mlp-bfloat16", 0.01)] {
      let rounded = try WeightImport(Network.weights("\(file).safetensors"), into: model).model
      for (a, b) in zip(rounded.parameters, exact.parameters) {
        for (a, b) in zip(a.tensor.elements, b.tensor.elements) {
          #expect(abs(a - b) <= tolerance * max(abs(b), 0.01))
        }
      }
      #expect(rounded.parameters != exact.parameters)
    }
    // 1 + 2⁻²⁴ lies between two floats: the even one. 1e300 is beyond them.
    let bits = { (value: Double) in littleEndian(value.bitPattern) }
    let tie = TensorRecord(
      name: "b", dtype: .f64, dimensions: [2], bytes: bits(1 + 0x1p-24) + bits(1 + 0x3p-24))
    #expect(tie.values == [1, 1 + 0x1p-22])
    let weight = zeros("dense1.weight", 1, 1)
    let model1 = try Self.dense(1, [1])
    let large = TensorRecord(name: "dense1.bias", dtype: .f64, dimensions: [1], bytes: bits(1e300))
    #expect(
      message { try WeightImport(Weights(tensors: [weight, large]), into: model1) }
        == "weights: tensor 'dense1.bias': expected numbers in the range of f32, "
        + "got a larger f64 in element 0")
    let whole = TensorRecord(name: "dense1.bias", dtype: .u8, dimensions: [1], bytes: [1])
    #expect(
      message { try WeightImport(Weights(tensors: [weight, whole]), into: model1) }
        == "weights: tensor 'dense1.bias': expected floating-point numbers, got u8")
    let cut = TensorRecord(name: "dense1.bias", dtype: .f32, dimensions: [1], bytes: [1])
    #expect(
      message { try WeightImport(Weights(tensors: [weight, cut]), into: model1) }
        == "weights: tensor 'dense1.bias': expected the bytes of f32 [1], got 1")
  }

  @Test func theReportSaysWhatWentWhere() throws {
    let network = try Network.named("norms")
    var weights = try Network.weights("norms.safetensors")
    weights.name = "norms"
    let report = try WeightImport(weights, into: Model(network.architecture)).report
    #expect(report.summary == "norms: fits the model")
    #expect(
      report.description == """
        layout     pytorch, dense weights [outputs, inputs]: by the shapes
        matched    14
          0.weight f32 [11, 5] → embedding1.weight [11, 5]
          1.weight f32 [5] → layerNorm1.gain [5]
          1.bias f32 [5] → layerNorm1.offset [5]
          3.weight f32 [8, 15] → dense1.weight [15, 8], transposed
          3.bias f32 [8] → dense1.bias [8]
          4.weight f32 [8] → batchNorm1.gain [8]
          4.bias f32 [8] → batchNorm1.offset [8]
          4.running_mean f32 [8] → batchNorm1.mean [8]
          4.running_var f32 [8] → batchNorm1.variance [8]
          5.weight f32 [8] → prelu1.slope [8]
          7.weight f32 [6, 8] → dense2.weight [8, 6], transposed
          8.weight f32 [6] → rmsNorm1.gain [6]
          9.weight f32 [3, 6] → dense3.weight [6, 3], transposed
          9.bias f32 [3] → dense3.bias [3]
        unused     1
          4.num_batches_tracked

        """)
  }

  @Test func theLayoutIsFoundOrAssumedOrGiven() throws {
    let square = try Self.dense(2, [2])
    let weights = Weights(
      tensors: [floats("0.weight", [2, 2], [1, 2, 3, 4]), floats("0.bias", [2], [5, 6])])
    let assumed = try WeightImport(weights, into: square)
    #expect(assumed.report.layoutReason == "assumed, the shapes fit either way")
    #expect(assumed.model.parameter("dense1.weight")?.elements == [1, 3, 2, 4])
    let asked = try WeightImport(weights, into: square, rules: ImportRules(layout: .strata))
    #expect(asked.model.parameter("dense1.weight")?.elements == [1, 2, 3, 4])
    #expect(asked.report.layoutReason == "as asked")
    let turned = try WeightImport(
      weights, into: square,
      rules: ImportRules(transposed: [NamePattern("*.weight")], layout: .strata))
    #expect(turned.model.parameter("dense1.weight")?.elements == [1, 3, 2, 4])
    // The model's own names say nothing of the layout: nothing is assumed.
    let own = Weights(
      tensors: [floats("dense1.weight", [2, 2], [1, 2, 3, 4]), zeros("dense1.bias", 2)])
    #expect(
      message { try WeightImport(own, into: square) }
        == "weights: cannot tell how 'dense1.weight' lies: it is square and has the model's own name; "
        + "say which layout the file has, pytorch or strata")
    for (rules, expected) in [
      (ImportRules(layout: .strata), [1, 2, 3, 4] as [Float]),
      (ImportRules(layout: .pytorch), [1, 3, 2, 4]),
      (ImportRules(transposed: [NamePattern("*.weight")]), [1, 3, 2, 4]),
    ] {
      let result = try WeightImport(own, into: square, rules: rules)
      #expect(result.model.parameter("dense1.weight")?.elements == expected)
    }
    let ours = Weights(
      tensors: [floats("w.weight", [3, 2], [1, 2, 3, 4, 5, 6]), zeros("w.bias", 2)])
    let found = try WeightImport(ours, into: Self.dense(3, [2]))
    #expect(found.report.layout == .strata && found.report.layoutReason == "by the shapes")
    #expect(found.model.parameter("dense1.weight")?.elements == [1, 2, 3, 4, 5, 6])
  }

  @Test func aMapSaysWhatNamesDoNot() throws {
    let model = try Self.dense(2, [2, 2])
    let weights = Weights(tensors: [
      floats("encoder.kernel", [2, 2], [1, 2, 3, 4]), floats("encoder.bias", [2], [5, 6]),
      floats("decoder.kernel", [2, 2], [7, 8, 9, 10]), floats("decoder.bias", [2], [11, 12]),
      zeros("step", 1),
    ])
    let map = try WeightMap(
      """
      # the first layer
      *coder.kernel=dense1.*weight
      encoder.*=dense1.*, decoder.bias = dense2.bias
      step=
      """)
    #expect(
      message { try WeightImport(weights, into: model, rules: ImportRules(map: map)) }
        == "weights: rule '*coder.kernel=dense1.*weight' makes 'encoder.kernel' 'dense1.enweight', "
        + "which the model has not; "
        + "rule '*coder.kernel=dense1.*weight' makes 'decoder.kernel' 'dense1.deweight', "
        + "which the model has not; "
        + "nothing is for 'dense1.weight' [2, 2], 'dense2.weight' [2, 2]")
    let good = try WeightMap(
      "*.kernel=*.weight,encoder.*=dense1.*,decoder.*=dense2.*,step=")
    #expect(
      message { try WeightImport(weights, into: model, rules: ImportRules(map: good)) }?.contains(
        "rule '*.kernel=*.weight' makes 'encoder.kernel' 'encoder.weight', which the model has not")
        == true)
    let better = try WeightMap(
      """
      encoder.kernel=dense1.weight
      decoder.kernel=dense2.weight
      encoder.*=dense1.*,decoder.*=dense2.*,step=
      """)
    let result = try WeightImport(
      weights, into: model, rules: ImportRules(map: better, layout: .strata))
    #expect(result.model.parameter("dense1.weight")?.elements == [1, 2, 3, 4])
    #expect(result.model.parameter("dense2.weight")?.elements == [7, 8, 9, 10])
    #expect(result.model.parameter("dense2.bias")?.elements == [11, 12])
    #expect(result.report.unused == ["step"])
  }

  @Test func modulesAreTakenInTheOrderOfTheirNumbers() throws {
    let model = try Self.dense(1, [Int](repeating: 1, count: 12))
    let tensors = (0..<12).flatMap { place in
      [
        floats("layers.\(place).weight", [1, 1], [Float(place)]),
        floats("layers.\(place).bias", [1], [Float(-place)]),
      ]
    }
    let shuffled = Weights(tensors: tensors.sorted { $0.name < $1.name })
    let result = try WeightImport(shuffled, into: model)
    for place in 0..<12 {
      #expect(result.model.parameter("dense\(place + 1).weight")?.elements == [Float(place)])
      #expect(result.model.parameter("dense\(place + 1).bias")?.elements == [Float(-place)])
    }
  }

  /// What does not fit: the weights, the model's layers, the rules, the message.
  private static let unfit: [(String, [TensorRecord], [Int], String, String)] = [
    (
      "a shape differs", [zeros("0.weight", 4, 3), zeros("0.bias", 4)], [5], "",
      "weights: 0.weight f32 [4, 3] → dense1.weight [3, 5], transposed: the shape differs; "
        + "0.bias f32 [4] → dense1.bias [5]: the shape differs"
    ),
    (
      "one is missing", [zeros("0.weight", 5, 3)], [5], "",
      "weights: nothing is for 'dense1.weight' [3, 5], 'dense1.bias' [5]"
    ),
    (
      "all are missing", [], [5], "",
      "weights: nothing is for 'dense1.weight' [3, 5], 'dense1.bias' [5]"
    ),
    (
      "names without numbers",
      [
        zeros("encoder.weight", 3, 3), zeros("encoder.bias", 3), zeros("decoder.weight", 3, 3),
        zeros("decoder.bias", 3),
      ], [3, 3], "",
      "weights: ambiguous: 'decoder', 'encoder' of the file fit 'dense1', 'dense2' of the model; "
        + "say which by a map, such as decoder.*=dense1.*"
    ),
    (
      "too many",
      [
        zeros("0.weight", 3, 3), zeros("0.bias", 3), zeros("1.weight", 3, 3), zeros("1.bias", 3),
      ], [3], "",
      "weights: ambiguous: '0', '1' of the file fit 'dense1' of the model; "
        + "say which by a map, such as 0.*=dense1.*"
    ),
    (
      "two for one", [zeros("a.weight", 5, 3), zeros("b.weight", 5, 3), zeros("dense1.bias", 5)],
      [5], "a.weight=dense1.weight,b.weight=dense1.weight",
      "weights: ambiguous: 'a.weight' and 'b.weight' are both for 'dense1.weight' "
        + "(rule 'b.weight=dense1.weight')"
    ),
    (
      "a rule for nothing", [zeros("0.weight", 5, 3), zeros("0.bias", 5)], [5], "fc.*=dense1.*",
      "weights: rule 'fc.*=dense1.*' fits no tensor"
    ),
  ]

  @Test func whatDoesNotFitIsSaidAndNothingIsGuessed() throws {
    for (what, tensors, units, map, expected) in Self.unfit {
      let rules = ImportRules(map: try WeightMap(map))
      #expect(
        message {
          try WeightImport(Weights(tensors: tensors), into: Self.dense(3, units), rules: rules)
        } == expected, "\(what)")
    }
    #expect(
      message {
        try WeightImport(
          Weights(tensors: [zeros("0.weight", 5, 3), zeros("0.bias", 5)]), into: Self.dense(3, [5]),
          rules: ImportRules(transposed: [NamePattern("*.kernel"), NamePattern("*.bias")]))
      }?.contains(
        "nothing to transpose: '*.kernel' fits no tensor; "
          + "cannot transpose '0.bias': expected 2 dimensions, got [5]") == true)
  }

  @Test func namesOfTheModelCountBeforeModules() throws {
    let model = try Self.dense(2, [2, 2])
    let weights = Weights(tensors: [
      floats("dense2.weight", [2, 2], [1, 2, 3, 4]), floats("dense2.bias", [2], [5, 6]),
      floats("a.weight", [2, 2], [7, 8, 9, 10]), floats("a.bias", [2], [11, 12]),
    ])
    let result = try WeightImport(weights, into: model, rules: ImportRules(layout: .strata))
    #expect(result.model.parameter("dense2.weight")?.elements == [1, 2, 3, 4])
    #expect(result.model.parameter("dense1.weight")?.elements == [7, 8, 9, 10])
  }
}
