import StrataTensor

/// Settings drawn at random from a space: where few of many hyperparameters matter, they try more
/// values of each than a grid of as many points (J. Bergstra and Y. Bengio, "Random search for
/// hyper-parameter optimization", JMLR 13, 2012).
///
/// A trial depends on the space, the seed and its number alone: the first ten of twenty are the ten of
/// ten.
public struct RandomSearch: Hashable, Sendable {
  /// Settings that are tried together.
  public struct Trial: Hashable, Sendable {
    /// Which one, from 1.
    public let number: Int
    /// A value for each hyperparameter, in the order of the space.
    public let settings: [HyperparameterSpace.Setting]
  }

  /// What is varied.
  public let space: HyperparameterSpace
  /// What every draw depends on.
  public let seed: UInt64

  /// A search.
  public init(_ space: HyperparameterSpace, seed: UInt64) {
    self.space = space
    self.seed = seed
  }

  /// The first so many trials, no two alike: draws that came before are passed over.
  /// - Parameter count: How many; of a space that has fewer settings, all of them.
  /// - Complexity: O(count · axes), and up to O(n log n) draws for a space of n settings.
  public func trials(_ count: Int) -> [Trial] {
    let count = min(count, space.count ?? count)
    var trials: [Trial] = []
    var known: Set<[HyperparameterSpace.Setting]> = []
    var draw = 0
    // A range of fractions may have few values, too: it is not searched for ever.
    while trials.count < count, draw < 1000 * count {
      let settings = settings(ofDraw: draw)
      draw += 1
      guard known.insert(settings).inserted else { continue }
      trials.append(Trial(number: trials.count + 1, settings: settings))
    }
    return trials
  }

  private func settings(ofDraw draw: Int) -> [HyperparameterSpace.Setting] {
    space.axes.enumerated().map { index, axis in
      let random = RandomStream(seed: seed, purpose: .search, node: index, step: draw)
      let words = random.block(sample: 0, block: 0)
      // 53 bits: as many as a Double holds.
      let bits = (UInt64(words.0) << 32 | UInt64(words.1)) >> 11
      return HyperparameterSpace.Setting(axis.name, axis.values.value(at: Double(bits) * 0x1p-53))
    }
  }
}
