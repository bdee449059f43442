import StrataTensor

extension Real {
  /// The number, or 0 where it is too small to be a normal one: what fades would else stay a
  /// denormal number for ever, and slow down all that is computed with it.
  @inline(__always) var orZero: Self { magnitude < .leastNormalMagnitude ? 0 : self }
}
