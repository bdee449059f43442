import Strata

/// Weights to pack: real ones, which `peers/weights.py` has put into a folder, or made-up ones.
struct Weights {
  /// Of the file: what it is, and its dtype after the dot.
  let name: String
  let dtype: StoredDType
  /// Where it is; nil for numbers that are made up.
  private let path: String?

  /// The real ones that are there, or else the made-up ones.
  static func all(_ folder: String) -> [Weights] {
    let real = ["transformer", "voice", "magika"].flatMap { name in
      [("f32", StoredDType.f32), ("bf16", .bf16), ("f16", .f16)].compactMap { suffix, dtype in
        let weights = Weights(
          name: "\(name).\(suffix)", dtype: dtype, path: "\(folder)/weights/\(name).\(suffix)")
        return weights.isThere ? weights : nil
      }
    }
    return real.isEmpty ? [Weights(name: "made-up.f32", dtype: .f32, path: nil)] : real
  }

  private var isThere: Bool {
    path.map { (try? RandomAccessBytes(path: $0, limit: 0)) != nil } ?? true
  }

  /// The elements, little-endian.
  func bytes() throws -> [UInt8] {
    if let path {
      let file = try RandomAccessBytes(path: path, limit: 1 << 30)
      return try file.read(file.count, at: 0)
    }
    // 16 MB, each the sum of four numbers, so that it is rarely large.
    let parts = try Values.uniform([4, 1 << 22]).elements
    var writer = ByteWriter(capacity: 1 << 24)
    for index in 0..<1 << 22 {
      let sum = (0..<4).reduce(Float(0)) { $0 + parts[$1 << 22 + index] }
      writer.write((sum * 0.03).bitPattern)
    }
    return writer.bytes
  }
}
