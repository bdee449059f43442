import Strata
import StrataJSON

/// An option of a layer that the command line changes: `dense1.units=64`.
struct LayerSetting {
  private let layer: String
  private let option: String
  private let value: JSONValue

  /// - Throws: ``UsageError`` for a text of another form.
  init(_ text: String) throws(UsageError) {
    let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    // A node's name may hold points, an option's does not.
    guard halves.count == 2, let point = halves[0].lastIndex(of: "."), point > halves[0].startIndex,
      halves[0].index(after: point) < halves[0].endIndex, !halves[1].isEmpty
    else { throw UsageError("--set: expected LAYER.OPTION=VALUE, got '\(text)'") }
    layer = String(halves[0][..<point])
    option = String(halves[0][halves[0].index(after: point)...])
    // What is no JSON is a word: relu.
    value = (try? JSONReader.value(from: Array(halves[1].utf8))) ?? .string(String(halves[1]))
  }

  /// A network with the option changed.
  /// - Throws: ``UsageError`` for a layer or option that is not there, or a value that cannot be.
  func applied(to network: Architecture) throws(UsageError) -> Architecture {
    do {
      return try network.setting(option, of: layer, to: value, plugins: Plugins.registry)
    } catch {
      throw UsageError("--set: \(error)")
    }
  }
}
