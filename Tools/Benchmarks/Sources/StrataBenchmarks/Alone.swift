import Strata

/// The table without peers: every row beside the machine's limit, measured in turn.
struct Alone {
  let settings: Row.Settings
  let seconds: Double
  let rounds: Int

  func printTable() throws {
    let fma = try Row.multiplyAdds.prepare(settings)
    print("kernels \(KernelSet.current), threads \(settings.workers.threadCount)")
    let levels = try Row.levels.map { level in
      let row = Row.reading(level.bytes)
      let nanoseconds = try median(of: [row.prepare(settings)])[0]
      return "\(level.name) \(text(Double(row.bytes) / nanoseconds)) GB/s"
    }
    let rate = try Double(Row.multiplyAdds.operations) / median(of: [fma])[0]
    print("one core at best: \(text(rate)) GFLOP/s, " + levels.joined(separator: ", ") + "\n")
    print(line("work", "µs", "limit µs", "share"))
    for row in Row.all(images: settings.images, folder: settings.folder) where isShown(row) {
      print(try line(of: row, fma: fma))
      flush()
    }
  }

  /// One thread shows all that one caller can ask for; more show what gains by them.
  private func isShown(_ row: Row) -> Bool {
    guard !row.name.hasPrefix("limit/") else { return false }
    let threads = settings.workers.threadCount
    let gains = ["predict/large/512", "train/", "pack/", "unpack/"].contains {
      row.name.hasPrefix($0)
    }
    return threads == 1 ? row.callers == 1 : gains || row.callers == threads
  }

  /// Measures a row and its limits, a slice of each in turn.
  private func line(
    of row: Row, fma: @escaping (Double) throws -> Sample
  ) throws -> String {
    var slices = [try row.prepare(settings), fma]
    let reading = row.bytes > 0 ? Row.reading(row.bytes) : nil
    if let reading { slices.append(try reading.prepare(settings)) }
    let medians = try median(of: slices)
    let threads = row.callers > 1 ? 1 : settings.workers.threadCount
    let own = medians[0] / 1000
    guard row.values == 0 else {
      return line(row.name, text(own), "", "\(text(medians[0] / Double(row.values))) ns a value")
    }
    let arithmetic =
      Double(row.operations) * medians[1] / Double(Row.multiplyAdds.operations * threads)
    let weights = reading == nil ? 0 : medians[2] / Double(threads)
    let limit = max(arithmetic, weights) / 1000
    return line(
      row.name, text(own), text(limit),
      "\(text(100 * limit / own)) % of \(arithmetic >= weights ? "arithmetic" : "reading")")
  }

  /// The median of several rounds for each of some measurements, which take turns.
  private func median(of slices: [(Double) throws -> Sample]) throws -> [Double] {
    var all: [[Double]] = Array(repeating: [], count: slices.count)
    for _ in 0..<rounds {
      for (index, slice) in slices.enumerated() { all[index].append(try slice(seconds).p50) }
    }
    return all.map { $0.sorted()[$0.count / 2] }
  }

  /// Three digits that count.
  private func text(_ value: Double) -> String {
    let places = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return places == 0 ? "\(Int(rounded))" : "\(rounded)"
  }

  private func line(_ work: String, _ own: String, _ limit: String, _ share: String) -> String {
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    return work + right(own, max(1, 38 - work.count)) + right(limit, 12) + "  " + share
  }
}
