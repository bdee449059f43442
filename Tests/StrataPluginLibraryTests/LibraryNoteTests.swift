import StrataBytes
import Testing

@testable import StrataPluginLibrary

/// The note is read from files that anybody may have made.
@Suite struct LibraryNoteTests {
  /// A shared library of this machine with one segment of notes, as small as one can be.
  static func library(notes: [UInt8], alignment: Int = 4) -> [UInt8] {
    #if arch(arm64)
      let machine: UInt8 = 183
    #else
      let machine: UInt8 = 62
    #endif
    var bytes: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + Array(repeating: 0, count: 9)
    bytes += [3, 0, machine, 0, 1, 0, 0, 0]
    bytes += number(0, 8) + number(64, 8) + number(0, 8) + number(0, 4)
    bytes += number(64, 2) + number(56, 2) + number(1, 2) + number(64, 2) + number(0, 4)
    bytes += number(4, 4) + number(4, 4) + number(120, 8) + number(120, 8) + number(120, 8)
    bytes += number(notes.count, 8) + number(notes.count, 8) + number(alignment, 8)
    return bytes + notes
  }

  static func number(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func note(_ owner: String, type: Int = 1, _ text: String, alignment: Int = 4) -> [UInt8] {
    let padded = { (text: [UInt8]) in
      text + Array(repeating: 0, count: (alignment - text.count % alignment) % alignment)
    }
    let (owner, text) = (Array(owner.utf8) + [0], Array(text.utf8))
    return number(owner.count, 4) + number(text.count, 4) + number(type, 4) + padded(owner)
      + padded(text)
  }

  private static func read(_ bytes: [UInt8]) throws -> StrataBuild? {
    try LibraryNote.read(RandomAccessBytes(bytes, name: "x.so"))
  }

  static let text = "1.2.3\u{0}60301\u{0}Clang 21 (abc)\u{0}"

  @Test(arguments: [4, 8])
  func isFoundAmongOthers(alignment: Int) throws {
    let notes =
      Self.note("GNU", "abcde", alignment: alignment)
      + Self.note("Strata", type: 2, "later", alignment: alignment)
      + Self.note("Strata", Self.text, alignment: alignment)
    let build = try #require(try Self.read(Self.library(notes: notes, alignment: alignment)))
    #expect(build.version == "1.2.3" && build.swift == 60301 && build.compiler == "Clang 21 (abc)")
  }

  @Test func noneIsNil() throws {
    #expect(try Self.read(Self.library(notes: [])) == nil)
    #expect(try Self.read(Self.library(notes: Self.note("Strata2", Self.text))) == nil)
  }

  @Test(arguments: ["", "1.2.3", "1.2.3\u{0}x\u{0}Clang\u{0}", "1.2.3\u{0}60301\u{0}Clang"])
  func oneThatSaysNothingIsRefused(text: String) throws {
    let error = #expect(throws: PluginLibraryError.self) {
      try Self.read(Self.library(notes: Self.note("Strata", text)))
    }
    #expect(error?.description.hasSuffix("a note of Strata that says nothing") == true)
  }

  @Test func whatIsNoLibraryIsNamed() throws {
    let good = Self.library(notes: Self.note("Strata", Self.text))
    for (place, value, got) in [
      (0, 0, "a file of another kind"), (4, 1, "one of 32 bits, or highest byte first"),
      (5, 2, "one of 32 bits, or highest byte first"),
      (16, 2, "an ELF file that is not shared (type 2)"), (18, 40, "one for the ELF machine 40"),
    ] as [(Int, UInt8, String)] {
      var bytes = good
      bytes[place] = value
      let error = #expect(throws: PluginLibraryError.self) { try Self.read(bytes) }
      #expect(error?.description.hasSuffix(", got " + got) == true, "\(error as Any)")
      #expect(error?.description.hasPrefix("x.so: expected a shared library for Linux on ") == true)
      #expect(error?.cause == .badData)
    }
    let error = #expect(throws: PluginLibraryError.self) { try Self.read(Array(good.prefix(63))) }
    #expect(error?.description.hasSuffix("got 63 bytes, less than the header of one") == true)
  }

  /// Whatever is cut off or changed: an answer or an error, never a trap.
  @Test func nothingInTheFileTraps() throws {
    let good = Self.library(notes: Self.note("GNU", "abcde") + Self.note("Strata", Self.text))
    for length in 0..<good.count - 3 {
      #expect(throws: PluginLibraryError.self) { try Self.read(Array(good.prefix(length))) }
    }
    var answers = 0
    for place in good.indices {
      for value in [0, 1, 4, 8, 0x7F, 0x80, 0xFE, 0xFF] as [UInt8] {
        var bytes = good
        bytes[place] = value
        do {
          if try Self.read(bytes) != nil { answers += 1 }
        } catch let error as PluginLibraryError {
          #expect(!error.description.isEmpty)
        }
      }
    }
    #expect(answers > good.count)
  }
}
