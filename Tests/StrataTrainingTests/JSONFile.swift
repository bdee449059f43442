import StrataJSON
import StrataModel
import StrataPlugin

/// Networks as text.
enum JSONFile {
  static func text(_ architecture: Architecture) throws -> String {
    String(decoding: try JSONWriter.encode(architecture), as: UTF8.self)
  }

  static func architecture(_ text: String, _ plugins: PluginRegistry) throws -> Architecture {
    try JSONReader.decode(
      Architecture.self, from: Array(text.utf8), userInfo: plugins.userInfo)
  }
}
