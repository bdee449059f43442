import Strata

extension Arguments {
  /// The words of another command line: this one's options, but for some, and others behind them.
  /// - Parameters:
  ///   - names: The options that are left out.
  ///   - others: Options that are added.
  func words(
    without names: [String], adding others: [(name: String, value: String?)] = []
  ) -> [String] {
    (given.filter { !names.contains($0.name) } + others).flatMap { name, value -> [String] in
      guard let value else { return [name] }
      return value.hasPrefix("-") ? ["\(name)=\(value)"] : [name, value]
    }
  }

  /// A command line to type, with the options for any command that this run was given.
  static func line(_ command: String, operand: String?, _ words: [String]) -> String {
    let all = Array(CommandLine.arguments.dropFirst())
    var rest = all[...]
    let isKnown = (try? GlobalOptions(takingFrom: &rest)) != nil
    let global = isKnown ? Array(all.prefix(all.count - rest.count)) : []
    // A file whose name begins with a dash is no option.
    let operands = operand.map { [$0.hasPrefix("-") ? "./" + $0 : $0] } ?? []
    return ShellWords.line(["modeltool"] + global + [command] + operands + words)
  }
}
