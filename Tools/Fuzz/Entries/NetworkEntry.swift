import Strata
import StrataJSON

/// The description of a network that `modeltool new` reads: up to a model with its first weights
/// and a prediction, if these are few.
enum NetworkEntry: FuzzEntry {
  static let name = "network"
  private static let mostValues = 1 << 16

  static func read(_ bytes: [UInt8]) throws(Finding) {
    let userInfo = PluginRegistry.standard.userInfo
    let architecture = try refusing([
      JSONError.self, ModelError.self, LayerError.self, PluginError.self,
    ]) {
      try JSONReader.decode(Architecture.self, from: bytes, userInfo: userInfo)
    }
    guard let architecture else { return }
    let text: [UInt8]
    do {
      text = try JSONWriter.encode(architecture)
      let again = try JSONReader.decode(Architecture.self, from: text, userInfo: userInfo)
      guard try JSONWriter.encode(again) == text else {
        throw Finding("a network is written differently the second time")
      }
    } catch {
      throw error as? Finding ?? Finding("a network that was read cannot come back: \(error)")
    }
    let signature = try refusing { () throws(ModelError) in try Signature(architecture) }
    guard let signature else { return }
    let count = signature.parameters.reduce(0.0) { $0 + Double($1.spec.shape.count) }
    guard count <= Double(mostValues) else { return }
    let model = try refusing { () throws(ModelError) in try Model(architecture, seed: 1) }
    if let model { try NetworkRun.check(model) }
  }
}
