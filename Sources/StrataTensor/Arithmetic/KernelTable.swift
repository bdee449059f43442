/// The kernels for one number type: the C tables, seen alike for `Float` and `Double`.
///
/// What each computes, and in which order, is said in `strata_kernels.h`. Not for plugins: they
/// compute with ``Arithmetic``, which checks every length before it hands a pointer on.
public protocol KernelTable {
  /// The number type.
  associatedtype Scalar: TensorElement

  /// Bytes of scratch that ``product(_:rows:columns:_:)`` needs.
  static func productWorkspace(_ product: MatrixProduct<Scalar>) -> Int
  /// A rectangle of a matrix product.
  static func product(
    _ product: MatrixProduct<Scalar>, rows: Range<Int>, columns: Range<Int>,
    _ workspace: UnsafeMutableRawPointer)
  /// One step of Adam.
  static func adam(
    _ n: Int, _ step: AdamStep<Scalar>, _ g: UnsafePointer<Scalar>,
    _ m: UnsafeMutablePointer<Scalar>, _ v: UnsafeMutablePointer<Scalar>,
    _ w: UnsafeMutablePointer<Scalar>)

  /// `exp` of strata_kernels.h.
  static func exp(_ n: Int, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `log` of strata_kernels.h.
  static func log(_ n: Int, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `tanh` of strata_kernels.h.
  static func tanh(_ n: Int, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `sigmoid` of strata_kernels.h.
  static func sigmoid(_ n: Int, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `relu` of strata_kernels.h.
  static func relu(_ n: Int, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `leaky_relu` of strata_kernels.h.
  static func leakyRelu(
    _ n: Int, _ slope: Scalar, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `tanh_gradient` of strata_kernels.h.
  static func tanhGradient(
    _ n: Int, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    _ dx: UnsafeMutablePointer<Scalar>)

  /// `sigmoid_gradient` of strata_kernels.h.
  static func sigmoidGradient(
    _ n: Int, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    _ dx: UnsafeMutablePointer<Scalar>)

  /// `relu_gradient` of strata_kernels.h.
  static func reluGradient(
    _ n: Int, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    _ dx: UnsafeMutablePointer<Scalar>)

  /// `leaky_relu_gradient` of strata_kernels.h.
  static func leakyReluGradient(
    _ n: Int, _ slope: Scalar, _ x: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    _ dx: UnsafeMutablePointer<Scalar>)

  /// `add` of strata_kernels.h.
  static func add(
    _ n: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>)

  /// `multiply` of strata_kernels.h.
  static func multiply(
    _ n: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>)

  /// `scale` of strata_kernels.h.
  static func scale(
    _ n: Int, _ s: Scalar, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `scaled_difference` of strata_kernels.h.
  static func scaledDifference(
    _ n: Int, _ s: Scalar, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>)

  /// `scaled_sign` of strata_kernels.h.
  static func scaledSign(
    _ n: Int, _ s: Scalar, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>)

  /// `add_row` of strata_kernels.h.
  static func addRow(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Scalar>, _ r: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>)

  /// `multiply_row` of strata_kernels.h.
  static func multiplyRow(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Scalar>, _ r: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>)

  /// `affine_row` of strata_kernels.h.
  static func affineRow(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Scalar>, _ s: UnsafePointer<Scalar>,
    _ o: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `row_sum` of strata_kernels.h.
  static func rowSum(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `row_dot` of strata_kernels.h.
  static func rowDot(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>)

  /// `row_squared_distance` of strata_kernels.h.
  static func rowSquaredDistance(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>)

  /// `row_distance` of strata_kernels.h.
  static func rowDistance(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>,
    _ y: UnsafeMutablePointer<Scalar>)

  /// `softmax` of strata_kernels.h.
  static func softmax(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `softmax_gradient` of strata_kernels.h.
  static func softmaxGradient(
    _ rows: Int, _ columns: Int, _ y: UnsafePointer<Scalar>, _ dy: UnsafePointer<Scalar>,
    _ dx: UnsafeMutablePointer<Scalar>)

  /// `log_sum_exp` of strata_kernels.h.
  static func logSumExp(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `column_sum` of strata_kernels.h.
  static func columnSum(
    _ rows: Int, _ columns: Int, _ leaf: Int, _ columnBegin: Int, _ columnEnd: Int,
    _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)

  /// `sgd` of strata_kernels.h.
  static func sgd(
    _ n: Int, _ learningRate: Scalar, _ g: UnsafePointer<Scalar>, _ w: UnsafeMutablePointer<Scalar>)

  /// `momentum` of strata_kernels.h.
  static func momentum(
    _ n: Int, _ learningRate: Scalar, _ momentum: Scalar, _ nesterov: Bool,
    _ g: UnsafePointer<Scalar>, _ v: UnsafeMutablePointer<Scalar>, _ w: UnsafeMutablePointer<Scalar>
  )

  /// `canonicalize` of strata_kernels.h.
  static func canonicalize(_ n: Int, _ x: UnsafeMutablePointer<Scalar>)

}

/// A matrix product as the kernels take it; see `strata_product_f32`.
@unsafe public struct MatrixProduct<Scalar: TensorElement> {
  var rows: Int
  var columns: Int
  var depth: Int
  var a: UnsafePointer<Scalar>
  var aStrides: (row: Int, depth: Int)
  var b: UnsafePointer<Scalar>
  var bStrides: (depth: Int, column: Int)
  var c: UnsafeMutablePointer<Scalar>
  var cRow: Int
  var bias: UnsafePointer<Scalar>?
  var block: Int
  var join: Int32
}

/// What one step of Adam multiplies with; see `strata_adam_f32`.
public struct AdamStep<Scalar: TensorElement> {
  var stepSize: Scalar
  var beta1: Scalar
  var oneMinusBeta1: Scalar
  var beta2: Scalar
  var oneMinusBeta2: Scalar
  var correction: Scalar
  var epsilon: Scalar
}
