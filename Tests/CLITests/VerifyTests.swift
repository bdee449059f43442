import Strata
import StrataJSON
import Testing

/// `modeltool verify`: 0 if all holds, 1 if something does not.
@Suite struct VerifyTests {
  private func folder() throws -> Folder {
    let folder = try Folder()
    let model = try Model(input: [3], seed: 1) {
      Dense(4, activation: .relu)
      Dense(2)
    }
    try ModelFile(model).write(to: folder.path + "/m.strata")
    return folder
  }

  @Test func saysWhatItChecked() throws {
    let folder = try folder()
    let size = try folder.bytes("m.strata").count
    let hash = try StrataReader(path: folder.path + "/m.strata").contentHash
    let run = try folder.succeed("verify m.strata")
    #expect(
      run.text == """
        m.strata: .strata 1.0, \(Self.grouped(size)) bytes
        structure       ok: 3 sections, every byte checked or known to be zero
        tensors         ok: 6, each with its checksums and SHA-256
        content hash    ok: \(hash)
        golden vectors  ok: 4 samples, the same to the last bit (arithmetic version \(KernelSet.arithmeticVersion))

        """)
    #expect(run.errors == "")
    let json = try folder.json("verify m.strata --json")
    #expect(json["ok"] == true && json["version"] == "1.0" && json["tensors"] == 6)
    #expect(json["contentHash"]?.string == hash.description)
    #expect(json["goldenVectors"]?["status"] == "exact" && json["goldenVectors"]?["rows"] == 4)
  }

  private static func grouped(_ number: Int) -> String {
    number < 1000
      ? "\(number)"
      : "\(number / 1000)," + String("\(1000 + number % 1000)".dropFirst())
  }

  @Test func aDamagedFileIsNo() throws {
    let folder = try folder()
    let whole = try folder.bytes("m.strata")
    var bytes = whole
    bytes[whole.count / 2] ^= 1
    try folder.put("bad.strata", bytes)
    let run = try folder.run("verify bad.strata")
    #expect(run.code == 1 && run.text == "" && run.errorLines.count == 1)
    #expect(run.errors.hasPrefix("modeltool: bad.strata: "))
    let json = try folder.run("verify bad.strata --json")
    #expect(json.code == 1 && json.errors == "")
    #expect(json.text.contains("\"ok\": false") && json.text.contains("damaged at byte"))
    for line in ["inspect bad.strata", "benchmark bad.strata"] {
      #expect(try folder.run(line).code == 65)
    }
  }

  @Test func anOutputThatIsAnotherIsNo() throws {
    let folder = try folder()
    let path = folder.path + "/m.strata"
    var container = try StrataReader(path: path).container()
    container.tensors[0].bytes[2] ^= 0x40
    try container.write(to: path)
    let run = try folder.run("verify m.strata")
    #expect(run.code == 1 && run.text == "")
    #expect(run.errors.hasPrefix("modeltool: m.strata: golden vectors: output 'dense2', row "))
    // Everything else works: the file is whole.
    try folder.succeed("inspect m.strata")
  }

  @Test func whatCannotBeChecked() throws {
    let folder = try folder()
    #expect(try folder.run("verify none.strata").code == 66)
    #expect(try folder.run("verify").code == 64)
    try StrataContainer(tensors: [
      TensorRecord(name: "w", dtype: .f32, dimensions: [1], bytes: [0, 0, 128, 63])
    ]).write(to: folder.path + "/w.strata")
    let run = try folder.succeed("verify w.strata")
    #expect(run.lines.last == "golden vectors  not checked: weights alone, no network")
  }
}
