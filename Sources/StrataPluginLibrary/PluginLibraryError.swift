public import StrataBytes
public import StrataPlugin

/// Why the plugins of a shared library cannot be used.
public enum PluginLibraryError: Error, CustomStringConvertible {
  /// The program cannot load any: it carries its own Swift runtime, or does not export Strata's
  /// symbols.
  case programCannotLoad(path: String)
  /// The file is not there or cannot be read.
  case bytes(ByteError)
  /// The file is no shared library for this system.
  case notALibrary(path: String, expected: String, got: String)
  /// The library is none of Strata's: it lacks the entry point, or the note that goes with it.
  case noEntryPoint(path: String)
  /// The library was built for another Strata, or by another compiler, than the program.
  case otherBuild(path: String, library: StrataBuild, program: StrataBuild)
  /// The system refused to load the library; `reason` is its own word.
  case cannotLoad(path: String, reason: String)
  /// The library brings a Strata of its own, whose plugins are not this program's.
  case ownCopy(path: String)
  /// The library's entry point answered something unknown, or registered nothing.
  case entryPoint(path: String, answer: Int)
  /// A plugin of the library cannot be registered.
  case plugin(path: String, error: PluginError)

  /// Whose problem this is.
  public var cause: ByteError.Cause {
    guard case .bytes(let error) = self else { return .badData }
    return error.cause
  }

  /// One line: which library, what, what to do.
  public var description: String {
    switch self {
    case .programCannotLoad(let path):
      "\(path.printable): this program cannot load plugins: "
        + "'Tools/build plugins' makes a modeltool that can"
    case .bytes(let error): error.description
    case .notALibrary(let path, let expected, let got):
      "\(path.printable): expected \(expected), got \(got)"
    case .noEntryPoint(let path):
      "\(path.printable): not a library of plugins: it has no entry point "
        + "'\(PluginLibrary.entryPoint)' that calls PluginLibrary.register"
    case .otherBuild(let path, let library, let program):
      "\(path.printable): built for Strata \("\(library)".printable); this is Strata \(program): "
        + "build it again with 'Tools/build plugin'"
    case .cannotLoad(let path, let reason):
      "\(path.printable): cannot be loaded: \(reason.printable)"
        + (reason.hasPrefix("undefined symbol: ")
          ? ": build it again with 'Tools/build plugin'" : "")
    case .ownCopy(let path):
      "\(path.printable): brings its own copy of Strata: build it with 'Tools/build plugin', "
        + "which leaves Strata to the program"
    case .entryPoint(let path, let answer):
      answer == 0
        ? "\(path.printable): its entry point registers no plugin"
        : "\(path.printable): its entry point answers \(answer), expected what "
          + "PluginLibrary.register returns"
    case .plugin(let path, let error): "\(path.printable): \(error)"
    }
  }
}
