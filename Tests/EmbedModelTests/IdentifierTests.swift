import Testing

@testable import EmbedModelGenerator

@Suite struct IdentifierTests {
  @Test(arguments: [
    ("age", "age"), ("Age", "age"), ("AGE", "age"), ("Monthly income", "monthlyIncome"),
    ("monthly_income", "monthlyIncome"), ("monthlyIncome", "monthlyIncome"),
    ("HTTPServer", "httpServer"), ("user ID", "userID"), ("X1", "x1"), ("x", "x"),
    ("weight, kg", "weightKg"), ("7", "_7"), ("7 days", "_7Days"), ("1.5", "_1_5"), ("15", "_15"),
    ("0-10", "_0_10"), ("-1", "minus1"), ("\u{2212}1", "minus1"), ("a-1", "a1"), ("#1", "_1"),
    ("__a__", "a"), ("größe", "größe"), ("Ångström", "ångström"), ("年齢", "年齢"),
    ("cafe\u{301}", "cafe\u{301}"), ("\u{301}a", "_\u{301}a"), ("٣", "_٣"), ("ß", "ß"),
    ("a\u{200D}b", "aB"), ("a/*b*/", "aB"), ("a\"b", "aB"), ("a\nb", "aB"), ("🏠 price", "price"),
  ])
  func aValueBeginsSmall(_ text: String, _ name: String) {
    let identifier = Identifier(text, style: .value)
    #expect(identifier.map { Array($0.name.utf8) } == Array(name.utf8))
  }

  @Test(arguments: [
    ("fraud", "Fraud"), ("fraud-model", "FraudModel"), ("v2", "V2"), ("2nd", "_2nd"),
    ("MNIST", "MNIST"), ("ßa", "Ssa"), ("-1", "Minus1"),
  ])
  func aTypeBeginsWithACapital(_ text: String, _ name: String) {
    #expect(Identifier(text, style: .type)?.name == name)
  }

  @Test(arguments: ["", " ", "🏠", "_", "-", "*/", "\"", "\0", "\u{200D}", "\u{3164}", "··"])
  func whatHasNoLetterGivesNone(_ text: String) {
    #expect(Identifier(text, style: .value) == nil)
  }

  @Test func keywordsAreMarked() {
    #expect(Identifier("class", style: .value)?.source == "`class`")
    #expect(Identifier("Class", style: .value)?.source == "`class`")
    #expect(Identifier("class", style: .type)?.source == "Class")
    #expect(Identifier("any", style: .type)?.source == "`Any`")
    #expect(Identifier("classes", style: .value)?.source == "classes")
  }
}
