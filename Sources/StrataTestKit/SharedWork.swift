/// Work for threads: every number of them must give the same bits.
enum SharedWork {
  /// The numbers of threads; the first is what the others are compared with.
  static let threads = [1, 2, 3, 8]
  /// Work is shared in parts of 2¹⁴ elements or more: as many as give every thread some.
  static let elements = 8 << 14
}
