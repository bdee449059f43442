import Foundation
import Testing

@testable import InferenceService

@Suite struct OptionsTests {
  @Test func takesTheModelsName() throws {
    let options = try #require(try Options.parse(["--model", "/x/fraud.strata", "--port", "0"]))
    #expect(options.name == "fraud" && options.port == 0 && options.maximumRequests == 64)
  }

  @Test(arguments: [
    ([], "--model: expected a file, got none"),
    (["--model"], "--model: expected a value, got none"),
    (["--port", "65536"], "--port: expected a number from 0 to 65535, got '65536'"),
    (["--threads", "two"], "--threads: expected a number from 1 to 1024, got 'two'"),
    (["--modle", "x"], "unknown option '--modle'"),
  ]) func refuses(arguments: [String], message: String) {
    do {
      _ = try Options.parse(arguments)
      #expect(Bool(false), "\(arguments)")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test func exitCodes() throws {
    #expect(try Service.run(["--help"]).code == 0)
    #expect(try Service.run(["--help"]).output == Options.usage)
    #expect(try Service.run(["--port", "x"]).code == 64)
    #expect(try Service.run(["--model", "/nowhere.strata"]).code == 66)
    let models = try Models()
    let path = models.path("bad.strata")
    try "no model".write(toFile: path, atomically: true, encoding: .utf8)
    let bad = try Service.run(["--model", path])
    #expect(bad.code == 65 && bad.log.hasSuffix("this is not a .strata file\n"))
    let good = try models.write(Models.table(), "good.strata")
    #expect(try Service.run(["--model", good, "--address", "localhost"]).code == 64)
    let service = try Service(["--model", good])
    #expect(try Service.run(["--model", good, "--port", "\(service.port)"]).code == 69)
  }
}
