import Strata
import StrataJSON

/// A plugin as a file writes it: values that know how to be written, but are read in ways of their own.
struct Written: Encodable {
  private let kind: String
  private let write: (any Encoder) throws -> Void

  init(_ plugin: AnyPlugin) { (kind, write) = (plugin.kind, plugin.encode) }

  init(_ layer: AnyLayer) { (kind, write) = (layer.kind, layer.encode) }

  func encode(to encoder: any Encoder) throws { try write(encoder) }

  /// Its settings in words: `units 32, activation relu`; nothing where there are none.
  var settings: String {
    guard let value = try? JSONWriter.value(encoding: self),
      let object = value.object?.members.first?.value.object
    else { return "" }
    return object.members.map { "\($0.key) \(Self.plain($0.value))" }.joined(separator: ", ")
  }

  /// Its kind, and its settings behind it.
  var words: String { kind + (settings.isEmpty ? "" : ": \(settings)") }

  private static func plain(_ value: JSONValue) -> String {
    value.string ?? String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
  }
}
