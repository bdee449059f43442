public import StrataPlugin

/// What turns gradients into new weights. A plugin of family `optimizer`.
///
/// An optimizer is its hyperparameters; what it remembers of each parameter lives in slots that it is
/// handed, of the parameter's shape, zero at first. There are two sorts: an ``ElementwiseOptimizer``
/// treats each parameter by itself, once all gradients are there; a ``FullBatchOptimizer`` moves all
/// of them together and asks for the loss as often as it needs.
public protocol Optimizer: Plugin {
  /// How far a step goes.
  var learningRate: Double { get set }

  /// The share of each weight that a step takes away, times the learning rate: decoupled from the
  /// gradient (I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019).
  var weightDecay: Double { get }

  /// The names of what it remembers of each parameter, such as `velocity`.
  var slots: [String] { get }

  /// The names of single numbers that it remembers of the whole training, 0 at first.
  var numbers: [String] { get }

  /// Refuses hyperparameters out of range, whether they come from a file or from code.
  /// - Throws: `PluginError`.
  func check() throws(PluginError)
}

extension Optimizer {
  /// `optimizer`.
  public static var family: PluginFamily { .optimizer }
  /// None.
  public var weightDecay: Double { 0 }
  /// None.
  public var slots: [String] { [] }
  /// None.
  public var numbers: [String] { [] }
  /// Nothing to refuse.
  public func check() throws(PluginError) {}
}
