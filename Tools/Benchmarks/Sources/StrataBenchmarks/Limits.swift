import CMachine
import Strata

extension Row {
  /// What one core can do at best.
  static var limits: [Row] { [multiplyAdds] + levels.map { reading($0.bytes) } }

  /// Fused multiply-adds in the widest registers.
  static var multiplyAdds: Row {
    Row(name: "limit/fma", operations: MachineLimits.multiplyAddOperations) { _ in
      { seconds in Sampler.each(seconds) { Sampler.use(MachineLimits.multiplyAdd()) } }
    }
  }

  /// A number of bytes, read again and again, from whichever level of the memory holds them.
  static func reading(_ bytes: Int) -> Row {
    // The loop reads whole pieces of 512 bytes.
    let whole = (bytes + 511) / 512 * 512
    return Row(name: "limit/read/\(bytes)", bytes: whole) { _ in
      let memory = try MachineMemory(bytes: bytes)
      return { seconds in Sampler.grouped(seconds) { Sampler.use(memory.read()) } }
    }
  }

  /// Bytes that lie well within each level of the memory.
  static var levels: [(name: String, bytes: Int)] {
    let second = Int(machine_cache_bytes(2))
    let third = Int(machine_cache_bytes(3))
    return [
      ("L2", (second > 0 ? second : 1 << 20) / 2), ("L3", max(third, 16 << 20) / 4),
      ("memory", 256 << 20),
    ]
  }
}
