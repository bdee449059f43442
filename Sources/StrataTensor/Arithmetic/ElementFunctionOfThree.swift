/// A function of three numbers, as a type; see ``ElementFunction``.
public protocol ElementFunctionOfThree<Number> {
  /// What it computes in.
  associatedtype Number: Real

  /// f(a, b, c).
  func callAsFunction(_ a: Number, _ b: Number, _ c: Number) -> Number
}

/// A closure as such a function.
@usableFromInline struct ClosureFunctionOfThree<Number: Real>: ElementFunctionOfThree {
  @usableFromInline let closure: (Number, Number, Number) -> Number

  @usableFromInline init(_ closure: @escaping (Number, Number, Number) -> Number) {
    self.closure = closure
  }

  @usableFromInline func callAsFunction(_ a: Number, _ b: Number, _ c: Number) -> Number {
    closure(a, b, c)
  }
}
