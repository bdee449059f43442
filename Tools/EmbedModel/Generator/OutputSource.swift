import StrataPredict

/// The source of what comes out of a model.
struct OutputSource {
  private enum Kind {
    case label(EnumSource)
    case numbers([(text: String, property: Identifier)])
    case elements(Shape)
  }

  private let kind: Kind

  /// - Parameters:
  ///   - interface: That of a network with one output.
  ///   - file: What errors name.
  /// - Throws: ``GeneratorError`` for an output without a fixed shape.
  init(_ interface: ModelInterface, file: String) throws(GeneratorError) {
    var scope = NameScope(reserved: Self.reserved)
    var numbers: [(String, Identifier)] = []
    for (index, output) in interface.outputs.enumerated() {
      switch output {
      case .label(let labels):
        kind = .label(
          EnumSource(Identifier("Label"), comment: "What an input can be.", texts: labels))
        return
      case .number(let name):
        numbers.append((name, scope.name(name, fallback: "number\(index + 1)")))
      case .elements(let name, let shape):
        guard let shape else {
          throw GeneratorError([
            "\(file): output \(name): expected a fixed shape, got one that depends on the input"
          ])
        }
        kind = .elements(shape)
        return
      }
    }
    kind = .numbers(numbers)
  }

  func add(to lines: inout SourceLines) {
    switch kind {
    case .label(let labels):
      lines.add("/// What the model says of an input: a label, and how likely each of them is.")
      lines.add("struct Output: Hashable, Sendable {")
      lines.indent {
        labels.add(to: &$0)
        $0.add()
        Self.addProbabilities(to: &$0)
      }
    case .numbers(let numbers):
      lines.add("/// What the model says of an input, in the units of what it has learned from.")
      lines.add("struct Output: Hashable, Sendable {")
      lines.indent { Self.add(numbers, to: &$0) }
    case .elements(let shape):
      lines.add("/// What the model says of an input: numbers of the shape \(shape).")
      lines.add("struct Output: Hashable, Sendable {")
      lines.indent {
        $0.add("/// One after the other, the last axis fastest.")
        $0.add("let values: [Float]")
        $0.add()
        $0.add("/// What an answer of this model says.")
        $0.add("init(_ answer: Answer) { values = answer.values }")
      }
    }
    lines.add("}")
  }

  private static func addProbabilities(to lines: inout SourceLines) {
    lines.add("/// The likeliest label; of equal ones the first.")
    lines.add("let label: Label")
    lines.add("/// How likely each label is, from 0 to 1, in the order of `Label.allCases`.")
    lines.add("let probabilities: [Float]")
    lines.add()
    lines.add("/// What an answer of this model says.")
    lines.add("init(_ answer: Answer) {")
    lines.add("  label = Label.allCases[answer.labelIndex ?? 0]")
    lines.add("  probabilities = answer.values")
    lines.add("}")
    lines.add()
    lines.add("/// How likely the likeliest label is.")
    lines.add("var probability: Float { self[label] }")
    lines.add()
    lines.add("/// How likely a label is.")
    lines.add("subscript(label: Label) -> Float {")
    lines.add("  probabilities[Label.allCases.firstIndex(of: label) ?? 0]")
    lines.add("}")
  }

  private static func add(
    _ numbers: [(text: String, property: Identifier)], to lines: inout SourceLines
  ) {
    for (text, property) in numbers {
      lines.add("/// The number \(SwiftLiteral.comment(SwiftLiteral.string(text))).")
      lines.add("let \(property.source): Float")
    }
    lines.add()
    lines.add("/// What an answer of this model says.")
    lines.add("init(_ answer: Answer) {")
    lines.indent {
      for (index, number) in numbers.enumerated() {
        $0.add("self.\(number.property.source) = answer.values[\(index)]")
      }
    }
    lines.add("}")
  }

  /// What an output has already.
  private static let reserved: Set<String> = ["hash", "hashValue", "self"]
}
