import StrataLayers
public import StrataTensor

/// What a program that uses a model relies on: the columns and categories, or the shapes, that go in,
/// and the labels or numbers that come out. Weights and layers are no part of it.
///
/// Two models of one interface can take each other's place. Its text has a line for each thing:
///
/// ```
/// input "age": number
/// input "city": one of "Bergen", "Oslo"
/// input "income": number, may be missing
/// output: one of "no", "yes"
/// ```
public struct ModelInterface: Hashable, Sendable, CustomStringConvertible {
  /// Something that goes in.
  public enum Input: Hashable, Sendable {
    /// A column of a table.
    case column(name: String, values: Values, mayBeMissing: Bool)
    /// All elements of a sample, of a shape.
    case elements(name: String, shape: Shape)
  }

  /// What a column holds.
  public enum Values: Hashable, Sendable {
    /// Numbers.
    case numbers
    /// One of some texts.
    case categories([String])
  }

  /// Something that comes out.
  public enum Output: Hashable, Sendable {
    /// One of some labels, with the probability of each.
    case label([String])
    /// A number with a name.
    case number(name: String)
    /// Numbers without names: their shape for a sample, if that is fixed.
    case elements(name: String, shape: Shape?)
  }

  /// What goes in, in order.
  public let inputs: [Input]
  /// What comes out, in order.
  public let outputs: [Output]

  /// The interface of a model.
  public init(_ predictor: Predictor) {
    let names = predictor.architecture.inputs.map(\.name)
    var inputs: [Input] = zip(names, predictor.sampleShapes).map { name, shape in
      .elements(name: name, shape: shape)
    }
    if case .columns(let columns) = predictor.preparation?.input {
      inputs.replaceSubrange(0..<1, with: columns.map(Self.input))
    }
    var outputs: [Output] = zip(predictor.architecture.outputs, predictor.outputTypes).map {
      edge, type in
      let lengths = type.sample.compactMap(\.length)
      return .elements(
        name: edge.description,
        shape: lengths.count == type.sample.count ? try? Shape(lengths) : nil)
    }
    switch predictor.preparation?.target {
    case .classes(let classes): outputs.replaceSubrange(0..<1, with: [.label(classes.labels)])
    case .numbers(let numbers):
      outputs.replaceSubrange(0..<1, with: numbers.map { .number(name: $0.name) })
    case nil: break
    }
    self.inputs = inputs
    self.outputs = outputs
  }

  private static func input(_ column: InputColumn) -> Input {
    switch column.kind {
    case .number(_, _, let imputed):
      .column(name: column.name, values: .numbers, mayBeMissing: imputed != nil)
    case .category(let values, let imputed):
      .column(name: column.name, values: .categories(values), mayBeMissing: imputed != nil)
    }
  }

  /// The lines that say it, each ended by a newline.
  public var description: String {
    (inputs.map(Self.line) + outputs.map(Self.line)).map { $0 + "\n" }.joined()
  }

  /// What is another in the text of a newer interface: `- ` and a line that is gone, `+ ` and one that
  /// is new, `~ ` where only the order is another; none if both say the same.
  public static func differences(from old: String, to new: String) -> [String] {
    guard !old.utf8.elementsEqual(new.utf8) else { return [] }
    let (old, new) = (lines(old), lines(new))
    let (known, there) = (Set(old.map { ExactText($0) }), Set(new.map { ExactText($0) }))
    let gone = old.filter { !there.contains(ExactText($0)) }.map { "- " + $0 }
    let added = new.filter { !known.contains(ExactText($0)) }.map { "+ " + $0 }
    guard gone.isEmpty && added.isEmpty else { return gone + added }
    return old.elementsEqual(new) ? [] : ["~ the same lines in another order"]
  }

  private static func lines(_ text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map(String.init)
  }

  private static func line(_ input: Input) -> String {
    switch input {
    case .column(let name, let values, let mayBeMissing):
      let kind =
        switch values {
        case .numbers: "number"
        case .categories(let texts): "one of " + list(texts)
        }
      return "input \(name.debugDescription): \(kind)\(mayBeMissing ? ", may be missing" : "")"
    case .elements(let name, let shape): return "input \(name.debugDescription): \(shape)"
    }
  }

  private static func line(_ output: Output) -> String {
    switch output {
    case .label(let labels): "output: one of " + list(labels)
    case .number(let name): "output \(name.debugDescription): number"
    case .elements(let name, let shape):
      "output \(name.debugDescription): \(shape.map { "\($0)" } ?? "numbers")"
    }
  }

  private static func list(_ texts: [String]) -> String {
    texts.map(\.debugDescription).joined(separator: ", ")
  }
}

extension Predictor {
  /// What a program that uses the model relies on.
  public var interface: ModelInterface { ModelInterface(self) }
}
