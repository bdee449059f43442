import Strata
import StrataBytes

/// The files to predict from, and how they are read.
struct PredictionInputs {
  /// The files, folders taken apart.
  let paths: [String]

  private let files: DataFiles
  private let reader: (any DataReader)?

  /// - Parameter names: Files, folders, or - for standard input.
  /// - Throws: ``UsageError`` for a format that there is not; ``FileProblem`` for a folder without an
  ///   image.
  init(_ names: [String], _ arguments: Arguments) throws {
    let files = try DataFiles(arguments)
    self.files = files
    reader = try arguments.string("--from").map { kind in
      guard let reader = files.readers.reader(kind: kind) else {
        throw UsageError(
          "--from: expected one of \(files.readers.kinds.joined(separator: ", ")), got '\(kind)'")
      }
      return reader
    }
    paths = try names.flatMap { try Self.images(in: $0, files.readers) ?? [$0] }
  }

  /// The images of a folder, in the order of their names' bytes; nil for what is none.
  private static func images(in path: String, _ readers: DataReaders) throws -> [String]? {
    guard path != "-", Directory.exists(at: path) else { return nil }
    let names = try Directory.names(in: path).filter {
      !$0.hasPrefix(".") && readers.isImage(named: $0)
    }
    guard !names.isEmpty else {
      throw FileProblem(
        path: path,
        error: Mismatch(
          expected: "a folder with images (\(readers.imageEndings.joined(separator: ", ")))",
          got: "none"))
    }
    return names.map { path.hasSuffix("/") ? path + $0 : "\(path)/\($0)" }
  }

  /// Opens a file.
  /// - Parameters:
  ///   - columns: The columns that will be looked for, if they are known.
  ///   - beforeWaiting: Called when the file has no more to give for now.
  func rows(
    of path: String, columns: [String]?, beforeWaiting: @escaping () -> Void
  ) throws -> any RowSource {
    var stream = try ByteStream(path: path, beforeWaiting: beforeWaiting)
    let reader = try reader ?? files.readers.reader(for: &stream)
    return try reader.rows(stream, DataOptions(header: files.header, columns: columns))
  }
}
