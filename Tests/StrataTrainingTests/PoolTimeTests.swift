import Testing

/// What a pool's waiting costs, measured in a process that does nothing else.
@Suite struct PoolTimeTests {
  @Test func waitingCostsLittle() throws {
    var values: [String: Double] = [:]
    for line in try Probe.run("PoolProbe").split(separator: "\n") {
      let parts = line.split(separator: " ")
      try #require(parts.count == 2)
      values[String(parts[0])] = Double(parts[1])
    }
    // Milliseconds in a second: threads that have nothing to do sleep.
    #expect(try #require(values["idle:"]) < 20)
    // Threads that have no processor take none from those that have.
    #expect(try #require(values["oversubscribed:"]) < 2)
  }
}
