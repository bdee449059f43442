/// A line of a help page that works as it stands, in a folder that `modeltool demo --files .` has filled.
struct Example {
  /// What it shows, a few words.
  let purpose: String
  /// What is typed; a test hands it to a shell.
  let line: String

  init(_ purpose: String, _ line: String) {
    self.purpose = purpose
    self.line = line
  }
}
