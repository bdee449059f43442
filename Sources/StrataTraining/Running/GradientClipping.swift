import StrataTensor

/// Bounds gradients before an optimizer gets them: first each by itself, then all together.
///
/// The norm is the root of the sum of all squares. A parameter's squares are summed in blocks of
/// 4096 consecutive elements, each block in the order of a sum over a row; the blocks' sums are added
/// in Double, one after the other, over the parameters in their order. So threads never show.
///
/// Everything is laid out once: a step allocates nothing.
struct GradientClipping {
  private static let block = 4096

  private let norm: Double?
  private let value: Float?
  private let gradients: [MutableTensorView<Float>]
  private let squares: Program<Float>?
  /// The sum of squares of each block.
  private let sums: MutableTensorView<Float>

  /// - Parameters:
  ///   - norm: The most that all gradients together may measure.
  ///   - value: The most that one may be, up or down.
  ///   - gradients: Those of the trained parameters, in order.
  init(norm: Double?, value: Double?, _ gradients: [MutableTensorView<Float>]) {
    self.norm = norm
    self.value = value.map { Float($0) }
    self.gradients = gradients
    let count = gradients.reduce(0) { $0 + ($1.count + Self.block - 1) / Self.block }
    sums = Buffer<Float>(count: count).view([count])
    squares = norm == nil ? nil : Self.squaring(gradients, into: sums)
  }

  /// Whether nothing is bounded.
  var isNone: Bool { norm == nil && value == nil }

  /// Bounds the gradients.
  ///
  /// Where one is NaN, nothing is shortened: the next loss shows it. A norm whose square Float cannot
  /// hold counts as infinite.
  func clip(on arithmetic: Arithmetic<Float>) {
    if let value { for gradient in gradients { Self.clamp(gradient, to: value) } }
    guard let norm, let squares else { return }
    squares.run(on: arithmetic.workers)
    var sum = 0.0
    for block in 0..<sums.count { sum += Double(sums[block]) }
    let length = sum.squareRoot()
    guard length > norm else { return }
    let factor = Float(norm / length)
    for gradient in gradients {
      arithmetic.scale(gradient.readOnly, by: factor, into: gradient)
    }
  }

  private static func clamp(_ gradient: MutableTensorView<Float>, to bound: Float) {
    gradient.withMutableSpan { span in
      for index in 0..<span.count {
        // A NaN stays one.
        let value = span[index]
        let below = value > bound ? bound : value
        span[index] = below < -bound ? -bound : below
      }
    }
  }

  private static func squaring(
    _ gradients: [MutableTensorView<Float>], into sums: MutableTensorView<Float>
  ) -> Program<Float> {
    let recording = Recording<Float>()
    let arithmetic = Arithmetic(recording: recording)
    var next = 0
    func add(_ elements: TensorView<Float>, blocks: Int) {
      guard elements.count > 0 else { return }
      arithmetic.rowDots(elements, elements, into: sums.rows(next..<next + blocks))
      next += blocks
    }
    for gradient in gradients {
      let flat = gradient.readOnly.reshaped(to: [gradient.count])
      let whole = gradient.count / block
      add(flat.rows(0..<whole * block), blocks: whole)
      add(flat.rows(whole * block..<gradient.count), blocks: 1)
    }
    return recording.program
  }
}
