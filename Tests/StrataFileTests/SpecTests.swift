import StrataFile
import Testing

/// The example of SPEC.md is a file that the code reads, and writes but for packing the sections.
@Suite struct SpecTests {
  /// Two f32 numbers, 1 and −2, under the name "w", and the architecture `{}`.
  static var example: StrataContainer {
    var container = StrataContainer(
      tensors: [tensor("w", [1, -2])], arithmeticVersion: 1)
    container[.architecture] = Array("{}".utf8)
    return container
  }

  /// `bytes` as a table of hexadecimal digits, 16 a line, lines of zeros left out.
  static func dump(_ bytes: [UInt8]) -> [String] {
    stride(from: 0, to: bytes.count, by: 16).compactMap { start in
      let row = bytes[start..<min(start + 16, bytes.count)]
      if row.allSatisfy({ $0 == 0 }) { return nil }
      let place = String(start, radix: 16)
      let digits = row.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
      return String(repeating: "0", count: 4 - place.count) + place + "  "
        + digits.joined(separator: " ")
    }
  }

  @Test func theDumpIsTheFile() throws {
    let folders = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    let text = try content(of: folders.joined(separator: "/") + "/Formats/StrataFile/SPEC.md")
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    // A line of the dump, without what is said of it.
    let shown = lines.filter { $0.wholeMatch(of: /[0-9a-f]{4}  ([0-9a-f]{2} ?)+( .*)?/) != nil }
      .map { line in String(line.prefix(6 + 16 * 3 - 1)).trimmed }
    let file = try Forgery(Self.example).file
    #expect(shown == Self.dump(file))
    expectSame(try read(file), Self.example)
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
