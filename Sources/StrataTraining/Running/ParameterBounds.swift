import StrataLayers
import StrataModel
import StrataTensor

/// What layers ask of their parameters beside the loss: penalties on large values, and constraints that
/// hold after each step.
///
/// Everything is laid out once: a step allocates nothing.
struct ParameterBounds {
  private let penalties: [(parameter: TensorView<Float>, penalty: Penalty)]
  private let constraints: [(parameter: MutableTensorView<Float>, constraint: any Constraint)]
  /// Adds the penalties' gradients.
  private let gradients: Program<Float>?
  /// The parameters that have either.
  private let bounded: Set<Int>

  /// - Parameters:
  ///   - signature: What the layers ask.
  ///   - trained: The parameters that are trained: the others are left alone.
  ///   - store: Their values.
  ///   - gradients: Their gradients.
  init(
    _ signature: Signature, trained: [Int], _ store: ParameterStore<Float>,
    gradients: ParameterStore<Float>
  ) {
    var penalties: [(parameter: TensorView<Float>, penalty: Penalty)] = []
    var constraints: [(parameter: MutableTensorView<Float>, constraint: any Constraint)] = []
    var bounded: Set<Int> = []
    let recording = Recording<Float>()
    let arithmetic = Arithmetic(recording: recording)
    for index in trained {
      let parameter = signature.parameters[index]
      if let penalty = parameter.spec.penalty {
        let weights = store[index].readOnly
        penalties.append((weights, penalty))
        penalty.addGradient(of: weights, to: gradients[index], arithmetic)
        bounded.insert(index)
      }
      if let constraint = parameter.spec.constraint {
        constraints.append((store[index], constraint))
        bounded.insert(index)
      }
    }
    self.penalties = penalties
    self.constraints = constraints
    self.gradients = penalties.isEmpty ? nil : recording.program
    self.bounded = bounded
  }

  /// Whether a parameter has a penalty or a constraint.
  func contains(_ parameter: Int) -> Bool { bounded.contains(parameter) }

  /// Adds the penalties' gradients to the parameters' own.
  func addGradients(on arithmetic: Arithmetic<Float>) { gradients?.run(on: arithmetic.workers) }

  /// What the parameters cost as they are, from the first to the last.
  var penalty: Double {
    penalties.reduce(0) { $0 + $1.penalty.value(of: $1.parameter) }
  }

  /// Brings the parameters back to where they may be.
  func constrain(on arithmetic: Arithmetic<Float>) {
    for (parameter, constraint) in constraints { constraint.apply(to: parameter, arithmetic) }
  }
}
