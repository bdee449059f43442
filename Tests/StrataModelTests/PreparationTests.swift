import StrataJSON
import StrataModel
import Testing

/// What a preparation is in a file, and what is refused.
struct PreparationTests {
  private func decode(_ text: String) throws -> Preparation {
    try JSONReader.decode(Preparation.self, from: Array(text.utf8))
  }

  @Test(
    arguments: [
      (
        .columns([
          InputColumn("age", .number(mean: 38.5, deviation: 12.25, imputed: 38.5)),
          InputColumn("raw", .number()),
          InputColumn("city", .category(values: ["Bergen", "Paris"], imputed: "Paris")),
          InputColumn("sex", .category(values: ["f", "m"])),
        ]),
        .classes(ClassTarget(name: "kind", labels: ["cat", "dog"], form: .probabilities)),
        #"{"input":{"columns":[{"name":"age","number":{"mean":38.5,"deviation":12.25,"imputed":38.5}},"#
          + #"{"name":"raw","number":{}},"#
          + #"{"name":"city","category":{"values":["Bergen","Paris"],"imputed":"Paris"}},"#
          + #"{"name":"sex","category":{"values":["f","m"]}}]},"#
          + #""target":{"classes":{"name":"kind","labels":["cat","dog"],"form":"probabilities"}}}"#
      ),
      (
        .columns([InputColumn("x", .number(mean: 0, deviation: 0.5))]),
        .numbers([NumberTarget("y", mean: 0.1, deviation: 1), NumberTarget("z", isLogit: true)]),
        #"{"input":{"columns":[{"name":"x","number":{"mean":0,"deviation":0.5}}]},"#
          + #""target":{"numbers":[{"name":"y","mean":0.1,"deviation":1},{"name":"z","form":"logits"}]}}"#
      ),
      (
        .array(scale: 1 / 255, offset: 0), .classes(ClassTarget(labels: ["0", "1"])),
        #"{"input":{"array":{"scale":0.003921569,"offset":0}},"#
          + #""target":{"classes":{"labels":["0","1"],"form":"logits"}}}"#
      ),
      (.array(), nil, #"{"input":{"array":{"scale":1,"offset":0}}}"#),
    ] as [(InputPreparation, TargetPreparation?, String)])
  func writtenAndReadBack(
    _ input: InputPreparation, _ target: TargetPreparation?, _ text: String
  ) throws {
    let preparation = try Preparation(input: input, target: target)
    #expect(String(decoding: try JSONWriter.encode(preparation), as: UTF8.self) == text)
    #expect(try decode(text) == preparation)
  }

  @Test(arguments: [
    (#"{"input":{}}"#, "either columns or an array"),
    (#"{"input":{"columns":[],"array":{"scale":1,"offset":0}}}"#, "either columns or an array"),
    (#"{"input":{"columns":[]}}"#, "at least one column"),
    (#"{"input":{"columns":[{"name":"x"}]}}"#, "either a number or a category"),
    (#"{"input":{"columns":[{"name":"x","number":{"deviation":0}}]}}"#, "deviation over 0, got 0"),
    (
      #"{"input":{"columns":[{"name":"x","number":{"deviation":-1}}]}}"#, "deviation over 0, got -1"
    ),
    (#"{"input":{"columns":[{"name":"x","number":{"mean":1e999}}]}}"#, "1e999"),
    (#"{"input":{"columns":[{"name":"x","number":{"means":1}}]}}"#, "means"),
    (#"{"input":{"columns":[{"name":"x","category":{"values":[]}}]}}"#, "at least one value"),
    (#"{"input":{"columns":[{"name":"x","category":{"values":["a","a"]}}]}}"#, "'a' twice"),
    (
      #"{"input":{"columns":[{"name":"x","category":{"values":["a"],"imputed":"b"}}]}}"#,
      "imputed value that is known, got 'b'"
    ),
    (#"{"input":{"columns":[{"name":"x","number":{}},{"name":"x","number":{}}]}}"#, "'x' twice"),
    (#"{"input":{"array":{"scale":0,"offset":0}}}"#, "scale other than 0"),
    (#"{"input":{"array":{"scale":1e39,"offset":0}}}"#, "1e39"),
    (#"{"input":{"array":{"scale":1}}}"#, "offset"),
    (#"{"input":{"array":{"scale":1,"offset":0}},"target":{}}"#, "either classes or numbers"),
    (
      #"{"input":{"array":{"scale":1,"offset":0}},"target":{"numbers":[]}}"#, "at least one number"
    ),
    (
      #"{"input":{"array":{"scale":1,"offset":0}},"target":{"numbers":[{"name":"y"},{"name":"y"}]}}"#,
      "'y' twice"
    ),
    (
      #"{"input":{"array":{"scale":1,"offset":0}},"#
        + #""target":{"numbers":[{"name":"y","deviation":0}]}}"#,
      "target 'y': expected a finite deviation over 0, got 0"
    ),
    (
      #"{"input":{"array":{"scale":1,"offset":0}},"target":{"classes":{"labels":[],"form":"logits"}}}"#,
      "at least 2 classes, got none"
    ),
    (
      #"{"input":{"array":{"scale":1,"offset":0}},"#
        + #""target":{"classes":{"labels":["a","b","a"],"form":"logits"}}}"#, "'a' twice"
    ),
    (
      #"{"input":{"array":{"scale":1,"offset":0}},"#
        + #""target":{"classes":{"labels":["a","b"],"form":"odds"}}}"#, "odds"
    ),
    (
      #"{"input":{"columns":[{"name":"x","number":{}}]},"target":{"numbers":[{"name":"x"}]}}"#,
      "column 'x': expected an input or a target, got both"
    ),
  ])
  func refused(_ text: String, _ reason: String) {
    let error = #expect(throws: JSONError.self) { try decode(text) }
    let message = error?.description ?? ""
    #expect(message.contains(reason))
  }

  @Test(
    arguments: [
      (.columns([InputColumn("x", .number(mean: .nan))]), "a finite mean, got nan"),
      (.columns([InputColumn("x", .number(deviation: .infinity))]), "over 0, got inf"),
      (.columns([InputColumn("x", .number(imputed: .infinity))]), "a finite imputed value"),
      (.array(scale: .nan), "other than 0"),
    ] as [(InputPreparation, String)])
  func notFinite(_ input: InputPreparation, _ reason: String) {
    let made = #expect(throws: PreparationError.self) { try Preparation(input: input) }
    #expect(made?.description.contains(reason) == true)
    let used = #expect(throws: PreparationError.self) { try input.reader(forHeader: nil) }
    #expect(used == made)
  }

  @Test func namesAreToldApartByTheirBytes() throws {
    // é as one scalar and as two: equal to Swift, not to a file.
    let values = ["\u{E9}", "e\u{301}"]
    let input = InputPreparation.columns([InputColumn("x", .category(values: values))])
    _ = try Preparation(input: input)
    var row: [Float] = []
    let reader = try input.reader(forHeader: ["x"])
    try reader.prepare(fields: [values[1]], line: 1, into: &row)
    #expect(row == [0, 1])
  }
}
