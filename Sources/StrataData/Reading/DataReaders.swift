public import StrataBytes
public import StrataPlugin

/// The data readers that a program knows: tells by its beginning which of them takes a stream.
public struct DataReaders: Sendable {
  private let readers: [any DataReader]

  /// The module's own.
  public static let standard = DataReaders(DataPlugins.readers)

  /// Those of a registry.
  /// - Throws: What a reader throws that is not to be had from its defaults.
  public init(_ registry: PluginRegistry) throws {
    self.init(
      try registry.kinds(of: .reader).compactMap {
        try registry.plugin(.reader, kind: $0) as? any DataReader
      })
  }

  private init(_ readers: [any DataReader]) {
    self.readers = readers.sorted { type(of: $0).kind < type(of: $1).kind }
  }

  /// What they are called, sorted.
  public var kinds: [String] { readers.map { type(of: $0).kind } }

  /// The reader of a kind, nil if there is none.
  public func reader(kind: String) -> (any DataReader)? {
    readers.first { type(of: $0).kind == kind }
  }

  /// What names of image files end in.
  public var imageEndings: [String] {
    readers.filter { type(of: $0).rowKind == .image }.flatMap { type(of: $0).endings }.sorted()
  }

  /// Whether a file is an image by its name, gzipped or not.
  public func isImage(named name: String) -> Bool {
    Self.ending(of: name).map(imageEndings.contains) ?? false
  }

  /// The reader that takes a stream, of which nothing is used up.
  /// - Throws: `ByteError`; ``DataError/format(_:)`` that names what the data is instead.
  /// - Complexity: O(readers). No more is waited for than a line or ``DataFormat/peekLength`` bytes.
  public func reader(for stream: inout ByteStream) throws -> any DataReader {
    let start = try Self.start(of: &stream)
    let ending = Self.ending(of: stream.name)
    var best: (reader: any DataReader, rank: Int)?
    for reader in readers {
      let recognition = type(of: reader).recognize(start)
      guard recognition != .no else { continue }
      let isNamed = ending.map(type(of: reader).endings.contains) ?? false
      let rank = 2 * recognition.rawValue + (isNamed ? 1 : 0)
      if rank > best?.rank ?? 0 { best = (reader, rank) }
    }
    if let best { return best.reader }
    guard case .other(let what) = DataFormat.detect(start) else {
      throw DataError.format("data of an unknown kind")
    }
    throw DataError.format(what)
  }

  private static func start(of stream: inout ByteStream) throws(ByteError) -> [UInt8] {
    var start = try stream.peek(atLeast: 1)
    while start.count < DataFormat.peekLength, !start.contains(0x0A) {
      let more = try stream.peek(atLeast: start.count + 1)
      guard more.count > start.count else { break }
      start = more
    }
    return Array(start.prefix(DataFormat.peekLength))
  }

  /// What stands behind the last point of a name, in lower case; of `a.csv.gz`, `csv`.
  private static func ending(of name: String) -> String? {
    var parts = name.split(separator: "/").last.map { $0.split(separator: ".") } ?? []
    if parts.last?.lowercased() == "gz" { parts.removeLast() }
    return parts.count > 1 ? parts[parts.count - 1].lowercased() : nil
  }
}
