import CMachine
import Strata

/// What must not get worse: allocations, and shares of the measured rate of fused multiply-adds.
/// Never seconds, which depend on the machine.
struct Gate {
  let settings: Row.Settings

  /// Most allocations of one call, after its first use.
  private static let allocations: [(name: String, most: Int)] = [
    ("predict/large/1", 0), ("predict/large/512", 0), ("train step", 0),
  ]

  /// Least shares of the rate of one core.
  private static let shares: [(name: String, least: Double)] = [
    ("product/512x784x256", 0.75), ("predict/large/512", 0.7), ("train/adam-128", 0.5),
  ]

  /// Prints each figure.
  /// - Returns: Whether all are within their bounds.
  func passes() throws -> Bool {
    var isGood = true
    for (name, most) in Self.allocations {
      let got = try allocations(of: name)
      isGood = isGood && got <= most
      print("\(got <= most ? "ok  " : "FAIL") \(name): \(got) allocations, at most \(most)")
    }
    for (name, least) in Self.shares {
      let got = try share(of: name, least: least)
      isGood = isGood && got >= least
      let (percent, bound) = (Int((100 * got).rounded()), Int((100 * least).rounded()))
      print("\(got >= least ? "ok  " : "FAIL") \(name): \(percent) % of FMA, at least \(bound)")
    }
    return isGood
  }

  private func allocations(of name: String) throws -> Int {
    guard name != "train step" else { return try allocationsOfAStep() }
    let batch = name.split(separator: "/").last.flatMap { Int($0) } ?? 1
    let call = PredictCall(try Predictor(Network.large.model()), try Network.large.inputs(batch))
    for _ in 0..<3 { try call() }
    let before = machine_allocations()
    for _ in 0..<100 { try call() }
    return Int(machine_allocations() - before) / 100
  }

  /// An epoch of 60 steps less one of 20: what an epoch itself takes is in both.
  private func allocationsOfAStep() throws -> Int {
    let counts = try [20, 60].map { steps in
      let call = try EpochCall(
        made(steps * 128), .adam(learningRate: 0.001), batchSize: 128, workers: .single)
      try call()
      let before = machine_allocations()
      try call()
      return Int(machine_allocations() - before)
    }
    return (counts[1] - counts[0] + 39) / 40
  }

  /// Made-up images, for machines without the data set.
  private func made(_ count: Int) throws -> Dataset {
    try Dataset(
      inputs: Network.large.inputs(count), targets: .classes((0..<count).map { Int32($0 % 10) }))
  }

  /// By the shortest of all calls, and the limit's: a busy machine must not fail what is fast. So it has
  /// many tries too: each can only make the shortest shorter.
  private func share(of name: String, least: Double) throws -> Double {
    guard let row = Row.named(name, settings) else { throw Unknown(what: name) }
    let fma = try Row.multiplyAdds.prepare(settings)
    let measure: (Double) throws -> Sample
    var operations = row.operations
    if name.hasPrefix("train/") {
      // One step an epoch: calls short enough that some are not interrupted.
      let images = 128
      operations = operations / settings.images * images
      let call = try EpochCall(
        made(images), .adam(learningRate: 0.001), batchSize: 128, workers: .single)
      try call()
      measure = { seconds in try Sampler.each(seconds) { try call() } }
    } else {
      measure = try row.prepare(settings)
    }
    var (own, limit) = (Double.infinity, Double.infinity)
    var share: Double {
      (Double(operations) / own) / (Double(Row.multiplyAdds.operations) / limit)
    }
    for round in 1...100 where round <= 7 || share < least {
      own = min(own, try measure(0.1).best)
      limit = min(limit, try fma(0.02).best)
    }
    return share
  }
}
