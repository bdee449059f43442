enum EvaluateCommand: Command {
  static let name = "evaluate"
  static let summary = "Evaluate"
  static let usage = ["evaluate"]
  static func run(_ arguments: Arguments) throws -> Int32 { 0 }
}
