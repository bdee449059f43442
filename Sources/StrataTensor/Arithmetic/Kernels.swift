/// The kernels for one number type: the functions of the C tables, seen alike for `Float` and
/// `Double`.
///
/// What each computes, and in which order, is said in `strata_kernels.h`. Only ``Arithmetic`` calls
/// them: it checks every length before it hands a pointer on. C functions hold no state, so any thread
/// may call them at any time.
@safe public final class Kernels<T: TensorElement>: @unchecked Sendable {
  let table: KernelTable<T>

  init(_ table: KernelTable<T>) { self.table = table }
}

/// The functions themselves; in a class of its own, so that asking for one copies no other.
@safe struct KernelTable<T: TensorElement> {
  typealias In = UnsafePointer<T>
  typealias Out = UnsafeMutablePointer<T>

  /// Bytes of scratch that `product` needs.
  let productWorkspace: (_ product: MatrixProduct<T>) -> Int
  /// Elements that a packed operand takes.
  let packedSize: (_ depth: Int, _ columns: Int) -> Int
  /// Packs the second operand of a product, depth × columns, with rows side by side.
  let pack: (_ depth: Int, _ columns: Int, _ b: In, _ packed: Out) -> Void
  /// A rectangle of a product; the scratch has the bytes of `productWorkspace`.
  let product:
    (
      _ product: MatrixProduct<T>, _ rows: Range<Int>, _ columns: Range<Int>,
      _ scratch: UnsafeMutableRawPointer?
    ) -> Void
  /// A product to be computed often: the same as `product` from its second argument on.
  let bind:
    (_ product: MatrixProduct<T>) -> (
      _ rows: Range<Int>, _ columns: Range<Int>, _ scratch: UnsafeMutableRawPointer?
    ) -> Void
  /// One step of Adam.
  let adam: (_ n: Int, _ step: AdamStep<T>, _ g: In, _ m: Out, _ v: Out, _ w: Out) -> Void

  // As in the C header, whose names they have.
  let exp: (_ n: Int, _ x: In, _ y: Out) -> Void
  let log: (_ n: Int, _ x: In, _ y: Out) -> Void
  let tanh: (_ n: Int, _ x: In, _ y: Out) -> Void
  let sigmoid: (_ n: Int, _ x: In, _ y: Out) -> Void
  let erf: (_ n: Int, _ x: In, _ y: Out) -> Void
  let gelu: (_ n: Int, _ x: In, _ y: Out) -> Void
  let relu: (_ n: Int, _ x: In, _ y: Out) -> Void
  let leakyRelu: (_ n: Int, _ slope: T, _ x: In, _ y: Out) -> Void
  let tanhGradient: (_ n: Int, _ y: In, _ dy: In, _ dx: Out) -> Void
  let sigmoidGradient: (_ n: Int, _ y: In, _ dy: In, _ dx: Out) -> Void
  let geluGradient: (_ n: Int, _ x: In, _ dy: In, _ dx: Out) -> Void
  let reluGradient: (_ n: Int, _ y: In, _ dy: In, _ dx: Out) -> Void
  let leakyReluGradient: (_ n: Int, _ slope: T, _ x: In, _ dy: In, _ dx: Out) -> Void
  let add: (_ n: Int, _ a: In, _ b: In, _ y: Out) -> Void
  let multiply: (_ n: Int, _ a: In, _ b: In, _ y: Out) -> Void
  let scale: (_ n: Int, _ s: T, _ x: In, _ y: Out) -> Void
  let scaledDifference: (_ n: Int, _ s: T, _ a: In, _ b: In, _ y: Out) -> Void
  let scaledSign: (_ n: Int, _ s: T, _ a: In, _ b: In, _ y: Out) -> Void
  let addRow: (_ rows: Int, _ columns: Int, _ x: In, _ r: In, _ y: Out) -> Void
  let multiplyRow: (_ rows: Int, _ columns: Int, _ x: In, _ r: In, _ y: Out) -> Void
  let affineRow: (_ rows: Int, _ columns: Int, _ x: In, _ s: In, _ o: In, _ y: Out) -> Void
  let rowSum: (_ rows: Int, _ columns: Int, _ x: In, _ y: Out) -> Void
  let rowDot: (_ rows: Int, _ columns: Int, _ a: In, _ b: In, _ y: Out) -> Void
  let rowSquaredDistance: (_ rows: Int, _ columns: Int, _ a: In, _ b: In, _ y: Out) -> Void
  let rowDistance: (_ rows: Int, _ columns: Int, _ a: In, _ b: In, _ y: Out) -> Void
  let softmax: (_ rows: Int, _ columns: Int, _ x: In, _ y: Out) -> Void
  let softmaxGradient: (_ rows: Int, _ columns: Int, _ y: In, _ dy: In, _ dx: Out) -> Void
  let logSumExp: (_ rows: Int, _ columns: Int, _ x: In, _ y: Out) -> Void
  let columnSum:
    (
      _ rows: Int, _ columns: Int, _ leaf: Int, _ columnBegin: Int, _ columnEnd: Int, _ x: In,
      _ y: Out
    ) -> Void
  let sgd: (_ n: Int, _ learningRate: T, _ g: In, _ w: Out) -> Void
  let momentum:
    (
      _ n: Int, _ learningRate: T, _ momentum: T, _ nesterov: Int32, _ g: In, _ v: Out, _ w: Out
    ) -> Void
  let canonicalize: (_ n: Int, _ x: Out) -> Void
}

/// A value that C functions read, at one address for as long as the object lives.
@safe final class Stable<Value: BitwiseCopyable> {
  let pointer: UnsafePointer<Value>

  init(_ value: Value) {
    let memory = UnsafeMutablePointer<Value>.allocate(capacity: 1)
    unsafe memory.initialize(to: value)
    unsafe pointer = UnsafePointer(memory)
  }

  deinit { unsafe pointer.deallocate() }
}

/// What one step of Adam multiplies with; see `strata_adam_f32`.
struct AdamStep<T: TensorElement> {
  let stepSize: T
  let beta1: T
  let oneMinusBeta1: T
  let beta2: T
  let oneMinusBeta2: T
  let correction: T
  let epsilon: T
}
