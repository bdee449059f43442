enum PredictCommand: Command {
  static let name = "predict"
  static let summary = "Predict"
  static let usage = ["predict"]
  static func run(_ arguments: Arguments) throws -> Int32 { 0 }
}
