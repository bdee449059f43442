enum DemoCommand: Command {
  static let name = "demo"
  static let summary = "Demo"
  static let usage = ["demo"]
  static func run(_ arguments: Arguments) throws -> Int32 { 0 }
}
