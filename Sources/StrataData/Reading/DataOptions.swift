/// What whoever wants data knows of it. A reader takes from it what goes with its format.
public struct DataOptions: Hashable, Sendable {
  /// Whether a CSV's first row names the columns.
  public var header: CSVReader.Header
  /// The columns that will be looked for: those that rows give which name their own values, as JSON
  /// lines do. Nil for those of the first row.
  public var columns: [String]?
  /// Columns of a table that are text whatever they hold, when all of it is read.
  public var textColumns: Set<String>
  /// How many bytes may be held at once.
  public var limit: Int

  /// Options, each with its usual value.
  public init(
    header: CSVReader.Header = .automatic, columns: [String]? = nil,
    textColumns: Set<String> = [], limit: Int = IDXArray.usualLimit
  ) {
    self.header = header
    self.columns = columns
    self.textColumns = textColumns
    self.limit = limit
  }
}
