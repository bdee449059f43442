import Testing

/// What is promised to allocate nothing, counted in a process of its own.
@Suite struct AllocationTests {
  @Test func nothingIsAllocatedTwice() throws {
    let lines = try Probe.run("AllocationProbe").split(separator: "\n")
    // The first line proves that the probe counts at all.
    #expect(lines.first == "array: 1")
    // Three networks, each 2 × 3 × 4 times and once unprepared; five trainings, each 2 × 2 times.
    #expect(lines.count == 1 + 3 * (24 + 1) + 5 * 4)
    #expect(lines.dropFirst().filter { !$0.hasSuffix(": 0") } == [])
  }
}
