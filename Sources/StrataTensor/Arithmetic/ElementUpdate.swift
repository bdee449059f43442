/// What an optimizer does with one weight, as a type: a loop over it is compiled as one piece,
/// where a closure is called for every weight.
///
/// ```swift
/// struct Descent<Number: Real>: ElementUpdate {
///   let learningRate: Number
///   func callAsFunction(
///     _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>
///   ) { weight -= learningRate * gradient }
/// }
/// ```
public protocol ElementUpdate<Number> {
  /// What it computes in.
  associatedtype Number: Real

  /// Moves one weight.
  /// - Parameters:
  ///   - weight: The weight, updated.
  ///   - gradient: The loss's derivative with respect to it.
  ///   - memory: What is remembered of it, updated.
  func callAsFunction(
    _ weight: inout Number, _ gradient: Number, _ memory: inout ElementMemory<Number>)
}
