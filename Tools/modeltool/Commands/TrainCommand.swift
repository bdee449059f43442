enum TrainCommand: Command {
  static let name = "train"
  static let summary = "Train"
  static let usage = ["train"]
  static func run(_ arguments: Arguments) throws -> Int32 { 0 }
}
