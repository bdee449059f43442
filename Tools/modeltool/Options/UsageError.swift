/// A command line that cannot be: exit code 64.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  /// The command whose help would say more.
  var command: String?

  init(_ description: String, command: String? = nil) {
    self.description = description
    self.command = command
  }
}
