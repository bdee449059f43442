import CStrataPlugin
import StrataBytes

/// Reads what a shared library was built with from its file, without loading it ("System V
/// Application Binary Interface", ELF, version 1.2; 64 bits: "ELF-64 Object File Format", 1.5).
enum LibraryNote {
  /// More than any linker writes.
  private static let mostSegments = 1024
  private static let mostBytes = 1 << 16

  /// The note of a library; nil if it has none.
  /// - Throws: ``PluginLibraryError/bytes(_:)``; ``PluginLibraryError/notALibrary(path:expected:got:)``.
  static func read(_ file: RandomAccessBytes) throws(PluginLibraryError) -> StrataBuild? {
    let got: String?
    let build: StrataBuild?
    do throws(ByteError) {
      got = try stranger(file)
      build = got == nil ? try note(in: file) : nil
    } catch {
      throw .bytes(error)
    }
    if let got {
      let expected = "a shared library for Linux on \(machine.name)"
      throw .notALibrary(path: file.name, expected: expected, got: got)
    }
    return build
  }

  private static var machine: (number: UInt16, name: String) {
    #if arch(x86_64)
      (62, "x86-64")
    #elseif arch(arm64)
      (183, "AArch64")
    #else
      (0, "this machine")
    #endif
  }

  /// What the file is, if it is no shared library of 64 bits, lowest byte first, for this machine.
  private static func stranger(_ file: RandomAccessBytes) throws(ByteError) -> String? {
    guard file.count >= 64 else { return "\(file.count) bytes, less than the header of one" }
    var header = ByteReader(try file.read(64, at: 0), what: file.name)
    guard try header.read(4) == [0x7F] + Array("ELF".utf8) else { return "a file of another kind" }
    guard try header.readUInt16() == 0x0102 else { return "one of 32 bits, or highest byte first" }
    try header.skip(10)
    let kind = try header.readUInt16()
    guard kind == 3 else { return "an ELF file that is not shared (type \(kind))" }
    let machine = try header.readUInt16()
    return machine == self.machine.number ? nil : "one for the ELF machine \(machine)"
  }

  /// Looks through the segments that hold notes.
  private static func note(in file: RandomAccessBytes) throws(ByteError) -> StrataBuild? {
    var header = ByteReader(try file.read(64, at: 0), what: file.name)
    try header.skip(32)
    let table = try header.readInt()
    try header.skip(14)
    let (size, count) = (Int(try header.readUInt16()), Int(try header.readUInt16()))
    guard size >= 56, count <= mostSegments else {
      throw header.corrupt("\(count) program headers of \(size) bytes", at: 54)
    }
    var segments = ByteReader(
      try file.read(size * count, at: table), what: file.name, base: table)
    for _ in 0..<count {
      var segment = try segments.section(size, what: file.name)
      guard try segment.readUInt32() == 4 else { continue }
      try segment.skip(4)
      let start = try segment.readInt()
      try segment.skip(16)
      let length = try segment.readInt()
      try segment.skip(8)
      let alignment = try segment.readInt() == 8 ? 8 : 4
      guard length <= mostBytes else {
        throw segment.corrupt("a segment of notes with \(length) bytes")
      }
      let notes = ByteReader(try file.read(length, at: start), what: file.name, base: start)
      if let build = try note(in: notes, alignment) { return build }
    }
    return nil
  }

  private static func note(
    in notes: ByteReader, _ alignment: Int
  ) throws(ByteError) -> StrataBuild? {
    var notes = notes
    while notes.remaining >= 12 {
      let ownerSize = Int(try notes.readUInt32())
      let textSize = Int(try notes.readUInt32())
      let type = try notes.readUInt32()
      let owner = try notes.read(ownerSize)
      try notes.skip(min(padding(ownerSize, alignment), notes.remaining))
      let text = try notes.read(textSize)
      try notes.skip(min(padding(textSize, alignment), notes.remaining))
      guard type == UInt32(STRATA_NOTE_BUILD),
        owner == Array((STRATA_NOTE_OWNER + "\0").utf8)
      else { continue }
      let fields = text.split(separator: 0, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 4, let swift = Int(fields[1]) else {
        throw notes.corrupt("a note of Strata that says nothing")
      }
      return StrataBuild(version: fields[0], swift: swift, compiler: fields[2])
    }
    return nil
  }

  private static func padding(_ size: Int, _ alignment: Int) -> Int {
    (alignment - size % alignment) % alignment
  }
}
