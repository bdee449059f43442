import StrataJSON
import StrataModel
import Testing

@Suite struct EpochRecordTests {
  @Test func comesBackAsItWas() throws {
    let record = EpochRecord(
      epoch: 3, loss: 0.25, metrics: [.init("accuracy", 0.5)], validationLoss: 0.75,
      validationMetrics: [.init("accuracy", 0.25)])
    let bytes = try JSONWriter.encode(record)
    #expect(try JSONReader.decode(EpochRecord.self, from: bytes) == record)
  }

  @Test func whatIsNotFiniteIsLeftOut() throws {
    let record = EpochRecord(
      epoch: 1, loss: 2, metrics: [.init("a", .nan), .init("b", 1)], validationLoss: .infinity,
      validationMetrics: [.init("a", -.infinity)])
    let text = String(decoding: try JSONWriter.encode(record), as: UTF8.self)
    #expect(text == #"{"epoch":1,"loss":2,"metrics":{"b":1}}"#)
  }
}
