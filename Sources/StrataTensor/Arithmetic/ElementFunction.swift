/// A function of one number, as a type: a loop over it is compiled as one piece, where a closure is
/// called for every number.
///
/// ```swift
/// struct Square<Number: Real>: ElementFunction {
///   func callAsFunction(_ x: Number) -> Number { x * x }
/// }
/// ```
public protocol ElementFunction<Number> {
  /// What it computes in.
  associatedtype Number: Real

  /// f(x).
  func callAsFunction(_ x: Number) -> Number
}

/// A closure as such a function.
@usableFromInline struct ClosureFunction<Number: Real>: ElementFunction {
  @usableFromInline let closure: (Number) -> Number

  @usableFromInline init(_ closure: @escaping (Number) -> Number) { self.closure = closure }

  @usableFromInline func callAsFunction(_ x: Number) -> Number { closure(x) }
}
