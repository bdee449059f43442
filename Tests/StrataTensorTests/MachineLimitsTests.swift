import StrataTensor
import Testing

/// What a core can do at best.
@Suite struct MachineLimitsTests {
  @Test func aCallDoesWholeRegistersOfMultiplyAdds() {
    let operations = MachineLimits.multiplyAddOperations
    #expect(operations > 0 && operations.isMultiple(of: 2 * 12 * 8192))
    // Sums of 0.5 · s + 0.25 from 0 to 11 on all come near 0.5: 6 for 12 chains, as often as the
    // processor's registers have lanes that are added up.
    let sum = MachineLimits.multiplyAdd()
    #expect(sum > 5 && abs(sum.remainder(dividingBy: 6)) < 1e-3, "\(sum)")
  }

  @Test func readsEveryByteInWholePieces() throws {
    for (bytes, whole) in [(1, 512), (512, 512), (513, 1024), (100_000, 100_352)] {
      let memory = try MachineMemory(bytes: bytes)
      #expect(memory.bytes == whole)
      // An even number of equal words: their exclusive or is 0, whatever the width.
      #expect(memory.read() == 0)
    }
  }

  @Test func bothLimitsAreThoseOfAComputer() throws {
    let operations = MachineLimits.operationsPerSecond(seconds: 0.01)
    let bytes = try MachineLimits.bytesPerSecond(reading: 1 << 16, seconds: 0.01)
    // A core of 1990 and one of the far future.
    #expect((1e6...1e14).contains(operations), "\(operations)")
    #expect((1e6...1e14).contains(bytes), "\(bytes)")
  }
}
