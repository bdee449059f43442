import Strata
import Testing

/// What the article Performance shows.
@Suite struct PerformanceTests {
  @Test func predictingIntoMemoryThatIsThere() throws {
    let model = try Model(input: [3], seed: 1) {
      Dense(4, activation: .relu)
      Dense(2)
    }
    let predictor = try Predictor(model)
    var answers = [Float](repeating: 0, count: 2)
    func answer(_ row: [Float]) throws {
      var room = answers.mutableSpan
      try predictor.predict(row.span, into: &room)
    }
    try answer([1, 2, 3])
    let tensor = try Tensor<Float>(shape: [1, 3], elements: [1, 2, 3])
    #expect(answers == (try predictor.predict(tensor).elements))
    #expect(answers.contains { $0 != 0 })
  }
}
