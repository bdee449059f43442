public import StrataPlugin

/// How a training is done and where it stands: all that going on needs beside the weights and what the
/// optimizer remembers of them. Plain data, so that a file can hold it without knowing the trainer.
public struct TrainingState: Hashable, Sendable {
  /// What is made small: a loss for each output of the network.
  public var losses: [OutputLoss]
  /// How the losses of a batch's samples become one number.
  public var reduction = Reduction.mean
  /// What a sample of each class counts, where the targets are classes; nil if all count alike.
  public var classWeights: [Float]?
  /// What turns gradients into new weights.
  public var optimizer: AnyPlugin
  /// What the optimizer's learning rate is multiplied by as time goes; nil for 1.
  public var schedule: AnyPlugin?
  /// Parameters that are trained in another way than the rest.
  public var groups: [ParameterGroup] = []
  /// How much of the weights' running average stays at each step; nil for none.
  public var averaging: Double?
  /// What people read beside the loss.
  public var metrics: [AnyPlugin]
  /// Samples a batch.
  public var batchSize: Int
  /// Batches whose gradients are added up to one step.
  public var gradientAccumulation = 1
  /// What every random number depends on.
  public var seed: UInt64
  /// The share of the data that is kept for validation, from 0 up to below 1.
  public var validationSplit: Double
  /// The most that the gradients of all parameters together, taken as one vector, may measure; nil
  /// for no bound.
  public var clipNorm: Double?
  /// The most that a single gradient may be, up or down; nil for no bound.
  public var clipValue: Double?

  /// Epochs done.
  public var epoch: Int
  /// The epoch that the training under way is to end with; nil when none is under way.
  public var lastEpoch: Int?
  /// Steps done.
  public var step: Int
  /// The step after which the optimizer began: 0, unless another one was chosen on the way.
  public var optimizerStart: Int
  /// The single numbers that the optimizer remembers.
  public var optimizerNumbers: [Double] = []
  /// The epoch under way, if it was left in the middle.
  public var partial: PartialEpoch?
  /// The epoch whose weights are kept as the best so far, if any are.
  public var bestEpoch: Int?
  /// What each epoch gave.
  public var history: [EpochRecord]

  /// The state of a training.
  public init(
    loss: AnyPlugin, optimizer: AnyPlugin, metrics: [AnyPlugin], batchSize: Int, seed: UInt64,
    validationSplit: Double = 0, clipNorm: Double? = nil, clipValue: Double? = nil, epoch: Int = 0,
    step: Int = 0, optimizerStart: Int = 0, history: [EpochRecord] = []
  ) {
    losses = [OutputLoss(loss)]
    self.optimizer = optimizer
    self.metrics = metrics
    self.batchSize = batchSize
    self.seed = seed
    self.validationSplit = validationSplit
    self.clipNorm = clipNorm
    self.clipValue = clipValue
    self.epoch = epoch
    self.step = step
    self.optimizerStart = optimizerStart
    self.history = history
  }

  /// The first output's loss: all there is, for most networks.
  public var loss: AnyPlugin {
    get { losses[0].loss }
    set { losses[0].loss = newValue }
  }

  /// Whether a number can bound gradients: over 0 and finite, as a `Float` too.
  public static func isBound(_ bound: Double) -> Bool {
    Float(bound) > 0 && Float(bound).isFinite
  }
}
