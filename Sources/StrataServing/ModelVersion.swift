public import StrataFile
import Synchronization

/// One of the models that a ``ModelStore`` has served.
public final class ModelVersion: Sendable {
  /// Its number in the store, from 1.
  public let number: Int
  /// What its file says, in 32 bytes.
  public let contentHash: ContentHash

  private let count = Atomic<Int>(0)

  init(number: Int, contentHash: ContentHash) {
    self.number = number
    self.contentHash = contentHash
  }

  /// How often ``ModelStore/current`` has handed it out.
  public var useCount: Int { count.load(ordering: .relaxed) }

  func countUse() { count.add(1, ordering: .relaxed) }
}
