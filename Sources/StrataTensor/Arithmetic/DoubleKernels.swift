private import CStrataKernels

/// The kernels for `Double`: the reference, for checking gradients.
///
/// Pointers and lengths are handed on as they come; ``Arithmetic`` has checked them.
public enum DoubleKernels: KernelTable {
  /// `Double`.
  public typealias Scalar = Double

  // Filled once by the C side, then constant.
  private static var table: strata_kernels_f64 { unsafe strata_kernels_double().pointee }

  private static func argument(_ p: MatrixProduct<Double>) -> strata_product_f64 {
    unsafe strata_product_f64(
      rows: p.rows, columns: p.columns, depth: p.depth,
      a: p.a, a_row: p.aStrides.row, a_depth: p.aStrides.depth,
      b: p.b, b_depth: p.bStrides.depth, b_column: p.bStrides.column,
      c: p.c, c_row: p.cRow, bias: p.bias, block: p.block, join: p.join)
  }

  /// Bytes of scratch that ``product(_:rows:columns:_:)`` needs.
  public static func productWorkspace(_ p: MatrixProduct<Double>) -> Int {
    unsafe table.product_workspace(p.rows, p.columns, p.depth, p.block, p.join)
  }

  /// A rectangle of a matrix product.
  public static func product(
    _ product: MatrixProduct<Double>, rows: Range<Int>, columns: Range<Int>,
    _ workspace: UnsafeMutableRawPointer
  ) {
    var p = unsafe argument(product)
    unsafe table.product(
      &p, rows.lowerBound, rows.upperBound, columns.lowerBound, columns.upperBound, workspace)
  }

  /// One step of Adam.
  public static func adam(
    _ n: Int, _ step: AdamStep<Double>, _ g: UnsafePointer<Double>,
    _ m: UnsafeMutablePointer<Double>,
    _ v: UnsafeMutablePointer<Double>, _ w: UnsafeMutablePointer<Double>
  ) {
    var p = strata_adam_f64(
      step_size: step.stepSize, beta1: step.beta1, one_minus_beta1: step.oneMinusBeta1,
      beta2: step.beta2, one_minus_beta2: step.oneMinusBeta2, correction: step.correction,
      epsilon: step.epsilon)
    unsafe table.adam(n, &p, g, m, v, w)
  }

  /// `exp` of strata_kernels.h.
  public static func exp(_ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>) {
    unsafe table.exp(n, x, y)
  }

  /// `log` of strata_kernels.h.
  public static func log(_ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>) {
    unsafe table.log(n, x, y)
  }

  /// `tanh` of strata_kernels.h.
  public static func tanh(_ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>) {
    unsafe table.tanh(n, x, y)
  }

  /// `sigmoid` of strata_kernels.h.
  public static func sigmoid(
    _ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.sigmoid(n, x, y)
  }

  /// `relu` of strata_kernels.h.
  public static func relu(_ n: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>) {
    unsafe table.relu(n, x, y)
  }

  /// `leaky_relu` of strata_kernels.h.
  public static func leakyRelu(
    _ n: Int, _ slope: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.leaky_relu(n, slope, x, y)
  }

  /// `tanh_gradient` of strata_kernels.h.
  public static func tanhGradient(
    _ n: Int, _ y: UnsafePointer<Double>, _ dy: UnsafePointer<Double>,
    _ dx: UnsafeMutablePointer<Double>
  ) {
    unsafe table.tanh_gradient(n, y, dy, dx)
  }

  /// `sigmoid_gradient` of strata_kernels.h.
  public static func sigmoidGradient(
    _ n: Int, _ y: UnsafePointer<Double>, _ dy: UnsafePointer<Double>,
    _ dx: UnsafeMutablePointer<Double>
  ) {
    unsafe table.sigmoid_gradient(n, y, dy, dx)
  }

  /// `relu_gradient` of strata_kernels.h.
  public static func reluGradient(
    _ n: Int, _ y: UnsafePointer<Double>, _ dy: UnsafePointer<Double>,
    _ dx: UnsafeMutablePointer<Double>
  ) {
    unsafe table.relu_gradient(n, y, dy, dx)
  }

  /// `leaky_relu_gradient` of strata_kernels.h.
  public static func leakyReluGradient(
    _ n: Int, _ slope: Double, _ x: UnsafePointer<Double>, _ dy: UnsafePointer<Double>,
    _ dx: UnsafeMutablePointer<Double>
  ) {
    unsafe table.leaky_relu_gradient(n, slope, x, dy, dx)
  }

  /// `add` of strata_kernels.h.
  public static func add(
    _ n: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.add(n, a, b, y)
  }

  /// `multiply` of strata_kernels.h.
  public static func multiply(
    _ n: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.multiply(n, a, b, y)
  }

  /// `scale` of strata_kernels.h.
  public static func scale(
    _ n: Int, _ s: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.scale(n, s, x, y)
  }

  /// `scaled_difference` of strata_kernels.h.
  public static func scaledDifference(
    _ n: Int, _ s: Double, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.scaled_difference(n, s, a, b, y)
  }

  /// `scaled_sign` of strata_kernels.h.
  public static func scaledSign(
    _ n: Int, _ s: Double, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.scaled_sign(n, s, a, b, y)
  }

  /// `add_row` of strata_kernels.h.
  public static func addRow(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>, _ r: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.add_row(rows, columns, x, r, y)
  }

  /// `multiply_row` of strata_kernels.h.
  public static func multiplyRow(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>, _ r: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.multiply_row(rows, columns, x, r, y)
  }

  /// `affine_row` of strata_kernels.h.
  public static func affineRow(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>, _ s: UnsafePointer<Double>,
    _ o: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.affine_row(rows, columns, x, s, o, y)
  }

  /// `row_sum` of strata_kernels.h.
  public static func rowSum(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.row_sum(rows, columns, x, y)
  }

  /// `row_dot` of strata_kernels.h.
  public static func rowDot(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.row_dot(rows, columns, a, b, y)
  }

  /// `row_squared_distance` of strata_kernels.h.
  public static func rowSquaredDistance(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.row_squared_distance(rows, columns, a, b, y)
  }

  /// `row_distance` of strata_kernels.h.
  public static func rowDistance(
    _ rows: Int, _ columns: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.row_distance(rows, columns, a, b, y)
  }

  /// `softmax` of strata_kernels.h.
  public static func softmax(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.softmax(rows, columns, x, y)
  }

  /// `softmax_gradient` of strata_kernels.h.
  public static func softmaxGradient(
    _ rows: Int, _ columns: Int, _ y: UnsafePointer<Double>, _ dy: UnsafePointer<Double>,
    _ dx: UnsafeMutablePointer<Double>
  ) {
    unsafe table.softmax_gradient(rows, columns, y, dy, dx)
  }

  /// `log_sum_exp` of strata_kernels.h.
  public static func logSumExp(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.log_sum_exp(rows, columns, x, y)
  }

  /// `column_sum` of strata_kernels.h.
  public static func columnSum(
    _ rows: Int, _ columns: Int, _ leaf: Int, _ columnBegin: Int, _ columnEnd: Int,
    _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>
  ) {
    unsafe table.column_sum(rows, columns, leaf, columnBegin, columnEnd, x, y)
  }

  /// `sgd` of strata_kernels.h.
  public static func sgd(
    _ n: Int, _ learningRate: Double, _ g: UnsafePointer<Double>, _ w: UnsafeMutablePointer<Double>
  ) {
    unsafe table.sgd(n, learningRate, g, w)
  }

  /// `momentum` of strata_kernels.h.
  public static func momentum(
    _ n: Int, _ learningRate: Double, _ momentum: Double, _ nesterov: Bool,
    _ g: UnsafePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ w: UnsafeMutablePointer<Double>
  ) {
    unsafe table.momentum(n, learningRate, momentum, nesterov ? 1 : 0, g, v, w)
  }

  /// `canonicalize` of strata_kernels.h.
  public static func canonicalize(_ n: Int, _ x: UnsafeMutablePointer<Double>) {
    unsafe table.canonicalize(n, x)
  }

}
