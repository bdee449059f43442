import StrataFile
public import StrataModel
import StrataTensor

/// Weights from a file in the place of a model's own.
///
/// ```swift
/// let weights = try Weights(path: "mlp.safetensors", plugins: .standard)
/// let model = try WeightImport(weights, into: untrained).model
/// ```
///
/// Which tensor is for which parameter: first as the map says; then by name, the model's own or the one
/// that PyTorch's module would give (`norm.gain` or `norm.weight`); then module by module, where a module of
/// the file and a node of the model have parameters of the same names and shapes. If several fit, they
/// follow one another in the order of their numbers (`0`, `2`, `10`; `fc1`, `fc2`); if their names do
/// not differ in numbers, or there are more of them than nodes, nothing is guessed.
///
/// A dense layer's weight is turned if the file is in PyTorch's layout: as the caller says, else as the file's
/// notes say, else as the shapes tell. If all of them are square, PyTorch's is assumed and the report says
/// so; but under the model's own names, which either program may have given, nothing is assumed. A tensor
/// that the caller wants turned is turned, whatever the layout.
///
/// f32, f16 and bf16 are taken exactly, f64 rounded to the nearest f32, ties to even.
public struct WeightImport: Sendable {
  /// The model with the weights in it; its preparation and notes stay.
  public let model: Model
  /// What went where.
  public let report: ImportReport

  /// Puts weights into a model.
  /// - Parameters:
  ///   - weights: The weights.
  ///   - model: The model: every parameter and buffer of it must be among them.
  ///   - rules: What to go by beside names and shapes.
  /// - Throws: ``ExchangeError/unfit(_:)`` with all that does not fit;
  ///   ``ExchangeError/tensor(file:name:expected:got:)`` for elements that are no floats, or f64 too large
  ///   for f32.
  /// - Complexity: O(elements + modules²).
  public init(
    _ weights: Weights, into model: Model, rules: ImportRules = ImportRules()
  ) throws(ExchangeError) {
    let slots = ParameterSlot.slots(of: model)
    let matcher = ParameterMatcher(weights: weights, slots: slots, rules: rules)
    let (report, pairs) = matcher.best()
    guard report.isComplete else { throw .unfit(report) }
    var model = model
    for pair in pairs {
      let (slot, tensor) = (slots[pair.ours], weights.tensors[pair.theirs])
      let turned = matcher.isTransposed(pair, report.layout) ? tensor.transposed : tensor
      if let place = tensor.firstBeyondFloat {
        throw weights.wrong(
          tensor.name, "numbers in the range of f32", "a larger f64 in element \(place)")
      }
      guard tensor.isWhole else {
        throw weights.wrong(
          tensor.name, "the bytes of \(tensor.dtype) \(tensor.dimensions)", "\(tensor.bytes.count)")
      }
      guard let values = turned.values else {
        throw weights.wrong(tensor.name, "floating-point numbers", "\(tensor.dtype)")
      }
      do {
        try model.setParameter(
          slot.name, to: Tensor(shape: Shape(slot.dimensions), elements: values))
      } catch {
        throw weights.wrong(tensor.name, "values for '\(slot.name)'", "\(error)")
      }
    }
    self.model = model
    self.report = report
  }
}
