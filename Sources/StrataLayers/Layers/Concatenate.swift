import StrataPlugin
public import StrataTensor

/// Joins two inputs or more along an axis, in their order.
///
/// Shapes: inputs that differ in the length of one axis at most; y has the sum of the lengths there:
/// [batch, 3] and [batch, 4] become [batch, 7].
public struct Concatenate: Layer {
  /// `concatenate`.
  public static let kind = "concatenate"
  /// What a list of plugins says of it.
  public static let summary = "Joins two inputs or more along an axis"

  /// The axis, counted from the batch, which is 0 and cannot be it; or from the end, −1 being the
  /// last.
  public let axis: Int

  /// A layer that joins its inputs; an axis that they have not is refused when a model is built.
  public init(axis: Int = -1) { self.axis = axis }

  private enum CodingKeys: CodingKey { case axis }

  /// Reads `axis` (default −1).
  /// - Throws: `DecodingError`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    axis = try container.decodeIfPresent(Int.self, forKey: .axis) ?? -1
  }

  /// The inputs' type with the sum of their lengths along the axis.
  /// - Throws: ``LayerError`` for fewer than 2 inputs, inputs that differ in another axis, and an axis
  ///   that is the batch, is not there, or is open.
  public func outputs(for inputs: [ValueType]) throws(LayerError) -> [ValueType] {
    guard inputs.count >= 2 else {
      throw LayerError("concatenate", expected: "2 inputs or more", got: "\(inputs.count)")
    }
    let rank = inputs[0].dimensions.count
    let axis = place(of: self.axis, rank)
    guard axis > 0, axis < rank else {
      throw LayerError(
        "concatenate: axis", expected: "an axis of \(inputs[0]) other than the batch",
        got: "\(self.axis)")
    }
    var total = 0
    for input in inputs {
      guard input.dtype == .float32 else {
        throw LayerError("concatenate", expected: "float32 inputs", got: "\(input)")
      }
      var rest = input.dimensions
      guard rest.count == rank, let length = rest[axis].length else {
        throw LayerError(
          "concatenate", expected: "\(rank) axes, axis \(axis) of a fixed length",
          got: "\(input)")
      }
      rest[axis] = inputs[0].dimensions[axis]
      guard rest == inputs[0].dimensions else {
        throw LayerError(
          "concatenate", expected: "\(inputs[0]) in all axes but \(axis)", got: "\(input)")
      }
      let (sum, overflow) = total.addingReportingOverflow(length)
      guard !overflow else {
        throw LayerError("concatenate", expected: "lengths that can be added", got: "\(inputs)")
      }
      total = sum
    }
    var dimensions = inputs[0].dimensions
    dimensions[axis] = .fixed(total)
    return [ValueType(.float32, dimensions)]
  }

  private func place(of axis: Int, _ rank: Int) -> Int {
    // A number near the end of Int's range cannot be added to.
    axis < 0 && axis >= -rank ? axis + rank : axis
  }

  /// Copies the inputs side by side.
  public func forward<T: Real>(_ context: ForwardContext<T>) {
    let output = context.output()
    let places = Places(output.shape, place(of: axis, output.shape.rank))
    var start = 0
    for index in 0..<context.inputCount {
      let input = context.input(index)
      let length = places.length(input.shape)
      output.withMutableSpan { y in
        input.withSpan { x in
          for row in 0..<places.rows {
            let (to, from) = (row * places.rowLength + start, row * length)
            for place in 0..<length { y[to + place] = x[from + place] }
          }
        }
      }
      start += length
    }
  }

  /// Copies each input's part of dy back.
  public func backward<T: Real>(_ context: BackwardContext<T>) {
    let delta = context.outputGradient().readOnly
    let places = Places(delta.shape, place(of: axis, delta.shape.rank))
    var start = 0
    for index in 0..<context.inputCount {
      let length = places.length(context.input(index).shape)
      context.inputGradient(index)?.withMutableSpan { dx in
        delta.withSpan { dy in
          for row in 0..<places.rows {
            let (to, from) = (row * length, row * places.rowLength + start)
            for place in 0..<length { dx[to + place] = dy[from + place] }
          }
        }
      }
      start += length
    }
  }

  /// The output as rows that hold a piece of each input, one behind the other.
  private struct Places {
    private let axis: Int
    let rows: Int
    let rowLength: Int

    init(_ output: Shape, _ axis: Int) {
      self.axis = axis
      var (rows, rowLength) = (1, 1)
      for index in 0..<output.rank {
        if index < axis { rows *= output[index] } else { rowLength *= output[index] }
      }
      self.rows = rows
      self.rowLength = rowLength
    }

    /// The numbers that an input has in each row.
    func length(_ input: Shape) -> Int {
      var length = 1
      for index in axis..<input.rank { length *= input[index] }
      return length
    }
  }
}
