internal import CStrataBytes

/// SHA-256 (FIPS 180-4), taken in pieces.
public struct SHA256: Sendable {
  /// H₀…H₇ of FIPS 180-4, section 5.3.3.
  private var state: SIMD8<UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// The start of a block of 64 bytes that is not full yet.
  private var pending: [UInt8] = []
  /// Bytes seen so far, modulo 2⁶⁴ (the message length in bits is this, times eight).
  private var length: UInt64 = 0

  /// Of nothing yet.
  public init() {
    pending.reserveCapacity(128)
  }

  /// The 32 bytes of the hash of `bytes`.
  /// - Complexity: O(n).
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// Goes on with `bytes`.
  public mutating func update(_ bytes: [UInt8]) {
    update(bytes.span)
  }

  /// Goes on with `bytes`.
  public mutating func update(_ bytes: Span<UInt8>) {
    length &+= UInt64(bytes.count)
    var position = 0
    if !pending.isEmpty {
      while pending.count < 64, position < bytes.count {
        pending.append(bytes[position])
        position += 1
      }
      guard pending.count == 64 else { return }
      state = compress(state, pending.span)
      pending.removeAll(keepingCapacity: true)
    }
    let whole = (bytes.count - position) & ~63
    state = compress(state, bytes.extracting(position..<position + whole))
    for index in position + whole..<bytes.count {
      pending.append(bytes[index])
    }
  }

  /// The 32 bytes of the hash of everything seen.
  public consuming func finish() -> [UInt8] {
    let bits = length &<< 3
    pending.append(0x80)
    while pending.count % 64 != 56 {
      pending.append(0)
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      pending.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    state = compress(state, pending.span)
    var digest: [UInt8] = []
    digest.reserveCapacity(32)
    for index in 0..<8 {
      for shift in stride(from: 24, through: 0, by: -8) {
        digest.append(UInt8(truncatingIfNeeded: state[index] >> UInt32(shift)))
      }
    }
    return digest
  }
}

/// Section 6.2.2 for each block of `blocks`, whose length is a multiple of 64: the state after them.
private func compress(_ before: SIMD8<UInt32>, _ blocks: Span<UInt8>) -> SIMD8<UInt32> {
  unsafe blocks.withUnsafeBytes { buffer in
    unsafe roundConstants.withUnsafeBufferPointer { constants in
      unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { schedule in
        var state = before
        guard let bytes = buffer.baseAddress, let w = schedule.baseAddress,
          let k = constants.baseAddress
        else { return state }
        if unsafe compressed(&state, bytes, buffer.count / 64, k) { return state }
        for start in stride(from: 0, to: buffer.count, by: 64) {
          unsafe compress(&state, bytes + start, k, w)
        }
        return state
      }
    }
  }
}

/// The same by instructions that the processor has for it; false if it has none.
private func compressed(
  _ state: inout SIMD8<UInt32>, _ blocks: UnsafeRawPointer, _ count: Int, _ k: UnsafePointer<UInt32>
) -> Bool {
  unsafe withUnsafeMutableBytes(of: &state) { state in
    unsafe strata_bytes_sha256(
      strata_bytes_features(), state.baseAddress?.assumingMemoryBound(to: UInt32.self), k,
      blocks.assumingMemoryBound(to: UInt8.self), count) != 0
  }
}

/// Steps 1 to 4 for one block: 64 rounds on the working variables a…h, added to the state.
///
/// Eight rounds bring every variable back to its place, so that none has to be moved. Of the message
/// schedule the last 16 words are held, and each is made next to the round that needs it: the
/// processor can then work on both at once.
@inline(__always)
private func compress(
  _ state: inout SIMD8<UInt32>, _ bytes: UnsafeRawPointer, _ k: UnsafePointer<UInt32>,
  _ w: UnsafeMutablePointer<UInt32>
) {
  var (a, b, c, d) = (state[0], state[1], state[2], state[3])
  var (e, f, g, h) = (state[4], state[5], state[6], state[7])
  for t in 0..<16 {
    unsafe w[t] = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 4 &* t, as: UInt32.self))
  }
  var t = 0
  while t < 64 {
    unsafe round(a, b, c, &d, e, f, g, &h, k[t] &+ word(w, t))
    unsafe round(h, a, b, &c, d, e, f, &g, k[t &+ 1] &+ word(w, t &+ 1))
    unsafe round(g, h, a, &b, c, d, e, &f, k[t &+ 2] &+ word(w, t &+ 2))
    unsafe round(f, g, h, &a, b, c, d, &e, k[t &+ 3] &+ word(w, t &+ 3))
    unsafe round(e, f, g, &h, a, b, c, &d, k[t &+ 4] &+ word(w, t &+ 4))
    unsafe round(d, e, f, &g, h, a, b, &c, k[t &+ 5] &+ word(w, t &+ 5))
    unsafe round(c, d, e, &f, g, h, a, &b, k[t &+ 6] &+ word(w, t &+ 6))
    unsafe round(b, c, d, &e, f, g, h, &a, k[t &+ 7] &+ word(w, t &+ 7))
    t &+= 8
  }
  state &+= SIMD8(a, b, c, d, e, f, g, h)
}

/// Wₜ; from t = 16 on it takes the place of Wₜ₋₁₆.
@inline(__always)
private func word(_ w: UnsafeMutablePointer<UInt32>, _ t: Int) -> UInt32 {
  guard t >= 16 else { return unsafe w[t] }
  let w15 = unsafe w[(t &- 15) & 15]
  let w2 = unsafe w[(t &- 2) & 15]
  let sigma0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 &>> 3)
  let sigma1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 &>> 10)
  let next = unsafe w[t & 15] &+ sigma0 &+ w[(t &- 7) & 15] &+ sigma1
  unsafe w[t & 15] = next
  return next
}

/// One round, where `d` becomes the new e and `h` the new a; `wk` is Wₜ + Kₜ.
@inline(__always)
private func round(
  _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
  _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ wk: UInt32
) {
  let sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
  let choice = g ^ (e & (f ^ g))
  let t1 = h &+ wk &+ choice &+ sum1
  let sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
  let majority = (a & b) | (c & (a | b))
  d &+= t1
  h = t1 &+ sum0 &+ majority
}

@inline(__always)
private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
  (word &>> count) | (word &<< (32 &- count))
}

/// K₀…K₆₃ of FIPS 180-4, section 4.2.2: the fractions of the cube roots of the first 64 primes.
private let roundConstants: [UInt32] = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
  0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
  0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
  0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
  0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
  0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
  0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
  0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
  0xc671_78f2,
]
