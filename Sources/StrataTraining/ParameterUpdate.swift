public import StrataTensor

/// What an optimizer is handed for one parameter at one step.
public struct ParameterUpdate<T: Real> {
  /// The parameter, to be changed in place.
  public let parameter: MutableTensorView<T>
  /// The loss's derivative with respect to it.
  public let gradient: TensorView<T>
  /// The number of this step, from 1.
  public internal(set) var step: Int
  /// How far this step goes: the optimizer's learning rate, as a schedule and a parameter group
  /// change it.
  public internal(set) var learningRate: Double
  /// The share of each weight, times the learning rate, that has been taken away before.
  public internal(set) var weightDecay: Double
  /// What to compute with.
  public internal(set) var arithmetic: Arithmetic<T>
  @usableFromInline let slots: [MutableTensorView<T>]
  var numbers: [Double]
  @usableFromInline let loop = LoopBox()

  /// A parameter with its gradient and an optimizer's slots for it.
  public init(
    parameter: MutableTensorView<T>, gradient: TensorView<T>, slots: [MutableTensorView<T>],
    step: Int, learningRate: Double, weightDecay: Double = 0, numbers: [Double] = [],
    arithmetic: Arithmetic<T>
  ) {
    self.parameter = parameter
    self.gradient = gradient
    self.slots = slots
    self.step = step
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.numbers = numbers
    self.arithmetic = arithmetic
  }

  /// What the optimizer remembers of the parameter, in the order of ``Optimizer/slots``.
  public func slot(_ index: Int) -> MutableTensorView<T> { slots[index] }

  /// Moves every weight by a function of it, its gradient and what the slots, three at most,
  /// remember of it.
  ///
  /// Nothing is allocated from the second step on, as long as the function's type stays the same.
  @inlinable public func forEach<Function: ElementUpdate>(
    _ function: Function
  ) where Function.Number == T {
    if let made = loop.content as? ElementLoop<Function> {
      made.run(function, on: arithmetic)
    } else {
      let made = ElementLoop(parameter, gradient: gradient, memory: slots, function)
      loop.content = made
      made.run(function, on: arithmetic)
    }
  }

  /// What it remembers of the whole training, in the order of ``Optimizer/numbers``.
  public func number(_ index: Int) -> Double { numbers[index] }

  /// base to the power of the step, by repeated squaring: the same bits on every machine, which
  /// the C library's `pow` does not promise.
  public func power(_ base: Double) -> Double {
    var (result, square, exponent) = (1.0, base, step)
    while exponent > 0 {
      if exponent & 1 == 1 { result *= square }
      square *= square
      exponent >>= 1
    }
    return result
  }
}

/// Where the copies of an update find the loop that one of them has made.
@usableFromInline final class LoopBox {
  @usableFromInline var content: AnyObject?
}
