import Testing

@testable import EmbedModelGenerator

@Suite struct NameScopeTests {
  private func names(_ texts: [String], reserved: Set<String> = []) -> [String] {
    var scope = NameScope(reserved: reserved)
    return texts.enumerated().map { scope.name($1, fallback: "column\($0 + 1)").name }
  }

  @Test func whatIsTakenIsNumbered() {
    #expect(names(["age", "Age", "AGE", "a_g_e"]) == ["age", "age_2", "age_3", "aGE"])
    #expect(names(["C", "C++", "C#"]) == ["c", "c_2", "c_3"])
  }

  @Test func whatHasNoNameIsNumberedByItsPlace() {
    #expect(names(["", "a", "🏠", ""]) == ["column1", "a", "column3", "column4"])
    #expect(names(["", "column1"]) == ["column1", "column1_2"])
  }

  @Test func twoSpellingsOfAnAccentAreOne() {
    #expect(names(["caf\u{E9}", "cafe\u{301}", "cafe"]).map { Array($0.utf8).count } == [5, 8, 4])
    #expect(names(["caf\u{E9}", "cafe\u{301}"])[1].hasSuffix("_2"))
  }

  @Test func numbersCannotRunIntoEachOther() {
    let names = names(["1.2", "1", "1.2", "1"])
    #expect(names == ["_1_2", "_1", "_1_2_2", "_1_3"])
    #expect(Set(names).count == names.count)
  }

  @Test func whatIsReservedIsTaken() {
    #expect(names(["self", "none"], reserved: ["self", "none"]) == ["self_2", "none_2"])
  }

  @Test func oneMoreAtTheEndChangesNone() {
    let texts = ["a b", "A B", "", "7", "7"]
    #expect(names(texts + ["a-b"]).dropLast() == names(texts)[...])
  }
}
