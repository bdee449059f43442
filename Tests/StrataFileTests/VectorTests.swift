import StrataBytes
import StrataJSON
import Testing

@testable import StrataFile

/// Every sample file is read, refused or saved as it must be.
@Suite struct VectorTests {
  @Test func everyFileIsExpected() throws {
    var found: [String] = []
    for folder in ["valid/v1.0", "valid/v1.1", "newer", "invalid", "unusable"] {
      found += try listing(Vector.folder + "/" + folder).map { "\(folder)/\($0)" }
    }
    #expect(found.sorted() == Vector.all.map(\.path).sorted())
    #expect(found.count > 240)
  }

  /// What the file holds is what `vector` says, but for tensors that are refused.
  private func expectContent(_ vector: Vector, _ reader: StrataReader) throws {
    let expected = vector.expected
    try reader.verify()
    #expect(reader.version.major == 1)
    #expect(Int(reader.version.minor) == expected["minor"]?.number?.integer(Int.self))
    #expect(Int(reader.arithmeticVersion) == expected["arithmetic"]?.number?.integer(Int.self))
    #expect(reader.contentHash.description == expected["content"]?.string)
    let tensors = try #require(expected["tensors"]?.array)
    #expect(reader.tensors.count == tensors.count)
    for (index, (info, expected)) in zip(reader.tensors, tensors).enumerated() {
      let name = try #require(expected["name"]?.string)
      #expect(info.name.utf8.elementsEqual(name.utf8), "\(name)")
      #expect(Int(info.role.rawValue) == expected["role"]?.number?.integer(Int.self), "\(name)")
      #expect(
        info.dimensions.map { .number(JSONNumber($0)) } == expected["shape"]?.array, "\(name)")
      if let words = vector.expected["unreadable"]?[name] {
        let refusal = info.refusal ?? ""
        for word in words.array ?? [] { #expect(refusal.contains(word.string ?? "?"), "\(name)") }
        #expect(throws: StrataFileError.self) { try reader.tensor(at: index) }
        continue
      }
      #expect(info.refusal == nil, "\(name)")
      #expect(info.dtype.description == expected["dtype"]?.string, "\(name)")
      let tensor = try reader.tensor(at: index, checkingDigest: true)
      #expect(Vector.hash(tensor.bytes) == expected["sha256"]?.string, "\(name)")
    }
    let sections = try #require(expected["sections"]?.array)
    #expect(
      reader.sections.dropFirst(2).map(\.type.description)
        == sections.compactMap { $0["type"]?.string }
    )
    for (section, expected) in zip(reader.sections.dropFirst(2), sections) {
      let bytes = reader.section(section.type) ?? [1]
      #expect(bytes.count == expected["bytes"]?.number?.integer(Int.self))
      #expect(Vector.hash(bytes) == expected["sha256"]?.string)
    }
  }

  @Test(arguments: Vector.all(in: "valid"))
  func aValidOneIsRead(_ vector: Vector) throws {
    // The files of a version that is out never change.
    if vector.path.hasPrefix("valid/v1.0/") {
      #expect(Vector.hash(try vector.bytes) == vector.expected["file"]?.string)
    }
    let reader = try vector.reader
    try expectContent(vector, reader)
    let container = try reader.container(checkingDigests: true)
    guard container.unreadable.isEmpty else { return }
    // Saved again it is the same, in the same version: each is in the lowest that can hold it.
    let saved = try container.encoded()
    let again = try StrataReader(saved, name: "again")
    #expect(again.version == reader.version)
    #expect(again.contentHash == reader.contentHash)
    expectSame(try again.container(checkingDigests: true), container)
    // Its own output is the same to the last byte ever after.
    #expect(try again.container().encoded() == saved)
  }

  @Test func theExampleIsThatOfTheSpecification() throws {
    let vector = try Vector.at("valid/v1.0/example.strata")
    #expect(try vector.bytes == Forgery(SpecTests.example).file)
  }

  @Test(arguments: Vector.all(in: "newer"))
  func aNewerOneIsTreatedAsTheTableSays(_ vector: Vector) throws {
    if vector.expected["refused"] != nil {
      let error = #expect(throws: StrataFileError.self) { try vector.reader }
      guard case .unsupported(_, let reason) = error else {
        Issue.record("\(error.map { "\($0)" } ?? "no error")")
        return
      }
      for word in vector.words("refused") { #expect(reason.contains(word)) }
      return
    }
    let reader = try vector.reader
    try expectContent(vector, reader)
    var container = try reader.container(checkingDigests: true)
    #expect(
      Set(container.unreadable.map(\.name))
        == Set(vector.expected["unreadable"]?.object?.members.map(\.key) ?? []))
    if vector.expected["save"] == "refused" {
      let error = #expect(throws: StrataFileError.self) { try container.encoded() }
      guard case .invalid = error else {
        Issue.record("\(error.map { "\($0)" } ?? "no error")")
        return
      }
      return
    }
    let again = try StrataReader(try container.encoded(), name: "again")
    #expect(again.version == FileVersion(major: 1, minor: 0))
    #expect(again.contentHash == reader.contentHash)
    expectSame(try again.container(checkingDigests: true), container)
    // What was unknown of the header and the table is not written again.
    let header = try container.encoded()[12..<24]
    #expect(header.allSatisfy { $0 == 0 })
    // Changed, it keeps what is safe to copy.
    container.tensors[0].bytes[0] ^= 1
    let changed = try StrataReader(try container.encoded(), name: "changed")
    #expect(
      Set(changed.sections.dropFirst(2).map(\.type.description))
        == Set(vector.words("kept") + Self.known(container)))
  }

  /// The sections that are known are always kept.
  private static func known(_ container: StrataContainer) -> [String] {
    container.sections.keys.filter(\.isKnown).map(\.description)
  }

  @Test(arguments: Vector.all(in: "invalid"))
  func anInvalidOneIsRefused(_ vector: Vector) throws {
    let bytes = try vector.bytes
    let error = #expect(throws: StrataFileError.self) {
      let reader = try StrataReader(bytes, name: "m.strata")
      try reader.verify()
    }
    let got: (String, String, Int?) =
      switch error {
      case .damaged(_, let part, let offset, _): ("damaged", part, offset)
      case .limit(_, let part, _, _): ("limit", part, nil)
      default: (error.map { "\($0)" } ?? "none", "", nil)
      }
    #expect(got.0 == vector.expected["class"]?.string, "\(error?.description ?? "")")
    #expect(got.1 == vector.expected["part"]?.string, "\(error?.description ?? "")")
    // Where deflate data go wrong is said within bounds.
    let offset = vector.expected["offset"]
    if let bounds = offset?.array?.compactMap({ $0.number?.integer(Int.self) }), bounds.count == 2 {
      #expect((bounds[0]...bounds[1]).contains(got.2 ?? -1), "\(error?.description ?? "")")
    } else {
      #expect(got.2 == offset?.number?.integer(Int.self), "\(error?.description ?? "")")
    }
    // Whoever unpacks all meets the same, if not the digests alone are wrong.
    #expect(throws: StrataFileError.self) {
      _ = try StrataReader(bytes, name: "m.strata").container(checkingDigests: true)
    }
  }

  // MARK: - The other reader

  private static let hasNumPy = ReaderScriptTests.hasNumPy

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is not there: reader.py goes untested"))
  func theOtherReaderAgrees() throws {
    let (status, output) = try ReaderScriptTests.python([
      Vector.folder + "/check_reader.py", ReaderScriptTests.script,
    ])
    #expect(status == 0, "\(output)")
    #expect(output.hasPrefix("\(Vector.all.count) files"), "\(output)")
  }

  /// The reader of version 1.0, as it was: of 1.1 it refuses the tensors of q8 alone.
  @Test(.enabled(if: hasNumPy, "python3 with NumPy is not there: reader.py goes untested"))
  func theReaderOfVersion1Reads11() throws {
    let (status, output) = try ReaderScriptTests.python([
      Vector.folder + "/check_reader.py", Vector.folder + "/reader-1.0.py", "q8",
    ])
    #expect(status == 0, "\(output)")
    #expect(output.hasPrefix("\(Vector.all.count) files"), "\(output)")
  }

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is not there: the generator goes untested"))
  func theGeneratorMakesTheSameFiles() throws {
    let (status, output) = try ReaderScriptTests.python([
      Vector.folder + "/make_vectors.py", "--frozen",
    ])
    #expect(status == 0, "\(output)")
  }
}
