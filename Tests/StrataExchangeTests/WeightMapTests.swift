import Testing

@testable import StrataExchange

/// Patterns and rules.
@Suite struct WeightMapTests {
  @Test func starsStandForAnything() {
    let table: [(String, String, [String]?)] = [
      ("a.weight", "a.weight", []), ("a.weight", "a.bias", nil), ("*", "", [""]), ("", "", []),
      ("", "a", nil), ("*", "a.b", ["a.b"]), ("*.weight", "fc.1.weight", ["fc.1"]),
      ("layers.*.*", "layers.3.attention.bias", ["3", "attention.bias"]),
      ("a*b*c", "abbbc", ["", "bb"]), ("a*a", "a", nil), ("**", "ab", ["", "ab"]),
      ("*é", "é", [""]), ("*.weight", "weight", nil), ("a*", "ba", nil), ("*ab", "aab", ["a"]),
    ]
    for (pattern, name, captures) in table {
      #expect(NamePattern(pattern).captures(in: name) == captures, "\(pattern) \(name)")
      #expect(NamePattern(pattern).matches(name) == (captures != nil))
    }
    #expect(NamePattern("x*y*").filled(with: ["1", "2"]) == "x1y2")
    // Many stars cost no more than pattern times name.
    let stars = String(repeating: "*a", count: 200) + "b"
    #expect(!NamePattern(stars).matches(String(repeating: "a", count: 5_000)))
  }

  @Test func rulesAreReadAsTheyAreWritten() throws {
    let map = try WeightMap("a=b, c.* = d.*\r\n# x=y\n\n e= \n")
    #expect(map.rules.map(\.text) == ["a=b", "c.* = d.*", "e="])
    #expect(map.rules.map { $0.ours?.description } == ["b", "d.*", nil])
    #expect(map.rules[1].theirs.description == "c.*")
    #expect(try WeightMap("").rules.isEmpty)
    for (text, expected) in [
      ("a", "rule 'a': expected theirs=ours, got no '='"),
      ("=a", "rule '=a': expected a name before '=', got none"),
      ("a.*=b", "rule 'a.*=b': expected as many * behind '=' as before it, 1, got 0"),
    ] {
      #expect(message { try WeightMap(text) } == expected)
    }
  }

  @Test func pathsAreOrderedByTheirNumbers() {
    let paths = ["10", "2", "0", "a10.b", "a2.c", "a", "a02.b", ""]
    #expect(
      paths.map { NaturalPath($0) }.sorted()
        == ["", "0", "2", "10", "a", "a02.b", "a2.c", "a10.b"].map { NaturalPath($0) })
    let numbered = [("0", "2"), ("fc1", "fc2"), ("a.1.b", "a.2.c")]
    let others = [("a", "b"), ("a", "a1"), ("a1.x", "a1.y"), ("0", "a"), ("1", "1")]
    for (a, b) in numbered { #expect(NaturalPath(a).isNumbered(like: NaturalPath(b))) }
    for (a, b) in others { #expect(!NaturalPath(a).isNumbered(like: NaturalPath(b))) }
  }
}
