/// What differs in one part of two files that is no tensor.
public struct PartDifference: Sendable {
  /// A part of a file.
  public enum Part: Sendable, Hashable, CustomStringConvertible {
    /// The rules of arithmetic under which the tensors were computed.
    case arithmetic
    /// The network.
    case architecture
    /// How raw data becomes input and output becomes an answer, without the labels.
    case preparation
    /// The labels of the classes.
    case labels
    /// Where training stands.
    case training
    /// What people have noted.
    case metadata
    /// How training went.
    case history
    /// A section that this program does not know.
    case section(SectionType)

    /// Its name.
    public var description: String {
      switch self {
      case .arithmetic: "arithmetic"
      case .architecture: "architecture"
      case .preparation: "preparation"
      case .labels: "labels"
      case .training: "training"
      case .metadata: "metadata"
      case .history: "history"
      case .section(let type): "section \(type)"
      }
    }
  }

  /// Where in the preparation the labels stand.
  static let labels = "target.classes.labels"

  /// The part.
  public let part: Part
  /// Its values that differ; none if it says the same in other bytes: in another order of keys, or with
  /// a number spelled otherwise.
  public let changes: [ValueChange]

  init(_ part: Part, _ changes: [ValueChange]) {
    self.part = part
    self.changes = changes
  }
}
