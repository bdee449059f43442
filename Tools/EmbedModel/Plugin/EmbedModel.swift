import Foundation
import PackagePlugin

/// Makes a Swift type of each `.strata` file of a target: see the article *Embed a model*.
@main struct EmbedModel: BuildToolPlugin {
  /// One command a model file.
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target.sourceModule else { return [] }
    let models = module.sourceFiles.filter { $0.url.pathExtension == "strata" }
    if models.isEmpty {
      Diagnostics.warning(
        "EmbedModel: target \(target.name) has no file that ends in .strata, or excludes it")
    }
    var seen: Set<String> = []
    return try models.compactMap { file in
      let name = file.url.deletingPathExtension().lastPathComponent
      guard seen.insert(name.lowercased()).inserted else {
        Diagnostics.error("EmbedModel: target \(target.name) has two files \(name).strata")
        return nil
      }
      return try command(for: file, name, context)
    }
  }

  private func command(
    for file: File, _ name: String, _ context: PluginContext
  ) throws -> Command {
    // Another name than any that somebody would give a source of theirs.
    let type = context.pluginWorkDirectoryURL.appending(path: "\(name).strata.swift")
    let bytes = context.pluginWorkDirectoryURL.appending(path: "\(name).strata.bytes.swift")
    var arguments = [file.url.path, "--type", name, "--output", type.path]
    var inputs = [file.url]
    var outputs = [type]
    if file.type == .resource {
      arguments.append("--resource")
    } else {
      arguments += ["--embed", bytes.path]
      outputs.append(bytes)
    }
    let interface = file.url.deletingPathExtension().appendingPathExtension("interface")
    if FileManager.default.fileExists(atPath: interface.path) {
      arguments += ["--interface", interface.path]
      inputs.append(interface)
    }
    return .buildCommand(
      displayName: "Making a type of \(name).strata",
      executable: try context.tool(named: "EmbedModelGenerator").url, arguments: arguments,
      inputFiles: inputs, outputFiles: outputs)
  }
}
