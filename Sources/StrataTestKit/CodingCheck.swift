import StrataJSON
import StrataLayers
import StrataLosses
public import StrataPlugin
import StrataTraining

/// Checks what every plugin must do, whatever it is a kind of: have a name that files can hold, be
/// found by it, and come back from its coded form equal and to the same bytes.
/// - Parameters:
///   - plugin: The plugin.
///   - plugins: The types of plugins outside the package that its configuration holds.
/// - Throws: ``CheckFailure``.
public func checkCoding<P: Plugin>(
  _ plugin: P, plugins: [any Plugin.Type] = []
) throws(CheckFailure) {
  let subject = "\(P.family) '\(P.kind)'"
  try checkName(of: P.self, subject)
  let registry: PluginRegistry
  do throws(PluginError) {
    var all = try PluginRegistry(LayerPlugins.all + LossPlugins.all + TrainingPlugins.all)
    for type in plugins { try all.register(type) }
    try all.register(P.self)
    registry = all
  } catch {
    throw CheckFailure(subject, "kind", expected: "one of its own", got: error.description)
  }
  let found = registry.type(of: P.family, kind: P.kind, version: P.version)
  guard let found, ObjectIdentifier(found) == ObjectIdentifier(P.self) else {
    throw CheckFailure(
      subject, "registration", expected: "\(P.self) under version \(P.version)",
      got: found.map { "\($0)" } ?? "nothing")
  }

  let written: [UInt8]
  let back: AnyPlugin
  let again: [UInt8]
  do {
    written = try JSONWriter.encode(Coded(plugin: AnyPlugin(plugin)))
    let box = FamilyBox(P.family)
    back = try JSONReader.decode(
      Coded.self, from: written,
      userInfo: registry.userInfo.merging([FamilyBox.key: box]) { $1 }
    ).plugin
    again = try JSONWriter.encode(Coded(plugin: back))
  } catch {
    throw CheckFailure(subject, "coding", expected: "a round trip", got: "\(error)")
  }
  guard back.isKnown, back.kind == P.kind, back.version == P.version else {
    throw CheckFailure(
      subject, "coding", expected: "'\(P.kind)' version \(P.version)",
      got: "'\(back.kind)' version \(back.version)")
  }
  guard again == written else {
    throw CheckFailure(subject, "coding", expected: text(written), got: text(again))
  }
  guard back == AnyPlugin(plugin) else {
    throw CheckFailure(
      subject, "coding", expected: "\(text(written)) to be read as an equal value",
      got: "one that is not ==")
  }
}

/// Hyperparameters that the plugin itself takes.
func checkHyperparameters(
  _ subject: String, _ check: () throws(PluginError) -> Void
) throws(CheckFailure) {
  do throws(PluginError) {
    try check()
  } catch {
    throw CheckFailure(
      subject, "hyperparameters", expected: "some that it takes", got: error.description)
  }
}

private func checkName<P: Plugin>(of type: P.Type, _ subject: String) throws(CheckFailure) {
  let letters = P.kind.utf8.allSatisfy {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
  }
  let first = P.kind.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
  guard letters, first == true else {
    throw CheckFailure(
      subject, "kind", expected: "letters and digits, a small letter first", got: "'\(P.kind)'")
  }
  // They stand beside a kind in files.
  let reserved = ["name", "inputs", "parameters", "version"]
  guard !reserved.contains(P.kind) else {
    throw CheckFailure(
      subject, "kind", expected: "none of \(reserved.joined(separator: ", "))", got: "'\(P.kind)'")
  }
  guard P.version > 0 else {
    throw CheckFailure(subject, "version", expected: "1 or more", got: "\(P.version)")
  }
}

private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

/// The family that a coded plugin is read as.
private struct FamilyBox: Sendable {
  let family: PluginFamily
  init(_ family: PluginFamily) { self.family = family }

  static let key: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "strata.testkit.family") else {
      preconditionFailure("a key of the standard library takes any name")
    }
    return key
  }()
}

private struct Coded: Codable {
  let plugin: AnyPlugin

  init(plugin: AnyPlugin) { self.plugin = plugin }

  init(from decoder: any Decoder) throws {
    guard let box = decoder.userInfo[FamilyBox.key] as? FamilyBox else {
      throw PluginError.noRegistry(family: PluginFamily("plugin"))
    }
    plugin = try AnyPlugin(box.family, from: decoder)
  }

  func encode(to encoder: any Encoder) throws { try plugin.encode(to: encoder) }
}
