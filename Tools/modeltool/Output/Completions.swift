import Strata

/// What shells complete: the commands, their options, and the values of those that take one of some
/// words, a kind of plugin, or a file.
struct Completions {
  private let commands: [any Command.Type]
  private let registry: PluginRegistry

  init(_ commands: [any Command.Type], registry: PluginRegistry) {
    self.commands = commands
    self.registry = registry
  }

  private var names: [String] { commands.map { $0.name } + ["help"] }

  /// The words that an option's value may be.
  private func values(_ option: OptionSpec) -> [String] {
    option.family.map { registry.kinds(of: $0) } ?? option.words
  }

  /// A text in single quotes, as bash, zsh and fish read it.
  private static func quoted(_ text: String) -> String {
    "'" + text.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
  }

  // MARK: - bash

  /// A function for bash 4 and later, and what registers it.
  var bash: String {
    var cases = ""
    for command in commands {
      cases += "    \(command.name))\n      case $previous in\n"
      for option in command.options where option.value != nil {
        cases += "        \(option.name)) \(bashReply(option)); return ;;\n"
      }
      let options = command.options.map(\.name) + ["--help"]
      cases += "      esac\n      options='\(options.joined(separator: " "))' ;;\n"
    }
    return """
      # bash completion for modeltool.
      _modeltool() {
        local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} options=''
        if [ "$COMP_CWORD" -eq 1 ]; then
          COMPREPLY=($(compgen -W '\(names.joined(separator: " ")) --version --help' -- "$current"))
          return
        fi
        case ${COMP_WORDS[1]} in
          help) COMPREPLY=($(compgen -W '\(names.joined(separator: " "))' -- "$current")); return ;;
      \(cases)  esac
        case $current in
          -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
          *) COMPREPLY=($(compgen -f -- "$current")) ;;
        esac
      }
      complete -o filenames -F _modeltool modeltool

      """
  }

  private func bashReply(_ option: OptionSpec) -> String {
    let values = values(option)
    if !values.isEmpty {
      return "COMPREPLY=($(compgen -W '\(values.joined(separator: " "))' -- \"$current\"))"
    }
    return option.takesFile ? "COMPREPLY=($(compgen -f -- \"$current\"))" : "COMPREPLY=()"
  }

  // MARK: - zsh

  /// A function for zsh's completion system, and what registers it.
  var zsh: String {
    var cases = ""
    for command in commands {
      cases += "    \(command.name))\n      _arguments -S \\\n"
      for option in command.options {
        cases += "        \(Self.quoted(zshSpec(option))) \\\n"
      }
      cases += "        '*:file:_files' ;;\n"
    }
    let list = commands.map { Self.quoted("\($0.name):\($0.summary)") }
    return """
      #compdef modeltool
      # zsh completion for modeltool.
      _modeltool() {
        local -a commands=(
          \((list + ["'help:Say more about a command'"]).joined(separator: "\n    "))
        )
        if (( CURRENT == 2 )); then
          _describe command commands
          return
        fi
        local command=$words[2]
        shift words
        (( CURRENT-- ))
        case $command in
          help) _describe command commands ;;
      \(cases)  esac
      }
      if [ "$funcstack[1]" = _modeltool ]; then _modeltool "$@"; else compdef _modeltool modeltool; fi

      """
  }

  private func zshSpec(_ option: OptionSpec) -> String {
    let help = option.help.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    let head = "\(option.repeats ? "*" : "")\(option.name)[\(help)]"
    guard let value = option.value else { return head }
    let name = value.map { "[]:\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    let values = values(option)
    let action =
      values.isEmpty ? (option.takesFile ? "_files" : " ") : "(\(values.joined(separator: " ")))"
    return "\(head):\(name):\(action)"
  }

  // MARK: - fish

  /// A line for each command and option, for fish 3 and later.
  var fish: String {
    var lines = [
      "# fish completion for modeltool.", "complete -c modeltool -f",
      "complete -c modeltool -n __fish_use_subcommand -l version -d 'print the version'",
    ]
    for command in commands {
      lines.append(
        "complete -c modeltool -n __fish_use_subcommand -a \(command.name) "
          + "-d \(Self.quoted(command.summary))")
    }
    lines.append(
      "complete -c modeltool -n __fish_use_subcommand -a help -d 'Say more about a command'")
    lines.append(
      "complete -c modeltool -n '__fish_seen_subcommand_from help' "
        + "-a '\(names.joined(separator: " "))'")
    for command in commands {
      let condition = "-n '__fish_seen_subcommand_from \(command.name)'"
      lines.append("complete -c modeltool \(condition) -F")
      for option in command.options {
        var line = "complete -c modeltool \(condition) -l \(option.name.dropFirst(2))"
        if option.value != nil {
          let values = values(option)
          line += option.takesFile ? " -r -F" : " -x"
          if !values.isEmpty { line += " -a '\(values.joined(separator: " "))'" }
        }
        lines.append(line + " -d \(Self.quoted(option.help))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
