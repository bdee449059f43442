public import StrataImages
public import StrataJSON

/// A row of data as it stands in a file, before anything is prepared.
public struct DataRow: Sendable {
  /// What a row is.
  public enum Content: Sendable {
    /// The fields of a table, one a column; an empty one is missing.
    case fields([String])
    /// A sample of an array, in row-major order.
    case numbers([Float])
    /// An image.
    case image(Image)
  }

  /// What the row is.
  public let content: Content
  /// Where it stands, counted from 1: the line of a table on which it begins, or how many rows of an
  /// array or images there were, this one included.
  public let place: Int
  /// All that the row has by name, where its file says so row by row, as JSON lines do.
  public let object: JSONObject?

  /// A row of data.
  public init(_ content: Content, place: Int, object: JSONObject? = nil) {
    self.content = content
    self.place = place
    self.object = object
  }
}
