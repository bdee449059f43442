/// Ends a training quietly whose loss is no longer a finite number, where it would end with an error.
///
/// Either way the weights are those before the step whose loss was not finite.
public final class TerminateOnNaN: Callback {
  /// Whether this training was ended by it.
  public private(set) var hasStopped = false

  /// A watch.
  public init() {}

  /// Begins anew.
  public func fitBegan(_ trainer: Trainer) { hasStopped = false }

  /// Yes.
  public func endsQuietly(_ trainer: Trainer) -> Bool {
    hasStopped = true
    return true
  }
}
