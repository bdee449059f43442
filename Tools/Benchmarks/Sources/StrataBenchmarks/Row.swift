import Strata

/// A piece of work that is measured, and the least that it takes of the machine.
struct Row {
  /// What the protocol calls it: `predict/large/64`.
  let name: String
  /// Floating-point operations of one call.
  var operations = 0
  /// Bytes that one call must read, again in each: the weights.
  var bytes = 0
  /// Values that one call computes, where that is what counts.
  var values = 0
  /// Callers at once.
  var callers = 1
  /// Gets ready, outside of all measurement, and returns what measures for some seconds.
  let prepare: (Settings) throws -> (Double) throws -> Sample

  /// What the rows depend on.
  struct Settings {
    /// The threads of the process.
    var workers: WorkerPool
    /// Images in an epoch.
    var images: Int
    /// Where `prepare` and the peers' scripts put what is measured.
    var folder: String
  }

  /// Every row, in the order of the table.
  static func all(images: Int, folder: String) -> [Row] {
    products + predictions + callers + epochs(images) + functions + files(folder) + limits
  }

  /// The row of a name; reading is measured for any number of bytes.
  static func named(_ name: String, _ settings: Settings) -> Row? {
    let parts = name.split(separator: "/")
    if name.hasPrefix("limit/read/"), let bytes = parts.last.flatMap({ Int($0) }), bytes > 0 {
      return reading(bytes)
    }
    return all(images: settings.images, folder: settings.folder).first { $0.name == name }
  }
}
