private import CStrataKernels

/// The kernels for `Float`: the set that the processor runs best.
///
/// Pointers and lengths are handed on as they come; ``Arithmetic`` has checked them.
public enum FloatKernels: KernelTable {
  /// `Float`.
  public typealias Scalar = Float

  // Filled once by the C side, then constant.
  private static var table: strata_kernels_f32 { unsafe strata_kernels().pointee }

  private static func argument(_ p: MatrixProduct<Float>) -> strata_product_f32 {
    unsafe strata_product_f32(
      rows: p.rows, columns: p.columns, depth: p.depth,
      a: p.a, a_row: p.aStrides.row, a_depth: p.aStrides.depth,
      b: p.b, b_depth: p.bStrides.depth, b_column: p.bStrides.column,
      c: p.c, c_row: p.cRow, bias: p.bias, block: p.block, join: p.join)
  }

  /// Bytes of scratch that ``product(_:rows:columns:_:)`` needs.
  public static func productWorkspace(_ p: MatrixProduct<Float>) -> Int {
    unsafe table.product_workspace(p.rows, p.columns, p.depth, p.block, p.join)
  }

  /// A rectangle of a matrix product.
  public static func product(
    _ product: MatrixProduct<Float>, rows: Range<Int>, columns: Range<Int>,
    _ workspace: UnsafeMutableRawPointer
  ) {
    var p = unsafe argument(product)
    unsafe table.product(
      &p, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound, workspace)
  }

  /// One step of Adam.
  public static func adam(
    _ n: Int, _ step: AdamStep<Float>, _ g: UnsafePointer<Float>, _ m: UnsafeMutablePointer<Float>,
    _ v: UnsafeMutablePointer<Float>, _ w: UnsafeMutablePointer<Float>
  ) {
    var p = strata_adam_f32(
      step_size: step.stepSize, beta1: step.beta1, one_minus_beta1: step.oneMinusBeta1,
      beta2: step.beta2, one_minus_beta2: step.oneMinusBeta2, correction: step.correction,
      epsilon: step.epsilon)
    unsafe table.adam(n, &p, g, m, v, w)
  }

  /// `exp` of strata_kernels.h.
  public static func exp(_ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    unsafe table.exp(n, x, y)
  }

  /// `log` of strata_kernels.h.
  public static func log(_ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    unsafe table.log(n, x, y)
  }

  /// `tanh` of strata_kernels.h.
  public static func tanh(_ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    unsafe table.tanh(n, x, y)
  }

  /// `sigmoid` of strata_kernels.h.
  public static func sigmoid(_ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>)
  {
    unsafe table.sigmoid(n, x, y)
  }

  /// `relu` of strata_kernels.h.
  public static func relu(_ n: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
    unsafe table.relu(n, x, y)
  }

  /// `leaky_relu` of strata_kernels.h.
  public static func leakyRelu(
    _ n: Int, _ slope: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.leaky_relu(n, slope, x, y)
  }

  /// `tanh_gradient` of strata_kernels.h.
  public static func tanhGradient(
    _ n: Int, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    unsafe table.tanh_gradient(n, y, dy, dx)
  }

  /// `sigmoid_gradient` of strata_kernels.h.
  public static func sigmoidGradient(
    _ n: Int, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    unsafe table.sigmoid_gradient(n, y, dy, dx)
  }

  /// `relu_gradient` of strata_kernels.h.
  public static func reluGradient(
    _ n: Int, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    unsafe table.relu_gradient(n, y, dy, dx)
  }

  /// `leaky_relu_gradient` of strata_kernels.h.
  public static func leakyReluGradient(
    _ n: Int, _ slope: Float, _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    unsafe table.leaky_relu_gradient(n, slope, x, dy, dx)
  }

  /// `add` of strata_kernels.h.
  public static func add(
    _ n: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.add(n, a, b, y)
  }

  /// `multiply` of strata_kernels.h.
  public static func multiply(
    _ n: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.multiply(n, a, b, y)
  }

  /// `scale` of strata_kernels.h.
  public static func scale(
    _ n: Int, _ s: Float, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.scale(n, s, x, y)
  }

  /// `scaled_difference` of strata_kernels.h.
  public static func scaledDifference(
    _ n: Int, _ s: Float, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.scaled_difference(n, s, a, b, y)
  }

  /// `scaled_sign` of strata_kernels.h.
  public static func scaledSign(
    _ n: Int, _ s: Float, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.scaled_sign(n, s, a, b, y)
  }

  /// `add_row` of strata_kernels.h.
  public static func addRow(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ r: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.add_row(rows, columns, x, r, y)
  }

  /// `multiply_row` of strata_kernels.h.
  public static func multiplyRow(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ r: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.multiply_row(rows, columns, x, r, y)
  }

  /// `affine_row` of strata_kernels.h.
  public static func affineRow(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ s: UnsafePointer<Float>,
    _ o: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.affine_row(rows, columns, x, s, o, y)
  }

  /// `row_sum` of strata_kernels.h.
  public static func rowSum(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.row_sum(rows, columns, x, y)
  }

  /// `row_dot` of strata_kernels.h.
  public static func rowDot(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.row_dot(rows, columns, a, b, y)
  }

  /// `row_squared_distance` of strata_kernels.h.
  public static func rowSquaredDistance(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.row_squared_distance(rows, columns, a, b, y)
  }

  /// `row_distance` of strata_kernels.h.
  public static func rowDistance(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.row_distance(rows, columns, a, b, y)
  }

  /// `softmax` of strata_kernels.h.
  public static func softmax(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.softmax(rows, columns, x, y)
  }

  /// `softmax_gradient` of strata_kernels.h.
  public static func softmaxGradient(
    _ rows: Int, _ columns: Int, _ y: UnsafePointer<Float>, _ dy: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>
  ) {
    unsafe table.softmax_gradient(rows, columns, y, dy, dx)
  }

  /// `log_sum_exp` of strata_kernels.h.
  public static func logSumExp(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.log_sum_exp(rows, columns, x, y)
  }

  /// `column_sum` of strata_kernels.h.
  public static func columnSum(
    _ rows: Int, _ columns: Int, _ leaf: Int, _ columnBegin: Int, _ columnEnd: Int,
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    unsafe table.column_sum(rows, columns, leaf, columnBegin, columnEnd, x, y)
  }

  /// `sgd` of strata_kernels.h.
  public static func sgd(
    _ n: Int, _ learningRate: Float, _ g: UnsafePointer<Float>, _ w: UnsafeMutablePointer<Float>
  ) {
    unsafe table.sgd(n, learningRate, g, w)
  }

  /// `momentum` of strata_kernels.h.
  public static func momentum(
    _ n: Int, _ learningRate: Float, _ momentum: Float, _ nesterov: Bool, _ g: UnsafePointer<Float>,
    _ v: UnsafeMutablePointer<Float>, _ w: UnsafeMutablePointer<Float>
  ) {
    unsafe table.momentum(n, learningRate, momentum, nesterov ? 1 : 0, g, v, w)
  }

  /// `canonicalize` of strata_kernels.h.
  public static func canonicalize(_ n: Int, _ x: UnsafeMutablePointer<Float>) {
    unsafe table.canonicalize(n, x)
  }

}
