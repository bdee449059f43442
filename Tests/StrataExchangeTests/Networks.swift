import Foundation
import StrataFile
import StrataJSON
import StrataLayers
import StrataModel
import StrataPlugin
import StrataTensor
import Testing

@testable import StrataExchange

/// The networks that PyTorch trained, beside their weights.
struct Network: Decodable, Sendable {
  let architecture: Architecture
  let inputs: [Float]
  let inputShape: [Int]
  let outputs: [Float]

  private struct File: Decodable {
    let torch: String
    let safetensors: String
    let numpy: String
    let networks: [String: Network]
  }

  static func named(_ name: String) throws -> Network {
    let path = try #require(
      Bundle.module.url(forResource: "Vectors/networks", withExtension: "json"))
    let bytes = Array(try Data(contentsOf: path))
    let file = try JSONReader.decode(File.self, from: bytes, userInfo: plugins.userInfo)
    return try #require(file.networks[name])
  }

  static let plugins = {
    do {
      return try PluginRegistry(LayerPlugins.all)
    } catch {
      Issue.record(error)
      return PluginRegistry()
    }
  }()

  /// The path of a file of weights.
  static func path(_ file: String) throws -> String {
    try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil)).path + "/" + file
  }

  static func weights(_ file: String) throws -> Weights {
    try Weights(path: path(file), plugins: plugins)
  }

  /// The largest difference between what a model gives and what PyTorch gave.
  func error(of model: Model) throws -> Float {
    let input = try Tensor(shape: Shape(inputShape), elements: inputs)
    let got = try Predictor(model).predict(input).elements
    #expect(got.count == outputs.count)
    return zip(got, outputs).map { abs($0 - $1) }.max() ?? .infinity
  }
}

/// What an error says; nil if there is none.
func message(_ body: () throws -> some Any) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return "\(error)"
  }
}

/// A folder that goes away with its content.
func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// A tensor of f32.
func floats(_ name: String, _ dimensions: [Int], _ values: [Float]) -> TensorRecord {
  let bytes = values.flatMap { littleEndian($0.bitPattern) }
  return TensorRecord(name: name, dtype: .f32, dimensions: dimensions, bytes: bytes)
}

/// The bytes of a number, the least first.
func littleEndian<Bits: FixedWidthInteger>(_ bits: Bits) -> [UInt8] {
  (0..<Bits.bitWidth / 8).map { UInt8(truncatingIfNeeded: bits >> Bits(8 * $0)) }
}

/// A tensor of f32 zeros.
func zeros(_ name: String, _ dimensions: Int...) -> TensorRecord {
  floats(name, dimensions, [Float](repeating: 0, count: dimensions.reduce(1, *)))
}
