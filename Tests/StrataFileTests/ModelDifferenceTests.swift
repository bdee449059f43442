import StrataBytes
import StrataJSON
import Testing

@testable import StrataFile

/// What is said to differ between two files.
@Suite struct ModelDifferenceTests {
  private func difference(
    _ old: StrataContainer, _ new: StrataContainer
  ) throws -> ModelDifference {
    try ModelDifference(
      StrataReader(old.encoded(), name: "old"), StrataReader(new.encoded(), name: "new"))
  }

  private func changes(_ old: String, _ new: String) -> [String] {
    ValueChange.between(Array(old.utf8), Array(new.utf8)).map { change in
      let text = { (value: JSONValue?) in
        value.map { String(decoding: JSONWriter.bytes(of: $0), as: UTF8.self) } ?? "-"
      }
      return "\(change.path): \(text(change.old)) > \(text(change.new))"
    }
  }

  @Test(arguments: [
    (#"{"a":1,"b":[1,2]}"#, #"{"a":1,"b":[1,2]}"#, []),
    (#"{"a":1}"#, #"{"a":2}"#, ["a: 1 > 2"]),
    (#"{"a":1}"#, #"{"b":1}"#, ["a: 1 > -", "b: - > 1"]),
    (#"{"a":{"b":{"c":true}}}"#, #"{"a":{"b":{"c":null}}}"#, ["a.b.c: true > null"]),
    ("[1,2,3]", "[1,3]", ["[1]: 2 > -"]),
    ("[1,3]", "[1,2,3,4]", ["[1]: - > 2", "[3]: - > 4"]),
    ("[1,2,3]", "[1,5,3]", ["[1]: 2 > 5"]),
    (#"[{"a":1},{"b":2}]"#, #"[{"c":0},{"a":1},{"b":3}]"#, ["[0]: - > {\"c\":0}", "[2].b: 2 > 3"]),
    (#"{"a b":1,"":2,"é":3}"#, "{}", [#"["a b"]: 1 > -"#, #"[""]: 2 > -"#, #"["é"]: 3 > -"#]),
    // Said otherwise, but the same.
    (#"{"a":1.0,"b":10}"#, #"{ "b":1e1, "a":1 }"#, []),
    // Whole numbers that round to one Double.
    ("[9007199254740992]", "[9007199254740993]", ["[0]: 9007199254740992 > 9007199254740993"]),
    // Equal by Unicode's equivalence, and not in bytes.
    (#"["é"]"#, "[\"e\u{301}\"]", ["[0]: \"é\" > \"e\u{301}\""]),
    (#""a""#, "[]", [#": "a" > []"#]),
  ])
  func valuesThatDiffer(_ old: String, _ new: String, _ expected: [String]) {
    #expect(changes(old, new) == expected)
  }

  @Test func longListsAreComparedPlaceByPlace() {
    let old = Array(0..<5000)
    let list = { (numbers: [Int]) in "[" + numbers.map(String.init).joined(separator: ",") + "]" }
    #expect(changes(list(old), list([-1] + old)).count == 5001)
    #expect(changes(list(old), list(old + [1])) == ["[5000]: - > 1"])
  }

  @Test func theSameContentPackedOtherwise() throws {
    let container = smallContainer()
    let forged = try Forgery(container).file
    let difference = try ModelDifference(
      StrataReader(forged, name: "old"), StrataReader(container.encoded(), name: "new"))
    #expect(difference.isSame && difference.equalTensorCount == 4)
  }

  @Test func everyPartIsCompared() throws {
    let old = smallContainer()
    var new = old
    new.arithmeticVersion = 2
    new[.architecture] = Array(
      #"{"input":[4],"layers":[{"dense":{"units":6}},{"dense":{"units":7}}]}"#.utf8)
    new[.preparation] = Array(#"{"target":{"classes":{"labels":["a"]}}}"#.utf8)
    new[.trainingState] = Array(#"{"epoch":4}"#.utf8)
    new[.metadata] = nil
    new[.history] = Array("[]".utf8)
    let odd = try #require(SectionType(Array("neWs".utf8)))
    new[odd] = [1, 2]
    let difference = try difference(old, new)
    #expect(
      difference.parts.map(\.part.description) == [
        "arithmetic", "architecture", "preparation", "training", "metadata", "history",
        "section neWs",
      ])
    #expect(difference.parts[1].changes.map(\.path) == ["layers[1].dense.units"])
    #expect(difference.parts[4].changes[0].new == nil)
    // What is no JSON, as the history here, is compared as bytes.
    #expect(difference.parts[5].changes.map(\.path) == [""])
    #expect(
      difference.parts[6].changes[0].new?.string?.hasPrefix("2 bytes, SHA-256 a12871fee210fb86")
        == true)
    #expect(!difference.isSame && difference.tensors.isEmpty)
    let labels = try self.difference(
      new,
      {
        var other = new
        other[.preparation] = Array(#"{"target":{"classes":{"labels":["b"]}}}"#.utf8)
        return other
      }())
    #expect(labels.parts.map(\.part) == [.labels])
    var spelled = new
    spelled[.trainingState] = Array(#"{ "epoch": 4.0 }"#.utf8)
    let spelling = try self.difference(new, spelled)
    #expect(spelling.parts.map(\.part) == [.training] && spelling.parts[0].changes.isEmpty)
    #expect(!spelling.isSame)
  }

  @Test func tensorsAddedRemovedMoved() throws {
    var old = smallContainer()
    old.tensors = ["a", "b", "c", "é"].map { tensor($0, [1]) }
    var new = old
    new.tensors = ["x", "a", "c", "y", "e\u{301}"].map { tensor($0, [1]) }
    let one = try difference(old, new)
    #expect(
      one.tensors.map(\.name).map { Array($0.utf8) }
        == ["x", "b", "é", "y", "e\u{301}"].map { Array($0.utf8) })
    #expect(one.tensors.map { $0.old == nil } == [true, false, false, true, true])
    #expect(one.equalTensorCount == 2 && !one.isReordered)
    new.tensors = old.tensors.reversed()
    let two = try difference(old, new)
    #expect(two.tensors.isEmpty && two.isReordered && !two.isSame)
  }

  private func elements(
    _ old: TensorRecord, _ new: TensorRecord, _ more: [TensorRecord] = []
  ) throws -> TensorDifference? {
    try difference(
      StrataContainer(tensors: [old] + more), StrataContainer(tensors: [new] + more)
    ).tensors.first
  }

  @Test func howFarElementsAreApart() throws {
    let old = tensor("w", [1, 2, 3, 4, 5, 6], [2, 3])
    let one = try #require(try elements(old, tensor("w", [1, 2.5, 3, 3, 5, 6], [2, 3]))?.elements)
    #expect(one.count == 6 && one.differing == 2 && one.incomparable == 0)
    #expect(one.maximum == 1 && one.place == [1, 0] && one.mean == 0.25)
    // −0 differs from 0 in a bit and by nothing.
    let zero = try #require(try elements(tensor("w", [0, 1]), tensor("w", [-0.0, 1]))?.elements)
    #expect(zero.differing == 1 && zero.maximum == 0 && zero.mean == 0)
    // NaNs of other payloads, infinities.
    let odd = try #require(
      try elements(
        tensor("w", [.nan, .infinity, 1, .infinity]),
        tensor("w", [Float(bitPattern: 0x7FC0_0001), 1, 3, .infinity]))?.elements)
    #expect(odd.differing == 3 && odd.incomparable == 2 && odd.maximum == 2 && odd.place == [2])
    #expect(odd.mean == 1)
    let shapes = try #require(try elements(old, tensor("w", [1, 2, 3, 4, 5, 6], [3, 2])))
    #expect(shapes.elements == nil && !shapes.isEqualInBits)
    let roles = try #require(
      try elements(old, tensor("w", [1, 2, 3, 4, 5, 6], [2, 3], role: .buffer)))
    #expect(roles.elements == nil && roles.isEqualInBits)
  }

  @Test(arguments: StoredDType.all.filter { $0 != .q8 })
  func everyDtypeIsANumber(_ dtype: StoredDType) throws {
    // 1 and 3 in each dtype.
    let three: [UInt64: [UInt8]] =
      switch dtype {
      case .f32: [1: bytes([Float(1).bitPattern]), 3: bytes([Float(3).bitPattern])]
      case .f64: [1: bytes([Double(1).bitPattern]), 3: bytes([Double(3).bitPattern])]
      case .f16: [1: [0, 0x3C], 3: [0, 0x42]]
      case .bf16: [1: [0x80, 0x3F], 3: [0x40, 0x40]]
      default:
        [1, 3].reduce(into: [:]) {
          $0[$1] = Array(bytes([$1]).prefix(dtype.byteWidth ?? 0))
        }
      }
    let record = { (values: [UInt64]) in
      TensorRecord(
        name: "w", dtype: dtype, dimensions: [values.count],
        bytes: values.flatMap { three[$0] ?? [] })
    }
    let same = try #require(try elements(record([1, 1, 3]), record([1, 3, 1]))?.elements)
    #expect(same.differing == 2 && same.maximum == 2 && same.mean == 4.0 / 3)
    // Against f32: the numbers are the same, the bits are not.
    guard dtype != .f32 else { return }
    let other = try #require(try elements(record([1, 3]), tensor("w", [1, 4])))
    #expect(!other.isEqualInBits)
    #expect(other.elements?.differing == 1 && other.elements?.maximum == 1)
  }

  /// Whole numbers times a scale: against f32, and where the scale alone differs.
  @Test func quantisedNumbers() throws {
    let container = { (numbers: [Int8], scale: [Float]) in
      StrataContainer(tensors: [
        TensorRecord(
          name: "w", dtype: .q8, dimensions: [2, 2], bytes: numbers.map { UInt8(bitPattern: $0) }),
        tensor("w.scale", scale, role: .scale),
      ])
    }
    let plain = StrataContainer(tensors: [tensor("w", [0.5, -4, 1, 254], [2, 2])])
    let one = try difference(plain, container([1, -2, 2, 127], [0.5, 2]))
    #expect(one.tensors[0].elements?.differing == 0 && !one.tensors[0].isEqualInBits)
    #expect(one.tensors[0].elements?.maximum == 0 && one.tensors[1].old == nil)
    let two = try difference(plain, container([1, -2, 2, 127], [0.5, 4]))
    #expect(two.tensors[0].elements?.differing == 2 && two.tensors[0].elements?.maximum == 254)
    let three = try difference(
      container([1, -2, 2, 127], [0.5, 2]), container([1, -2, 3, 127], [0.5, 4]))
    #expect(three.tensors[0].elements?.differing == 3 && three.tensors[0].elements?.maximum == 254)
    #expect(three.tensors[0].elements?.mean == (4 + 0.5 + 254) / 4)
    // Without its scale it is as far apart as its digest says: no numbers.
    var lonely = container([1, -2, 2, 127], [0.5, 2])
    lonely.tensors.removeLast()
    if (try? lonely.encoded()) != nil {
      #expect(try difference(plain, lonely).tensors[0].elements == nil)
    }
  }

  @Test func signedNumbers() throws {
    let record = { (dtype: StoredDType, bytes: [UInt8]) in
      TensorRecord(name: "w", dtype: dtype, dimensions: [1], bytes: bytes)
    }
    for (dtype, width) in [(StoredDType.i8, 1), (.i16, 2), (.i32, 4), (.i64, 8)] {
      let ones = record(dtype, [UInt8](repeating: 255, count: width))
      let one = record(dtype, [1] + [UInt8](repeating: 0, count: width - 1))
      #expect(try elements(ones, one)?.elements?.maximum == 2, "\(dtype)")
    }
  }

  @Test func aTensorThatCannotBeReadIsComparedByItsDigest() throws {
    let new = try Vector.at("newer/dtype.strata").reader
    #expect(try ModelDifference(new, new).isSame)
    let other = try Vector.at("newer/minor-version.strata").reader
    let difference = try ModelDifference(new, other)
    #expect(difference.tensors.map(\.name) == ["new"] && difference.tensors[0].new == nil)
    let odd = try Vector.at("newer/transform.strata").reader
    // The same elements in a form that cannot be unpacked: the digests say so.
    #expect(try ModelDifference(other, odd).isSame)
  }

  @Test func damageIsMetBeforeAnythingIsCompared() throws {
    let file = try smallContainer().encoded()
    var damaged = file
    damaged[70] ^= 1
    let reader = try StrataReader(damaged, name: "m.strata")
    let good = try StrataReader(file, name: "good")
    #expect(throws: StrataFileError.self) { try ModelDifference(good, reader) }
    #expect(throws: StrataFileError.self) { try ModelDifference(reader, reader) }
    #expect(throws: StrataFileError.self) { try FileFacts(reader) }
  }

  @Test func facts() throws {
    let lines = try FileFacts(Vector.at("valid/v1.0/network.strata").reader).lines
    #expect(lines.contains("architecture.layers[0].dense.units 4"))
    #expect(lines.contains(#"architecture.layers[0].dense.activation "relu""#))
    #expect(lines.contains(#"preparation.target.classes.labels[1] "ja, sehr""#))
    #expect(lines.contains("training.optimizer.adam.epsilon 1e-8"))
    #expect(lines.contains(#"metadata["über"] "\u0000 \u001b[2J""#))
    #expect(lines.contains("history[1].validationMetrics.accuracy 0.5"))
    #expect(lines.filter { $0.hasPrefix("tensor '") }.count == 14)
    let weight = try #require(lines.first { $0.hasPrefix("tensor 'dense1.weight'") })
    #expect(weight.hasPrefix("tensor 'dense1.weight' parameter f32 [3, 4] from -"))
    let odd = try FileFacts(Vector.at("newer/everything.strata").reader).lines
    #expect(
      odd.contains { $0.hasPrefix("tensor 'new' role 88 dtype 15 [2] (dtype 15 is not known") })
    #expect(odd.contains { $0.hasPrefix("section neWs 4 bytes, SHA-256 ") })
    for vector in Vector.all(in: "valid") {
      for line in try FileFacts(vector.reader).lines { #expect(line == line.printable) }
    }
  }
}
