import Strata
import StrataJSON

/// What is said of one kind of plugin.
struct PluginEntry: Encodable {
  /// A parameter and what it is where nobody says.
  struct Parameter: Encodable {
    let name: String
    let type: String
    let isRequired: Bool
    /// Nil where it must be given, and where it is left out of files unless it is given.
    let standard: JSONValue?

    private enum CodingKeys: String, CodingKey {
      case name, type, isRequired
      case standard = "default"
    }
  }

  let family: String
  let kind: String
  let version: Int
  let summary: String
  let parameters: [Parameter]

  init?(_ family: PluginFamily, kind: String, in registry: PluginRegistry) {
    guard let type = registry.currentType(of: family, kind: kind) else { return nil }
    self.family = family.name
    self.kind = kind
    version = type.version
    summary = type.summary
    let plugin = try? registry.plugin(family, kind: kind)
    let written = plugin.flatMap { try? JSONWriter.value(encoding: $0) }
    parameters = type.parameters(in: registry).map { parameter in
      Parameter(
        name: parameter.name, type: parameter.type, isRequired: parameter.isRequired,
        standard: written?[parameter.name])
    }
  }
}
