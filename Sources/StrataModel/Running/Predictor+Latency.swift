private import Glibc
import StrataLayers
import StrataTensor

extension Predictor {
  /// Measures how long this predictor takes for batches of a size, one call after the other.
  ///
  /// The inputs are uniform numbers from 0 to 1, the same in each run, or zeros where they are whole
  /// numbers. A tenth of the time, and one
  /// call at least, goes first and does not count. Two looks at the clock, some 40 ns, are part of
  /// each measured call.
  /// - Parameters:
  ///   - batch: Samples in each call, over 0.
  ///   - seconds: For how long to measure; one call is measured even if it takes longer.
  /// - Throws: ``ModelError/input(name:expected:got:)`` for a batch below 1 and for one that would
  ///   take more than a quarter of this machine's memory; what a layer refuses.
  /// - Complexity: Memory for one batch and 8 bytes a call.
  public func latency(batch: Int, seconds: Double = 1) throws(ModelError) -> Latency {
    let call = try call(samples(batch))
    _ = try Self.time(call, seconds: seconds / 10)
    let (nanoseconds, elapsed) = try Self.time(call, seconds: seconds)
    guard let latency = Latency(nanoseconds: nanoseconds, batch: batch, seconds: elapsed) else {
      preconditionFailure("no call was measured")
    }
    return latency
  }

  /// One call, as a program that wants speed makes it: into memory that is there, where the network
  /// has one input and one output.
  private func call(_ inputs: [Tensor<Float>]) -> () throws(ModelError) -> Void {
    guard inputs.count == 1, outputTypes.count == 1, let width = outputTypes[0].sampleCount else {
      return { () throws(ModelError) in _ = try predict(inputs) }
    }
    let input = inputs[0].elements
    let count = inputs[0].rowCount * width
    let output = Buffer<Float>(count: count).view([count])
    return { () throws(ModelError) in
      try output.withMutableSpan { (output) throws(ModelError) in
        try predict(input.span, into: &output)
      }
    }
  }

  private static func time(
    _ call: () throws(ModelError) -> Void, seconds: Double
  ) throws(ModelError) -> (nanoseconds: [Int], elapsed: Double) {
    var nanoseconds: [Int] = []
    let first = now()
    var end = first
    repeat {
      let start = now()
      try call()
      end = now()
      nanoseconds.append(end - start)
    } while Double(end - first) < seconds * 1e9
    // A clock may stand still for a very small network.
    return (nanoseconds, Double(max(end - first, 1)) / 1e9)
  }

  /// Nanoseconds on a clock that is never set.
  private static func now() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// One batch for each input.
  private func samples(_ batch: Int) throws(ModelError) -> [Tensor<Float>] {
    let declared = architecture.inputs
    let values = (declared.map(\.type) + outputTypes).reduce(1.0) {
      $0 + Double($1.sampleCount ?? 0)
    }
    let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let most = Int(Double(memory / 4) / (max(values, 1) * Double(MemoryLayout<Float>.stride)))
    guard batch > 0, batch <= most else {
      throw .input(
        name: declared.map(\.name).joined(separator: ", "),
        expected: "1 to \(most) samples, a quarter of this machine's memory", got: "\(batch)")
    }
    var tensors: [Tensor<Float>] = []
    for (index, input) in declared.enumerated() {
      let random = RandomStream(seed: 0, purpose: .layer, node: index)
      let lengths = input.type.sample.compactMap(\.length)
      do {
        let shape = try Shape([batch] + lengths)
        let row = shape.count / batch
        let isWhole = input.type.dtype != .float32
        let elements = (0..<shape.count).map {
          isWhole ? 0 : random.uniform(sample: $0 / row, element: $0 % row)
        }
        tensors.append(try Tensor(shape: shape, elements: elements))
      } catch {
        throw .input(name: input.name, expected: "\(batch) samples", got: error.description)
      }
    }
    return tensors
  }
}
