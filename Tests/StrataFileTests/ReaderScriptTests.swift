import Glibc
import StrataModel
import StrataTensor
import Testing

@testable import StrataFile

/// `reader.py`, written from SPEC.md alone, must read what is written here and refuse what is damaged.
@Suite struct ReaderScriptTests {
  /// The script in the source tree: beside the format, two folders above the tests.
  static let script: String = {
    let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return folders.joined(separator: "/") + "/Formats/StrataFile/reader.py"
  }()

  /// The exit status of `python3` with `arguments`, and what it printed.
  static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let quoted = arguments.map { "'" + $0.replacing("'", with: "'\\''") + "'" }
    let pipe = try unsafe #require(
      unsafe popen("python3 -B \(quoted.joined(separator: " ")) 2>&1", "r"))
    var output: [UInt8] = []
    var byte = unsafe fgetc(pipe)
    while byte != EOF {
      output.append(UInt8(truncatingIfNeeded: byte))
      byte = unsafe fgetc(pipe)
    }
    let status = unsafe pclose(pipe)
    return (status >> 8 & 0xFF, String(decoding: output, as: UTF8.self))
  }

  static let hasNumPy = (try? python(["-c", "import numpy"]).status) == 0

  /// A container with every dtype, several blocks and every codec.
  static func everything() -> StrataContainer {
    var container = smallContainer()
    var numbers = Numbers(state: 3)
    for dtype in StoredDType.all {
      let width = dtype.byteWidth ?? 1
      let noise = (0..<70_000 * width).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      container.tensors.append(
        TensorRecord(
          name: "\(dtype) noise", role: .buffer, dtype: dtype, dimensions: [7, 10_000],
          bytes: noise))
      if dtype == .q8 {
        container.tensors.append(tensor("q8 noise.scale", weights(10_000), role: .scale))
        continue
      }
      container.tensors.append(
        TensorRecord(
          name: "\(dtype) é", role: .golden, dtype: dtype, dimensions: [],
          bytes: Array(noise.prefix(width))))
    }
    container.tensors.append(tensor("large", weights(200_000), [400, 500]))
    container.tensors.append(tensor("cycle", (0..<100_000).map { Float($0 % 999) }))
    container.tensors.append(tensor("zeros", [Float](repeating: 0, count: 66_000)))
    return container
  }

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is not there: reader.py goes untested"))
  func readsWhatIsWritten() throws {
    try withFolder { folder in
      let container = Self.everything()
      let path = folder + "/m.strata"
      try container.write(to: path)
      let hash = try StrataReader(path: path).contentHash
      let (status, output) = try Self.python([Self.script, path])
      #expect(status == 0)
      let lines = output.split(separator: "\n")
      #expect(lines.first == "\(path): \(container.tensors.count) tensors, content \(hash)")
      #expect(lines.contains("  large  parameter  f32  (400, 500)"))
      #expect(lines.contains("  bool noise  buffer  bool  (7, 10000)"))
      #expect(lines.contains("  bf16 \\xe9  golden  bf16  ()"))
      #expect(lines.contains("  section ARCH  \(container[.architecture]?.count ?? 0) bytes"))
      // Its digests are of the bytes that it made; compare one tensor directly as well.
      let (_, dump) = try Self.python([
        "-c",
        """
        import sys, importlib.util as u
        spec = u.spec_from_file_location("reader", sys.argv[1]); m = u.module_from_spec(spec)
        spec.loader.exec_module(m)
        tensors, _, _ = m.read(open(sys.argv[2], "rb").read())
        print(tensors["dense1.weight"][2].tobytes().hex())
        """, Self.script, path,
      ])
      let expected = container.tensors[0].bytes.map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
      #expect(dump == expected.joined() + "\n")
    }
  }

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is not there: reader.py goes untested"))
  func refusesWhatIsDamaged() throws {
    let file = try smallContainer().encoded()
    var files = [file + [0], file + file, []]
    for index in stride(from: 0, to: file.count, by: 13) {
      var damaged = file
      damaged[index] ^= 1 << (index % 8)
      files += [damaged, Array(file[..<index])]
    }
    try expectRefused(files)
  }

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is not there: reader.py goes untested"))
  func refusesEveryLie() throws {
    try expectRefused(try HostileTests.lies.map { try HostileTests.forged($0.change) })
  }

  @Test(.enabled(if: hasNumPy, "python3 with NumPy is not there: reader.py goes untested"))
  func readsWhatIsNewer() throws {
    try withFolder { folder in
      let path = folder + "/m.strata"
      let file = try HostileTests.forged {
        $0.header.version = FileVersion(major: 1, minor: 3)
        $0.header.compatible = 7
        $0.header.readOnlyCompatible = 7
        $0.changeHeader = { $0[30] = 9 }
        $0.records[0].dtype = 99
        $0.sections.append((Array("neWs".utf8), [1, 2, 3]))
      }
      try put(file, at: path)
      let (status, output) = try Self.python([Self.script, path])
      #expect(status == 0, "\(output)")
      #expect(output.contains("  a  parameter  dtype 99  None\n"))
      #expect(output.contains("  b  parameter  f32  (1,)\n"))
      #expect(output.contains("  section neWs  3 bytes\n"))
    }
  }

  /// The numbers of weights in every storage are the same there and here, to the last bit.
  @Test(
    .enabled(if: hasNumPy, "python3 with NumPy is not there: reader.py goes untested"),
    arguments: Storage.allCases)
  func readsEveryStorage(_ storage: Storage) throws {
    try withFolder { folder in
      let file = try trainedFile().converted(to: storage)
      try file.write(to: folder + "/m.strata")
      let (status, output) = try Self.python([
        "-c",
        """
        import sys, importlib.util as u, numpy as np
        spec = u.spec_from_file_location("reader", sys.argv[1]); m = u.module_from_spec(spec)
        spec.loader.exec_module(m)
        tensors, _, _ = m.read(open(sys.argv[2], "rb").read())
        for name in tensors:
            if tensors[name][0] in ("parameter", "buffer"):
                numbers = m.numbers(tensors, name).astype("<f4").ravel()
                print(name, *numbers.view("<u4"))
        """, Self.script, folder + "/m.strata",
      ])
      #expect(status == 0, "\(output)")
      let expected = file.model.parameters.map { parameter in
        ([parameter.name] + parameter.tensor.elements.map { "\($0.bitPattern)" })
          .joined(separator: " ")
      }
      #expect(output.split(separator: "\n").map(String.init) == expected)
    }
  }

  /// One line of words for each of `files` and nothing else, exit 1.
  private func expectRefused(
    _ files: [[UInt8]], at location: SourceLocation = #_sourceLocation
  ) throws {
    try withFolder { folder in
      let paths = files.indices.map { "\(folder)/\($0)" }
      for (path, file) in zip(paths, files) { try put(file, at: path) }
      let (status, output) = try Self.python([Self.script] + paths)
      #expect(status == 1, sourceLocation: location)
      let lines = output.split(separator: "\n")
      #expect(lines.count == paths.count, "\(output)", sourceLocation: location)
      for (line, path) in zip(lines, paths) {
        #expect(line.hasPrefix(path + ": "), sourceLocation: location)
        #expect(!line.contains("tensors, content"), sourceLocation: location)
      }
    }
  }
}
