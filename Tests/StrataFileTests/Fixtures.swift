import StrataFile
import Testing

/// Numbers from a generator of linear congruences (Knuth's MMIX), so that every run sees the same.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 29
  }
}

/// The little-endian bytes of `values`.
func bytes<T: FixedWidthInteger>(_ values: [T]) -> [UInt8] {
  values.flatMap { value in
    (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> T(8 * $0)) }
  }
}

/// `count` floats such as weights are, by the sum of four even ones.
func weights(_ count: Int, seed: UInt64 = 1) -> [Float] {
  var numbers = Numbers(state: seed)
  return (0..<count).map { _ in
    (0..<4).reduce(0) { sum, _ in sum + Float.random(in: -0.05...0.05, using: &numbers) }
  }
}

/// An f32 tensor of `values`.
func tensor(
  _ name: String, _ values: [Float], _ dimensions: [Int]? = nil, role: TensorRole = .parameter
) -> TensorRecord {
  TensorRecord(
    name: name, role: role, dtype: .f32, dimensions: dimensions ?? [values.count],
    bytes: bytes(values.map(\.bitPattern)))
}

/// A container with a bit of everything, of some 1,500 bytes.
func smallContainer() -> StrataContainer {
  var container = StrataContainer(arithmeticVersion: 1)
  container.tensors = [
    tensor("dense1.weight", weights(24), [4, 6]), tensor("dense1.bias", [0, 0, 0, 0, 0, 0]),
    TensorRecord(
      name: "steps", role: .buffer, dtype: .i64, dimensions: [], bytes: bytes([UInt64(12345)])),
    TensorRecord(name: "none", role: .optimizer, dtype: .f16, dimensions: [3, 0], bytes: []),
  ]
  container[.architecture] = Array(
    #"{"input":[4],"layers":[{"dense":{"units":6}},{"dense":{"units":6}}]}"#.utf8)
  container[.preparation] = Array("{}".utf8)
  container[.trainingState] = Array(#"{"epoch":3}"#.utf8)
  container[.metadata] = Array(#"{"note":"für Elise"}"#.utf8)
  container[.history] = Array((0..<8).flatMap { "{\"epoch\":\($0),\"loss\":0.5}".utf8 })
  return container
}

/// Equal in all that is written.
func expectSame(
  _ a: StrataContainer, _ b: StrataContainer, at location: SourceLocation = #_sourceLocation
) {
  #expect(a.tensors.count == b.tensors.count, sourceLocation: location)
  for (one, other) in zip(a.tensors, b.tensors) {
    // Compared as a whole: `#expect` would print every byte.
    let isSame = one == other
    #expect(isSame, "tensor \(one.name)", sourceLocation: location)
  }
  #expect(a.sections == b.sections, sourceLocation: location)
  #expect(a.arithmeticVersion == b.arithmeticVersion, sourceLocation: location)
}

/// What `bytes` hold, unpacked and with every digest checked.
func read(
  _ bytes: [UInt8], limits: ReadLimits = ReadLimits()
) throws(StrataFileError) -> StrataContainer {
  let reader = try StrataReader(bytes, name: "m.strata", limits: limits)
  return try reader.container(checkingDigests: true)
}
