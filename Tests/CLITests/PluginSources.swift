import Foundation
import Strata
import Testing

/// Libraries of plugins as the tests make them.
enum PluginSources {
  /// The package's folder.
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The library of the example package, built once.
  static let swish = Result {
    let run = try build(package + "/Tools/Examples/SwishPlugin", into: [])
    try #require(run.code == 0, "\(run.errors)")
    return String(run.text.dropLast())
  }

  /// Builds a package of plugins against what these tests are linked with.
  static func build(_ plugins: String, into options: [String]) throws -> Run {
    let host = URL(filePath: try RunningTool.tool()).deletingLastPathComponent().path
    return try Run(
      ["plugin", plugins, "--host", host] + options, program: package + "/Tools/build", in: package,
      input: [], environment: [:])
  }

  /// Builds a package of one Swift file.
  static func build(_ name: String, _ swift: String, in folder: Folder) throws -> Run {
    let sources = folder.path + "/\(name)/Sources/\(name)"
    try FileManager.default.createDirectory(atPath: sources, withIntermediateDirectories: true)
    try folder.put("\(name)/Sources/\(name)/\(name).swift", swift)
    return try build(folder.path + "/" + name, into: ["--into", folder.path])
  }

  /// Compiles C text into a library, with Strata's header changed by `edits`.
  static func compile(
    _ name: String, _ text: String, in folder: Folder, edits: [(String, String)] = [],
    options: [String] = []
  ) throws {
    let include = package + "/Sources/CStrataPlugin/include/strata_plugin.h"
    var header = try String(contentsOfFile: include, encoding: .utf8)
    for (old, new) in edits {
      try #require(header.contains(old))
      header = header.replacing(old, with: new)
    }
    try folder.put("\(name).c", header + text)
    let words = ["-shared", "-fPIC", "-o", name, "\(name).c"] + options
    let run = try Run(
      words, program: "clang", in: folder.path, input: [], environment: [:])
    try #require(run.code == 0, "\(run.errors)")
  }
}
