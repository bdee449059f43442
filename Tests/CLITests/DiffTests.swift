import Foundation
import Glibc
import Strata
import StrataBytes
import StrataJSON
import Testing

/// `modeltool diff`: what differs between two files, for people and for machines.
@Suite struct DiffTests {
  /// The sample files of the format.
  static let vectors: String = {
    let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return folders.joined(separator: "/") + "/Formats/StrataFile/Vectors"
  }()

  private func twoModels(_ folder: Folder) throws {
    try folder.put(
      "a.json", #"{"input":[3],"layers":[{"dense":{"units":2,"activation":"relu"}},"flatten"]}"#)
    try folder.put(
      "b.json",
      #"{"input":[3],"layers":[{"dense":{"units":2,"activation":"tanh"}},"flatten",{"dense":{"units":1}}]}"#
    )
    try folder.succeed("new --network a.json --output a.strata")
    try folder.succeed("new --network b.json --output b.strata")
    var file = try ModelFile(path: folder.path + "/b.strata", plugins: .standard)
    file.model.metadata = ["note": "second"]
    try file.write(to: folder.path + "/b.strata")
  }

  @Test func theSame() throws {
    let folder = try Folder()
    try twoModels(folder)
    let run = try folder.succeed("diff a.strata a.strata")
    let hash = try StrataReader(path: folder.path + "/a.strata").contentHash
    let count = try StrataReader(path: folder.path + "/a.strata").tensors.count
    #expect(run.text == "the same: \(count) tensors, hash \(hash)\n")
    let json = try folder.json("diff a.strata a.strata --json")
    #expect(json["same"] == true && json["parts"] == [] && json["tensors"] == [])
  }

  @Test func differentNetworks() throws {
    let folder = try Folder()
    try twoModels(folder)
    let run = try folder.run("diff a.strata b.strata")
    #expect(run.code == 1 && run.errors == "")
    let lines = run.lines
    #expect(lines[0].hasPrefix("--- a.strata  .strata 1.0, hash "))
    #expect(lines[1].hasPrefix("+++ b.strata  .strata 1.0, hash "))
    #expect(
      lines[2...9].joined(separator: "\n") == """

        architecture:
        - layers[0].dense.activation: "relu"
        + layers[0].dense.activation: "tanh"
        + layers[2]: {"dense":{"units":1}}

        metadata:
        + {"note":"second"}
        """, "\(run.text)")
    #expect(run.text.contains("\n+ dense2.weight  parameter f32 [2, 1]\n"), "\(run.text)")
    let json = try JSONReader.value(from: folder.run("diff a.strata b.strata --json").output)
    #expect(json["same"] == false && json["reordered"] == false)
    #expect(json["parts"]?.array?.compactMap { $0["part"] } == ["architecture", "metadata"])
    #expect(
      json["parts"]?[0]?["changes"]?[0]
        == ["path": "layers[0].dense.activation", "old": "relu", "new": "tanh"])
    #expect(
      json["tensors"]?.array?.contains {
        $0["name"] == "dense2.bias"
          && $0["new"] == ["role": "parameter", "dtype": "f32", "shape": [1], "readable": true]
          && $0["old"] == nil
      } == true)
  }

  @Test func howFarWeightsAreApart() throws {
    let folder = try Folder()
    var container = StrataContainer(tensors: [
      TensorRecord(
        name: "w", dtype: .f32, dimensions: [2, 2],
        bytes: [1, 2, 3, 4].flatMap { (value: Float) in
          (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
        }),
      TensorRecord(name: "v", dtype: .u8, dimensions: [2], bytes: [1, 2]),
    ])
    try container.write(to: folder.path + "/a.strata")
    container.tensors[0].bytes[12...] = [0, 0, 0xA0, 0x40]
    try container.write(to: folder.path + "/b.strata")
    let run = try folder.run("diff a.strata b.strata")
    #expect(run.code == 1)
    #expect(
      run.lines.suffix(2) == [
        "tensors: 1 the same, 1 changed",
        "~ w  parameter f32 [2, 2]  1 of 4 differ, max 1.0 at [1, 1], mean 0.25",
      ])
    let json = try JSONReader.value(from: folder.run("diff a.strata b.strata --json").output)
    let elements: JSONValue = [
      "count": 4, "differing": 1, "notFinite": 0, "maximum": 1, "maximumAt": [1, 1],
    ]
    for member in elements.object?.members ?? [] {
      #expect(json["tensors"]?[0]?["elements"]?[member.key] == member.value)
    }
    #expect(json["tensors"]?[0]?["elements"]?["mean"]?.number?.double == 0.25)
    #expect(json["equalTensors"] == 1)
  }

  @Test func whatCannotBeRead() throws {
    let folder = try Folder()
    try twoModels(folder)
    #expect(try folder.run("diff a.strata none.strata").code == 66)
    #expect(try folder.run("diff none.strata a.strata").code == 66)
    for words in ["diff", "diff a.strata", "diff a.strata b.strata a.strata", "diff --text a b"] {
      #expect(try folder.run(words).code == 64)
    }
    var bytes = try folder.bytes("a.strata")
    bytes[70] ^= 1
    try folder.put("bad.strata", bytes)
    for words in ["diff a.strata bad.strata", "diff bad.strata bad.strata"] {
      let run = try folder.run(words)
      #expect(run.code == 65 && run.text == "" && run.errorLines.count == 1)
      #expect(run.errors.hasPrefix("modeltool: bad.strata: tensor '"))
    }
  }

  /// Every valid and every newer file is the same as itself, and can be shown in every way.
  @Test(arguments: ["valid/v1.0", "valid/v1.1", "newer"])
  func everySampleFile(_ kind: String) throws {
    let folder = try Folder()
    let place = Self.vectors + "/" + kind
    for name in try FileManager.default.contentsOfDirectory(atPath: place).sorted() {
      let path = place + "/" + name
      let isRefused = ["incompatible", "critical", "major"].contains { name.contains($0) }
      // Some are about the container alone: what stands where a network should be is none.
      let reader = try? StrataReader(path: path)
      let isNetwork =
        reader?.section(.architecture) != Array("{}".utf8)
        || reader?.tensors.contains { $0.refusal != nil } == true
      for words in [
        ["diff", path, path], ["inspect", "--textconv", path], ["diff", path, path, "--json"],
        ["verify", path],
      ] {
        let run = try folder.run(words)
        let fails = words[0] == "verify" && !isNetwork
        #expect(run.code == (isRefused ? 65 : fails ? 1 : 0), "\(words): \(run.errors)")
        expectPrintable(run, words)
      }
    }
  }

  /// Nothing that a terminal obeys: no control characters but line feeds, nothing that turns the
  /// direction of writing.
  private func expectPrintable(_ run: Run, _ words: [String]) {
    for scalar in (run.text + run.errors).unicodeScalars where scalar != "\n" {
      let isPlain = String(scalar).printable.unicodeScalars.count == 1
      #expect(isPlain, "\(words): U+\(String(scalar.value, radix: 16))")
      if !isPlain { return }
    }
  }

  @Test func whatFilesNameIsNeverPrintedRaw() throws {
    let folder = try Folder()
    let names = Self.vectors + "/valid/v1.0/names.strata"
    let plugin = Self.vectors + "/newer/plugin-name-with-controls.strata"
    let network = Self.vectors + "/valid/v1.0/network.strata"
    let commands = [
      ["inspect", names], ["inspect", "--json", names], ["inspect", "--textconv", names],
      ["diff", names, Self.vectors + "/valid/v1.0/no-tensors.strata"],
      ["diff", "--json", names, Self.vectors + "/valid/v1.0/no-tensors.strata"],
      ["verify", names], ["verify", "--json", plugin], ["verify", plugin],
      ["inspect", plugin], ["inspect", "--json", plugin], ["inspect", "--textconv", plugin],
      ["diff", plugin, network], ["diff", network, plugin, "--json"],
      ["inspect", network], ["inspect", "--json", network],
      ["diff", network, Self.vectors + "/valid/v1.0/network-bare.strata"],
      ["predict", plugin, "--data", "d.csv"], ["inspect", "\u{1b}[2J\u{202e}.strata"],
    ]
    try folder.put("d.csv", "1,2,3\n")
    for words in commands {
      let run = try folder.run(words)
      #expect(!(run.text + run.errors).isEmpty)
      expectPrintable(run, words)
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.vectors + "/invalid")
      .sorted()
    where name.hasPrefix("record-name") {
      let words = ["inspect", Self.vectors + "/invalid/" + name]
      let run = try folder.run(words)
      #expect(run.code == 65 && run.errorLines.count == 1)
      expectPrintable(run, words)
    }
  }

  @Test func weightsAloneAreShown() throws {
    let folder = try Folder()
    let path = Self.vectors + "/valid/v1.0/weights.strata"
    let run = try folder.run(["inspect", path])
    #expect(run.code == 0)
    #expect(run.lines[3] == "weights alone: no network to run them with")
    #expect(run.lines[6].hasPrefix("Tensor (role)"))
    #expect(
      run.text.contains("\nmodel.layers.0.weight (parameter)  f16   [8, 4]     64 "), "\(run.text)"
    )
    #expect(run.text.contains("\nformat      pt\nlicence     none\nversions    format 1.0"))
    let json = try JSONReader.value(from: folder.run(["inspect", path, "--json"]).output)
    #expect(json["metadata"] == ["format": "pt", "licence": "none"])
    #expect(json["tensors"]?[2]?["dtype"] == "i64" && json["tensors"]?[2]?["shape"] == [])
    let predict = try folder.run(["predict", path, "--data", "x.csv"])
    #expect(predict.code == 65 || predict.code == 66)
  }

  // MARK: - Git

  /// What a shell says, with the folder of modeltool before the path.
  private func shell(_ script: String, in folder: Folder) throws -> String {
    let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let tools = URL(fileURLWithPath: tests).deletingLastPathComponent().path
    try folder.put("script.sh", "cd '\(folder.path)'\nPATH='\(tools)':$PATH\n\(script)")
    let pipe = try unsafe #require(unsafe popen("sh '\(folder.path)/script.sh' 2>&1", "r"))
    var output: [UInt8] = []
    var byte = unsafe fgetc(pipe)
    while byte != EOF {
      output.append(UInt8(truncatingIfNeeded: byte))
      byte = unsafe fgetc(pipe)
    }
    unsafe pclose(pipe)
    return String(decoding: output, as: UTF8.self)
  }

  private static let hasGit = FileManager.default.isExecutableFile(atPath: "/usr/bin/git")

  @Test(.enabled(if: hasGit, "git is not there"))
  func gitShowsWhatHasChanged() throws {
    let folder = try Folder()
    try twoModels(folder)
    let output = try shell(
      """
      export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_PAGER=cat
      mkdir repository && cd repository && git init -q . || exit 1
      git config user.name x && git config user.email x@example.com
      echo '*.strata diff=strata' > .gitattributes
      git config diff.strata.textconv 'modeltool inspect --textconv'
      cp ../a.strata m.strata && git add . && git commit -q -m first
      cp ../b.strata m.strata && git diff
      """, in: folder)
    try? FileManager.default.removeItem(atPath: folder.path + "/repository")
    let lines = output.split(separator: "\n").map(String.init)
    #expect(lines.contains(#"-architecture.layers[0].dense.activation "relu""#), "\(output)")
    #expect(lines.contains(#"+architecture.layers[0].dense.activation "tanh""#))
    #expect(lines.contains("+architecture.layers[2].dense.units 1"))
    #expect(lines.contains(#"+metadata.note "second""#))
    #expect(lines.contains { $0.hasPrefix("+tensor 'dense2.weight' parameter f32 [2, 1] from ") })
    // What is the same does not show as changed.
    #expect(!lines.contains { $0.hasPrefix("-tensor 'dense1.weight'") })
    #expect(!output.contains("Binary files"))
  }

  // MARK: - Writers side by side

  /// Two processes write one path again and again while this one reads it.
  @Test func oneWholeFileOrTheOther() throws {
    let folder = try Folder()
    try twoModels(folder)
    let hashes = try Set(
      ["a", "b"].map { try StrataReader(path: folder.path + "/\($0).strata").contentHash })
    // b was changed after it was made: make it from its description again.
    try folder.succeed("new --network a.json --output m.strata")
    let first = try StrataReader(path: folder.path + "/m.strata").contentHash
    try folder.succeed("new --network b.json --output m.strata")
    let second = try StrataReader(path: folder.path + "/m.strata").contentHash
    #expect(hashes.contains(first))
    let done = folder.path + "/done"
    // In the background: this one goes on.
    _ = try shell(
      """
      write() {
        for i in $(seq 40); do
          modeltool new --network $1.json --output m.strata || echo "$1 $?" >> failed
        done
      }
      (write a & write b & wait; echo ended > done) > /dev/null 2>&1 &
      """, in: folder)
    var seen: [ContentHash: Int] = [:]
    let end = Date().addingTimeInterval(60)
    while !FileManager.default.fileExists(atPath: done), Date() < end {
      let reader = try StrataReader(path: folder.path + "/m.strata")
      try reader.verify()
      seen[reader.contentHash, default: 0] += 1
    }
    #expect(FileManager.default.fileExists(atPath: done))
    #expect(Set(seen.keys).isSubset(of: [first, second]), "\(seen)")
    #expect(seen.values.reduce(0, +) > 20)
    // No litter.
    #expect(
      try folder.names == [
        "a.json", "a.strata", "b.json", "b.strata", "done", "m.strata", "script.sh",
      ])
  }

  /// A file may not grow over a limit of the system: the old one stands.
  @Test func aLimitOnTheSizeOfFiles() throws {
    let folder = try Folder()
    try folder.put("a.json", #"{"input":[3],"layers":[{"dense":{"units":2}}]}"#)
    try folder.put("big.json", #"{"input":[300],"layers":[{"dense":{"units":200}}]}"#)
    try folder.succeed("new --network a.json --output m.strata")
    let before = try folder.bytes("m.strata")
    let output = try shell(
      """
      trap '' XFSZ; ulimit -f 8
      modeltool new --network big.json --output m.strata; echo $?
      """, in: folder)
    #expect(output == "modeltool: m.strata: cannot write: file too large\n73\n", "\(output)")
    #expect(try folder.bytes("m.strata") == before)
    #expect(try folder.names == ["a.json", "big.json", "m.strata", "script.sh"])
  }
}
