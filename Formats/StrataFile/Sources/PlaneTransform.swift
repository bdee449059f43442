/// How the bits of an element are ordered before it is cut into byte planes.
///
/// A weight's exponent takes few values and its sign and mantissa take all of them, so the exponent
/// should have a byte to itself: entropy coding then saves what there is to save.
enum PlaneTransform: UInt8 {
  /// As they are.
  case none = 0
  /// Exponent, sign, mantissa, where the exponent has 8 bits: f32 and bf16.
  case exponentFirst = 1
  /// Rotated left by one, so that the sign is the lowest bit: exponent, mantissa, sign.
  case rotated = 2

  /// Whether elements of `width` bytes can be taken so.
  func fits(width: Int) -> Bool {
    switch self {
    case .none: [1, 2, 4, 8].contains(width)
    case .exponentFirst: [2, 4].contains(width)
    case .rotated: [2, 4, 8].contains(width)
    }
  }

  /// Cuts the elements in `source`, each of `width` bytes, into planes: all the most significant
  /// bytes, then all the next ones. `planes` has the size of `source`.
  func split(_ source: Span<UInt8>, width: Int, into planes: inout [UInt8]) {
    precondition(fits(width: width) && source.count % width == 0 && planes.count == source.count)
    let count = source.count / width
    unsafe source.withUnsafeBytes { source in
      unsafe planes.withUnsafeMutableBytes { planes in
        guard let from = source.baseAddress, let to = planes.baseAddress else { return }
        switch (self, width) {
        case (.none, 1): unsafe to.copyMemory(from: from, byteCount: count)
        case (.none, 2): unsafe cut(from, count, to) { (word: UInt16) in word }
        case (.none, 4): unsafe cut(from, count, to) { (word: UInt32) in word }
        case (.none, _): unsafe cut(from, count, to) { (word: UInt64) in word }
        case (.exponentFirst, 2): unsafe cut(from, count, to, exponentUp16)
        case (.exponentFirst, _): unsafe cut(from, count, to, exponentUp32)
        case (.rotated, 2): unsafe cut(from, count, to) { (w: UInt16) in w &<< 1 | w &>> 15 }
        case (.rotated, 4): unsafe cut(from, count, to) { (w: UInt32) in w &<< 1 | w &>> 31 }
        case (.rotated, _): unsafe cut(from, count, to) { (w: UInt64) in w &<< 1 | w &>> 63 }
        }
      }
    }
  }

  /// The reverse of `split`: the elements go to `target`, from byte `start` on.
  func join(_ planes: Span<UInt8>, width: Int, into target: inout [UInt8], at start: Int) {
    precondition(fits(width: width) && planes.count % width == 0)
    precondition(start >= 0 && planes.count <= target.count - start)
    let count = planes.count / width
    unsafe planes.withUnsafeBytes { planes in
      unsafe target.withUnsafeMutableBytes { target in
        guard let from = planes.baseAddress, let base = target.baseAddress else { return }
        let to = unsafe base + start
        switch (self, width) {
        case (.none, 1): unsafe to.copyMemory(from: from, byteCount: count)
        case (.none, 2): unsafe weave(from, count, to) { (word: UInt16) in word }
        case (.none, 4): unsafe weave(from, count, to) { (word: UInt32) in word }
        case (.none, _): unsafe weave(from, count, to) { (word: UInt64) in word }
        case (.exponentFirst, 2): unsafe weave(from, count, to, exponentDown16)
        case (.exponentFirst, _): unsafe weave(from, count, to, exponentDown32)
        case (.rotated, 2): unsafe weave(from, count, to) { (w: UInt16) in w &>> 1 | w &<< 15 }
        case (.rotated, 4): unsafe weave(from, count, to) { (w: UInt32) in w &>> 1 | w &<< 31 }
        case (.rotated, _): unsafe weave(from, count, to) { (w: UInt64) in w &>> 1 | w &<< 63 }
        }
      }
    }
  }
}

/// Sign 1, exponent 8, mantissa 23 to exponent, sign, mantissa.
private func exponentUp32(_ word: UInt32) -> UInt32 {
  word &<< 1 & 0xFF00_0000 | word &>> 8 & 0x0080_0000 | word & 0x007F_FFFF
}

private func exponentDown32(_ word: UInt32) -> UInt32 {
  word &>> 1 & 0x7F80_0000 | word &<< 8 & 0x8000_0000 | word & 0x007F_FFFF
}

/// Sign 1, exponent 8, mantissa 7 to exponent, sign, mantissa.
private func exponentUp16(_ word: UInt16) -> UInt16 {
  word &<< 1 & 0xFF00 | word &>> 8 & 0x0080 | word & 0x007F
}

private func exponentDown16(_ word: UInt16) -> UInt16 {
  word &>> 1 & 0x7F80 | word &<< 8 & 0x8000 | word & 0x007F
}

/// One loop a plane: each is simple enough for the compiler to make vectors of it.
@inline(__always)
private func cut<Word: FixedWidthInteger>(
  _ source: UnsafeRawPointer, _ count: Int, _ planes: UnsafeMutableRawPointer,
  _ reorder: (Word) -> Word
) {
  let width = MemoryLayout<Word>.size
  for plane in 0..<width {
    let shift = Word(8 * (width - 1 - plane))
    let target = unsafe planes + plane * count
    for index in 0..<count {
      let word = unsafe source.loadUnaligned(fromByteOffset: index &* width, as: Word.self)
      let byte = UInt8(truncatingIfNeeded: reorder(Word(littleEndian: word)) &>> shift)
      unsafe target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
    }
  }
}

@inline(__always)
private func weave<Word: FixedWidthInteger>(
  _ planes: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutableRawPointer,
  _ restore: (Word) -> Word
) {
  let width = MemoryLayout<Word>.size
  for index in 0..<count {
    var word: Word = 0
    for plane in 0..<width {
      let byte = unsafe planes.load(fromByteOffset: plane &* count &+ index, as: UInt8.self)
      word |= Word(truncatingIfNeeded: byte) &<< Word(8 * (width - 1 - plane))
    }
    unsafe target.storeBytes(
      of: restore(word).littleEndian, toByteOffset: index &* width, as: Word.self)
  }
}
