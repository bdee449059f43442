internal import StrataBytes

/// The first 64 bytes of a file: what it is and what a reader must know.
struct FileHeader: Equatable {
  static let size = 64
  /// A byte over 127, letters, CR LF, ^Z, LF: what damages text damages this visibly.
  static let magic: [UInt8] = [0xD3, 0x53, 0x54, 0x52, 0x0D, 0x0A, 0x1A, 0x0A]

  var version: FileVersion
  /// A reader that does not know one of these must refuse the file.
  var incompatible: UInt32 = 0
  /// A reader that does not know one of these may read, and must not save again.
  var readOnlyCompatible: UInt32 = 0
  /// A reader need not know these.
  var compatible: UInt32 = 0
  var arithmeticVersion: UInt32 = 0

  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: Self.size)
    writer.write(Self.magic)
    writer.write(version.major)
    writer.write(version.minor)
    writer.write(incompatible)
    writer.write(readOnlyCompatible)
    writer.write(compatible)
    writer.write(arithmeticVersion)
    writer.pad(toMultipleOf: Self.size - 4)
    writer.write(CRC32.checksum(writer.bytes))
    return writer.bytes
  }

  /// The header of a file whose content needs readers of a version.
  init(version: FileVersion, arithmeticVersion: UInt32) {
    self.version = version
    self.arithmeticVersion = arithmeticVersion
  }

  /// - Parameter bytes: the first 64 bytes of `file`, or all if there are fewer.
  init(_ bytes: [UInt8], file: String) throws(StrataFileError) {
    func damaged(_ offset: Int, _ reason: String) -> StrataFileError {
      .damaged(file: file, part: "header", offset: offset, reason: reason)
    }
    guard bytes.starts(with: Self.magic.prefix(bytes.count)), !bytes.isEmpty else {
      throw damaged(0, "this is not a .strata file")
    }
    guard bytes.count == Self.size else {
      throw damaged(bytes.count, "cut short: expected \(Self.size) bytes, got \(bytes.count)")
    }
    do throws(ByteError) {
      var reader = ByteReader(bytes, what: "header")
      try reader.skip(Self.size - 4)
      guard try reader.readUInt32() == CRC32.checksum(bytes.span.extracting(..<60)) else {
        throw reader.corrupt("the CRC does not match", at: 60)
      }
      reader = ByteReader(bytes, what: "header")
      try reader.skip(Self.magic.count)
      version = FileVersion(major: try reader.readUInt16(), minor: try reader.readUInt16())
      incompatible = try reader.readUInt32()
      readOnlyCompatible = try reader.readUInt32()
      compatible = try reader.readUInt32()
      arithmeticVersion = try reader.readUInt32()
    } catch {
      throw StrataFileError(error, file: file, part: "header")
    }
    guard version.major == FileVersion.newest.major else {
      throw .unsupported(
        file: file,
        reason: "format version \(version): this program reads \(FileVersion.newest.major).x")
    }
    guard incompatible == 0 else {
      throw .unsupported(
        file: file,
        reason:
          "uses features (0x\(String(incompatible, radix: 16))) that this program does not know")
    }
    guard isNewer || bytes[28..<60].allSatisfy({ $0 == 0 }) else {
      throw damaged(28, "the reserve is not zero")
    }
  }

  /// Whether a newer minor version wrote it, so that unknown fields are to be stepped over.
  var isNewer: Bool { version.minor > FileVersion.newest.minor }
}
