import Strata
import StrataJSON

/// The kinds of plugins as a page for people.
struct PluginPage {
  private let entries: [PluginEntry]

  init(_ entries: [PluginEntry]) { self.entries = entries }

  var text: String {
    var page = HelpPage(width: Screen.columns() ?? HelpPage.standardWidth)
    var family = ""
    let width = entries.map { Self.head($0).count }.max() ?? 0
    for entry in entries {
      if entry.family != family {
        if !family.isEmpty { page.space() }
        family = entry.family
        page.heading(family.printable)
      }
      page.definition(Self.head(entry), entry.summary.printable, headWidth: width)
      page.definition("", Self.parameters(entry), headWidth: width)
    }
    return page.text
  }

  private static func head(_ entry: PluginEntry) -> String {
    "\(entry.kind.printable) \(entry.version)"
  }

  private static func parameters(_ entry: PluginEntry) -> String {
    entry.parameters.map { parameter in
      if let standard = parameter.standard {
        let words = String(decoding: JSONWriter.bytes(of: standard), as: UTF8.self)
        return "\(parameter.name)=\(words)".printable
      }
      return "\(parameter.name)\(parameter.isRequired ? "*" : "")".printable
    }.joined(separator: " ")
  }
}
