import Strata
import StrataJSON
import Testing

/// `modeltool inspect` of damaged files: what is still good is shown, what is not is said, the code is 65.
@Suite struct InspectDamageTests {
  /// A folder with `m.strata`, a trained network with notes.
  static func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 3 --validation-split 0.34 --quiet "
        + "--output m.strata")
    var file = try folder.model("m.strata")
    file.model.metadata["title"] = "Pets"
    try file.write(to: folder.path + "/m.strata")
    return folder
  }

  /// Where the stored bytes of a section begin.
  private static func offset(_ section: String, _ folder: Folder) throws -> Int {
    let sections = try StrataReader(path: folder.path + "/m.strata").sections
    return try #require(sections.first { $0.type.description == section }).offset
  }

  /// Writes `bad.strata`, a byte of which is another, and inspects it.
  private static func inspect(_ folder: Folder, _ offset: Int) throws -> Run {
    var bytes = try folder.bytes("m.strata")
    bytes[offset] ^= 0x10
    try folder.put("bad.strata", bytes)
    let run = try folder.run("inspect bad.strata")
    #expect(run.code == 65 && run.errorLines.count == 1)
    return run
  }

  @Test(arguments: ["INDX", "ARCH", "PREP", "TRNG", "mETa", "hISt"])
  func aSection(_ section: String) throws {
    let folder = try Self.folder()
    let offset = try Self.offset(section, folder)
    let run = try Self.inspect(folder, offset)
    let reason = "damaged at byte \(offset): the CRC does not match"
    #expect(run.errors == "modeltool: bad.strata: section \(section): \(reason)\n")
    #expect(run.lines[1] == "hash unknown: the file is damaged")
    #expect(run.lines[3] == "damage      section \(section): \(reason)")
    let tensors =
      section == "INDX" ? "tensors unknown: their index cannot be read" : "14 of 14 tensors"
    #expect(run.lines[4] == "good        6 of 7 sections, \(tensors)")
    // The table of sections names the bad one, and only that.
    #expect(run.lines.count { $0.hasSuffix("  good") } == (section == "INDX" ? 5 : 6))
    #expect(run.lines.contains { $0.hasPrefix("\(section) ") && $0.hasSuffix(reason) })
    // All that does not depend on it is there.
    #expect(run.text.contains("\ndense1 (dense)  [batch, 3]") == (section != "ARCH"))
    #expect(run.text.contains("\nlabels      3 in column species: ") == (section != "PREP"))
    #expect(run.text.contains("\ntraining    softmaxCrossEntropy") == (section != "TRNG"))
    let lost = { (head: String) in "\n\(head)unknown: section \(section) cannot be read\n" }
    #expect(run.text.contains(lost("input       ")) == (section == "PREP"))
    #expect(run.text.contains(lost("training    ")) == (section == "TRNG"))
    #expect(run.text.contains("\ntitle       Pets\n") == (section != "mETa"))
    #expect(run.text.contains("\n── loss   ╌╌ validation loss\n") == (section != "hISt"))
    #expect(run.text.contains("\ndense1.weight (parameter)") == (section != "INDX"))

    let json = try JSONReader.value(from: folder.run("inspect bad.strata --json").output)
    #expect(json["damage"]?[0]?["part"] == .string("section \(section)"))
    #expect(json["damage"]?[0]?["offset"]?.number?.integer(Int.self) == offset)
    #expect(json["damage"]?[0]?["reason"] == "the CRC does not match")
    #expect(json["damage"]?.array?.count == 1 && json["hash"] == .null)
    #expect((json["layers"] == .null) == (section == "ARCH"))
    #expect((json["parameters"] == .null) == (section == "INDX"))
    let bad = json["sections"]?.array?.filter { $0["isGood"] == false }
    #expect(bad?.compactMap { $0["type"]?.string } == [section])
  }

  @Test func aTensor() throws {
    let folder = try Self.folder()
    let tensors = try StrataReader(path: folder.path + "/m.strata").tensors
    let tensor = try #require(tensors.first { $0.name == "dense2.weight" })
    let run = try Self.inspect(folder, tensor.offset)
    let place = "damaged at byte \(tensor.offset): block 0: the CRC does not match"
    #expect(run.errors == "modeltool: bad.strata: tensor 'dense2.weight': \(place)\n")
    #expect(run.lines[1].hasPrefix("hash ") && run.lines[1].count == 69)
    #expect(run.lines[3] == "damage      tensor 'dense2.weight': \(place)")
    #expect(run.lines[4] == "good        7 of 7 sections, 13 of 14 tensors")
    #expect(run.lines.contains { $0.hasPrefix("TENS ") && $0.hasSuffix("  1 tensor damaged") })
    let rows = run.lines.filter { $0.hasSuffix(place) && $0.hasPrefix("dense2.weight (parameter)") }
    #expect(rows.count == 1)
    #expect(run.text.contains("\ndense1 (dense)  [batch, 3]"))

    let json = try JSONReader.value(from: folder.run("inspect bad.strata --json").output)
    for parameter in json["parameters"]?.array ?? [] {
      let isBad = parameter["name"] == "dense2.weight"
      #expect((parameter["damage"] != .null) == isBad)
      #expect((parameter["statistics"] == .null) == isBad)
    }
  }

  @Test func headerAndTrailer() throws {
    let folder = try Self.folder()
    let count = try folder.bytes("m.strata").count
    for (offset, part) in [(20, "header"), (count - 20, "trailer")] {
      let run = try Self.inspect(folder, offset)
      #expect(run.errors.hasPrefix("modeltool: bad.strata: \(part): damaged at byte "))
      #expect(run.lines[4] == "good        7 of 7 sections, 14 of 14 tensors")
      #expect(run.text.contains("\ndense1 (dense)  [batch, 3]"))
      #expect(run.lines[0].contains(".strata 1.0, ") == (part == "trailer"))
    }
  }

  /// Without the table of sections nothing can be found.
  @Test func whereNothingCanBeRead() throws {
    let folder = try Self.folder()
    let bytes = try folder.bytes("m.strata")
    let run = try Self.inspect(folder, bytes.count - 70)
    #expect(run.text == "")
    #expect(run.errors.hasPrefix("modeltool: bad.strata: section table: damaged at byte "))
    try folder.put("cut.strata", Array(bytes.dropLast(1)))
    let cut = try folder.run("inspect cut.strata")
    #expect(cut.code == 65 && cut.text == "" && cut.errorLines.count == 1)
    let json = try folder.run("inspect cut.strata --json")
    #expect(json.code == 65 && json.errors == cut.errors)
    let object = try JSONReader.value(from: json.output)
    #expect(object["damage"]?[0]?["part"] == "trailer" && object["layers"] == .null)
  }

  /// Whole, but what it says makes no network.
  @Test func whatIsNoNetwork() throws {
    let folder = try Folder()
    let path = DiffTests.vectors + "/unusable/network-tensor-missing.strata"
    let run = try folder.run(["inspect", path])
    #expect(run.code == 65 && run.errors.hasSuffix("expected 4 tensors, got 3\n"))
    #expect(run.lines.contains { $0.hasPrefix("damage  ") && $0.hasSuffix("got 3") })
    #expect(run.text.contains("\ndense1 (dense)"))
    // Everything else refuses it as before.
    #expect(try folder.run(["benchmark", path]).code == 65)
  }
}
