import Glibc
import StrataBytes
import Testing

@Suite struct ByteStreamTests {
  let text = Array("hello, world\n".utf8)

  private func all(_ bytes: [UInt8]) throws(ByteError) -> [UInt8] {
    var stream = ByteStream(bytes: bytes, name: "t")
    return try stream.readAll(limit: 1 << 20)
  }

  @Test func plainBytes() throws {
    for content in [[], [0x1F], [0x1F, 0x8A], text] {
      #expect(try all(content) == content)
    }
  }

  @Test func gzipOfSeveralMembers() throws {
    #expect(try all(twoMembers) == text)
  }

  @Test func gzipCutAnywhereIsRefusedAndSaysWhere() {
    let border = 27
    for count in 2..<twoMembers.count where count != border {
      let error = #expect(throws: ByteError.self) { try all(Array(twoMembers.prefix(count))) }
      #expect(
        error
          == .corrupt(
            what: "t", offset: count, reason: "the gzip data ends before its end mark"))
    }
  }

  @Test func gzipWithABitFlippedNeverGivesOtherBytes() {
    var refused = 0
    for index in twoMembers.indices {
      for bit in 0..<8 {
        var damaged = twoMembers
        damaged[index] ^= 1 << bit
        // Two header fields and the bits that fill the last byte of a member mean nothing.
        guard let content = try? all(damaged) else {
          refused += 1
          continue
        }
        // Without its magic it is not gzip data.
        #expect(content == text || (index < 2 && content == damaged))
      }
    }
    // All of the packed data and the checksums but those 12 bits.
    #expect(refused >= (17 + 16) * 8 - 12)
  }

  @Test func whatFollowsGzipDataIsRefused() {
    for (tail, reason) in [
      ([0], "more bytes follow the gzip data"), ([0x20, 0x1F], "more bytes follow the gzip data"),
      ([0x1F], "the gzip data ends before its end mark"),
      ([0x1F, 0x8C], "gzip: incorrect header check"),
    ] as [([UInt8], String)] {
      let error = #expect(throws: ByteError.self) { try all(twoMembers + tail) }
      guard case .corrupt(let what, let offset, let words) = error else {
        Issue.record("got \(error.debugDescription)")
        continue
      }
      #expect(what == "t" && words == reason)
      #expect((twoMembers.count...twoMembers.count + 2).contains(offset))
    }
  }

  @Test func peekingLeavesTheBytes() throws {
    for content in [text, twoMembers] {
      var stream = ByteStream(bytes: content, name: "t")
      #expect(try stream.peek(5) == Array("hello".utf8))
      #expect(try stream.peek(9) == Array("hello, wo".utf8))
      #expect(try stream.peek(-1) == [])
      #expect(try stream.peek(100) == text)
      #expect(try stream.readAll(limit: 13) == text)
      #expect(try stream.peek(1) == [])
      #expect(try stream.next() == nil)
    }
  }

  @Test func peekingAtWhatIsThere() throws {
    var stream = ByteStream(bytes: text, name: "t")
    #expect(try stream.peek(atLeast: 3) == text)
    #expect(try stream.peek(atLeast: 100) == text)
    #expect(try stream.readAll(limit: 13) == text)
    #expect(try stream.peek(atLeast: 1) == [])
  }

  /// Before the stream waits for the writer of a pipe, it says so; not where bytes or the end are there.
  @Test func pausesOfAPipe() throws {
    var ends: [Int32] = [0, 0]
    // In range: the call fills the two numbers of an array of two.
    try #require(unsafe pipe(&ends) == 0)
    let (output, input) = (ends[0], ends[1])
    defer { close(output) }
    var pauses = 0
    var rest: [[UInt8]] = [Array("second".utf8), []]
    func say(_ words: [UInt8]) { #expect(unsafe write(input, words, words.count) == words.count) }
    say(text)
    var stream = try ByteStream(path: "/dev/fd/\(output)") {
      pauses += 1
      let words = rest.removeFirst()
      if words.isEmpty { close(input) } else { say(words) }
    }
    #expect(try stream.peek(atLeast: 1) == text)
    #expect(try stream.peek(1) == [text[0]])
    #expect(try stream.next() == text && pauses == 0)
    #expect(try stream.next() == Array("second".utf8) && pauses == 1)
    #expect(try stream.next() == nil && pauses == 2)
    #expect(try stream.next() == nil && pauses == 2)
    var file = try ByteStream(path: "/dev/null") { pauses += 1 }
    #expect(try file.next() == nil && pauses == 2)
  }

  @Test func theLimitHoldsForWhatIsUnpacked() {
    for limit in [12, 0, -1, .min] {
      #expect(throws: ByteError.self) {
        var stream = ByteStream(bytes: twoMembers, name: "t")
        _ = try stream.readAll(limit: limit)
      }
    }
    let error = #expect(throws: ByteError.self) {
      var stream = ByteStream(bytes: text, name: "t")
      _ = try stream.readAll(limit: 12)
    }
    #expect(error == .limit(what: "t", limit: 12, got: 13))
  }

  @Test func files() throws {
    try withFolder { folder in
      let path = folder + "/a"
      let large = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try put(large, at: path)
      var stream = try ByteStream(path: path)
      #expect(try stream.next()?.count == 65_536)
      #expect(try stream.readAll(limit: .max) == Array(large[65_536...]))
      try put(twoMembers, at: path)
      #expect(try content(of: path) == text)
      #expect(throws: ByteError.noSuchFile(path: path + "/b")) { _ = try content(of: path + "/b") }
      #expect(throws: ByteError.noSuchFile(path: folder + "/b")) {
        _ = try content(of: folder + "/b")
      }
      #expect(
        throws: ByteError.cannotRead(path: folder, operation: "read", reason: "is a directory")
      ) { _ = try content(of: folder) }
      #expect(
        throws: ByteError.cannotRead(
          path: "a\0b", operation: "open", reason: "the path has a zero byte in it")
      ) { _ = try content(of: "a\0b") }
    }
  }
}
