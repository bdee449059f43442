import StrataJSON
import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor
import StrataTraining
import Testing

/// What a search for hyperparameters tries, and how it compares.
@Suite struct SearchTests {
  private func space(_ text: String) throws -> HyperparameterSpace {
    try HyperparameterSpace(text)
  }

  // MARK: - Spaces

  @Test func aSpaceAsItIsWritten() throws {
    #expect(
      try space("learning-rate=1e-4..1e-2,hidden=64|128,64,dense1.units=3..9,optimizer=sgd").axes
        == [
          .init("learning-rate", .real(low: 1e-4, high: 1e-2)),
          .init("hidden", .choices(["64", "128,64"])),
          .init("dense1.units", .whole(low: 3, high: 9)), .init("optimizer", .choices(["sgd"])),
        ])
    #expect(try space("a=1|2,b=0..4").count == 10)
    #expect(try space("a=1|2,b=0..0.5").count == nil)
    #expect(try space("a=-3..-1").axes[0].values == .whole(low: -3, high: -1))
    #expect(try space("a=.5..1.5").axes[0].values == .real(low: 0.5, high: 1.5))
  }

  @Test(arguments: [
    ("", "space: expected NAME=LOW..HIGH or NAME=A|B, separated by commas, got ''"),
    ("a", "space: expected NAME=LOW..HIGH or NAME=A|B, separated by commas, got 'a'"),
    ("=1", "space: expected different names before =, got ''"),
    ("a=1,a=2", "space: expected different names before =, got 'a'"),
    ("a=", "'a': expected LOW..HIGH, or different values with | between them, got ''"),
    ("a=1||2", "'a': expected LOW..HIGH, or different values with | between them, got '1||2'"),
    ("a=1|1", "'a': expected LOW..HIGH, or different values with | between them, got '1|1'"),
    ("a=2..1", "'a': expected two numbers LOW..HIGH, the lower one first, got '2..1'"),
    ("a=1..1", "'a': expected two numbers LOW..HIGH, the lower one first, got '1..1'"),
    ("a=1..", "'a': expected two numbers LOW..HIGH, the lower one first, got '1..'"),
    ("a=..", "'a': expected two numbers LOW..HIGH, the lower one first, got '..'"),
    ("a=1..x", "'a': expected two numbers LOW..HIGH, the lower one first, got '1..x'"),
    ("a=0..inf", "'a': expected two numbers LOW..HIGH, the lower one first, got '0..inf'"),
    ("a=nan..1", "'a': expected two numbers LOW..HIGH, the lower one first, got 'nan..1'"),
    (
      "a=-1e308..1e308",
      "'a': expected two numbers LOW..HIGH, the lower one first, got '-1e308..1e308'"
    ),
  ])
  func aSpaceThatCannotBe(_ text: String, _ message: String) {
    let error = #expect(throws: SearchError.self) { try HyperparameterSpace(text) }
    #expect(error?.description == message)
  }

  // MARK: - Trials

  private func values(_ text: String, _ count: Int, seed: UInt64 = 1) throws -> [String] {
    RandomSearch(try space(text), seed: seed).trials(count).map { $0.settings[0].value }
  }

  @Test func aTrialDependsOnItsNumberAndTheSeed() throws {
    let space = try space("rate=1e-4..1e-2,hidden=64|128|256,momentum=0..0.95")
    let many = RandomSearch(space, seed: 5).trials(50)
    #expect(many.map(\.number) == Array(1...50))
    #expect(RandomSearch(space, seed: 5).trials(7) == Array(many[..<7]))
    #expect(RandomSearch(space, seed: 6).trials(7) != Array(many[..<7]))
    #expect(Set(many.map(\.settings)).count == 50)
    #expect(many.allSatisfy { $0.settings.map(\.name) == ["rate", "hidden", "momentum"] })
    // Another hyperparameter behind the others leaves their values as they are.
    let wider = try self.space("rate=1e-4..1e-2,hidden=64|128|256,momentum=0..0.95,x=0..1")
    #expect(
      RandomSearch(wider, seed: 5).trials(50).map { Array($0.settings[..<3]) }
        == many.map(\.settings))
  }

  @Test func magnitudesAreAsLikelyWhereTheEndsAreFarApart() throws {
    let rates = try values("rate=1e-4..1e-1", 2000).compactMap(Double.init)
    #expect(rates.count == 2000 && rates.allSatisfy { (1e-4...1e-1).contains($0) })
    // A third for each power of ten: 667 of 2,000, with a deviation of 21.
    for low in [1e-4, 1e-3, 1e-2] {
      let share = rates.count { $0 >= low && $0 < low * 10 }
      #expect((560...774).contains(share), "\(low): \(share)")
    }
    // Below a ratio of ten, and from 0 on, numbers are: half of them in either half.
    for text in ["a=1.0..9.0", "a=0..1.0", "a=-1.0..1.0"] {
      let numbers = try values(text, 1000).compactMap(Double.init)
      let (low, high) = (try #require(numbers.min()), try #require(numbers.max()))
      let middle = (low + high) / 2
      #expect((420...580).contains(numbers.count { $0 < middle }), "\(text)")
    }
    #expect(rates.allSatisfy { "\($0)".count <= 9 })
  }

  @Test func wholeNumbersWithBothEnds() throws {
    #expect(Set(try values("a=3..6", 100)) == ["3", "4", "5", "6"])
    // The first of each of many seeds: of one seed no number comes twice.
    let wide = try (0..<300).compactMap { Int(try values("a=16..512", 1, seed: $0)[0]) }
    #expect(wide.count == 300 && wide.allSatisfy { (16...512).contains($0) })
    // The middle by magnitude is √(16 · 513), about 90: 150 below it, with a deviation of 9.
    #expect((110...190).contains(wide.count { $0 < 90 }))
  }

  @Test func aSmallSpaceIsTriedOnce() throws {
    #expect(Set(try values("a=x|y|z", 20)) == ["x", "y", "z"])
    #expect(try values("a=x|y|z", 20).count == 3)
    #expect(try values("a=x", 20) == ["x"])
    // Fractions so near to each other that four digits hold few.
    #expect(try values("a=1.0..1.001", 50).count < 50)
  }

  // MARK: - Results

  private func result(_ number: Int, _ scores: [Double], _ losses: [Double]) throws -> SearchResult
  {
    let trials = RandomSearch(try space("a=0..1000"), seed: 1).trials(number)
    return SearchResult(trials[number - 1], scores: scores, losses: losses)
  }

  @Test func meanAndDeviation() throws {
    let result = try result(1, [1, 2, 4, 5], [1, 1, 1, 3])
    #expect(result.mean == 3 && result.meanLoss == 1.5)
    // (4 + 1 + 1 + 4) / 3.
    #expect(result.deviation == (10.0 / 3).squareRoot())
    #expect(try self.result(1, [7], [1]).deviation == 0)
  }

  @Test func theBestComesFirst() throws {
    let results = [
      try result(1, [0.5, 0.5], [3, 3]), try result(2, [.nan, .nan], [.nan, .nan]),
      try result(3, [0.9, 0.1], [2, 2]), try result(4, [0.9, 0.9], [5, 5]),
      try result(5, [0.5, 0.5], [2, 2]), try result(6, [.nan, .nan], [.nan, .nan]),
      try result(7, [0.2, 0.2], [1, 1]),
    ]
    #expect(
      SearchResult.ranked(results, better: .higher).map(\.trial.number) == [4, 3, 5, 1, 7, 2, 6])
    #expect(
      SearchResult.ranked(results.reversed(), better: .lower).map(\.trial.number)
        == [7, 3, 5, 1, 4, 2, 6])
  }

  // MARK: - Layers

  private func registry() throws -> PluginRegistry { try PluginRegistry(LayerPlugins.all) }

  private func network() throws -> Architecture {
    try Model(input: [4]) {
      Dense(3, activation: .relu)
      Dropout(0.5)
      Flatten()
      Dense(2)
    }.architecture
  }

  @Test func anOptionOfALayerIsChanged() throws {
    let (network, plugins) = (try network(), try registry())
    let changed = try network.setting("units", of: "dense1", to: 7, plugins: plugins)
      .setting("activation", of: "dense2", to: "tanh", plugins: plugins)
      .setting("rate", of: "dropout1", to: .number(JSONNumber(0.25)!), plugins: plugins)
    let expected = try Model(input: [4]) {
      Dense(7, activation: .relu)
      Dropout(0.25)
      Flatten()
      Dense(2, activation: .tanh)
    }.architecture
    #expect(changed == expected)
    #expect(try network.setting("units", of: "dense1", to: 3, plugins: plugins) == network)
  }

  @Test func whatIsNotThereIsRefusedWithWhatThereIs() throws {
    let (network, plugins) = (try network(), try registry())
    for (option, node, value, message) in [
      (
        "units", "dense3", 3,
        "expected one of the layers dense1, dropout1, flatten1, dense2, got 'dense3'"
      ),
      (
        "unit", "dense1", 3,
        "expected one of the options activation, bias, biasInitializer, constraint, penalty, units, "
          + "weight, weightInitializer of 'dense1', got 'unit'"
      ),
      ("x", "flatten1", 3, "'flatten1' has no options, got 'x'"),
      ("units", "dense1", "many", "dense1.units: expected an integer, got 'many'"),
    ] as [(String, String, JSONValue, String)] {
      let error = #expect(throws: SearchError.self) {
        try network.setting(option, of: node, to: value, plugins: plugins)
      }
      #expect(error?.description == message)
    }
  }
}
