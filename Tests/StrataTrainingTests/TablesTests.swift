import Foundation
import StrataBytes
import StrataData
import Testing

/// The tables that other tests learn from are what their README says.
@Suite struct TablesTests {
  @Test(arguments: [
    ("iris", 150, 5, "species"), ("wine", 178, 14, "cultivar"),
    ("diabetes", 442, 11, "progression"),
  ])
  func areWhole(_ name: String, _ rows: Int, _ columns: Int, _ target: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: "Tables/\(name)", withExtension: "csv"))
    let table = try Table(CSVReader(ByteStream(path: url.path)))
    #expect(table.columns.count == columns)
    #expect(table.lines.count == rows)
    for column in table.columns.dropLast() {
      guard case .numbers(let numbers) = column.values else {
        Issue.record("\(column.name)")
        continue
      }
      #expect(!numbers.contains(nil))
    }
    switch try table.column(target).values {
    case .text(let classes): #expect(Set(classes).count == 3)
    case .numbers(let numbers):
      #expect(numbers.compactMap(\.self).min() == 25 && numbers.compactMap(\.self).max() == 346)
    }
  }
}
