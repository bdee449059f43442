import Glibc
import StrataPredict

/// Writes the Swift type of a model: what the plugin runs.
@main
enum Main {
  static func main() {
    do {
      try Generation(Request(Array(CommandLine.arguments.dropFirst()))).write()
    } catch {
      try? AtomicFile.write(Array("\(error)".utf8), to: "/dev/stderr")
      exit(1)
    }
  }
}
