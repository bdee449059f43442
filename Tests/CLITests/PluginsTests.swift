import Strata
import StrataJSON
import Testing

/// `modeltool plugins`: every kind, with what it takes.
@Suite struct PluginsTests {
  @Test func everyKindIsListedWithItsFamily() throws {
    let json = try Folder().json("plugins --json")
    let entries = try #require(json.array)
    let registry = PluginRegistry.standard
    let all = registry.families.flatMap { family in
      registry.kinds(of: family).map { "\(family) \($0)" }
    }
    let listed = entries.map { "\($0["family"]?.string ?? "") \($0["kind"]?.string ?? "")" }
    #expect(listed == all && all.count > 100)
    for entry in entries {
      #expect(
        entry.object?.members.map(\.key) == ["family", "kind", "version", "summary", "parameters"])
      #expect(entry["summary"]?.string?.isEmpty == false && entry["version"] == 1)
    }
  }

  @Test func parametersHaveTypesAndDefaults() throws {
    let entries = try #require(Folder().json("plugins optimizer layer --json").array)
    func parameters(_ kind: String) -> [JSONValue]? {
      entries.first { $0["kind"]?.string == kind }?["parameters"]?.array
    }
    let adam = try #require(parameters("adam"))
    #expect(
      adam.map { $0["name"]?.string } == ["learningRate", "beta1", "beta2", "epsilon"])
    #expect(adam.map { $0["default"]?.number?.double } == [0.001, 0.9, 0.999, 1e-8])
    #expect(adam.allSatisfy { $0["type"]?.string == "number" && $0["isRequired"] == false })
    let dense = try #require(parameters("dense"))
    #expect(dense[0]["name"]?.string == "units" && dense[0]["isRequired"] == true)
    // The families come in the order in which they were asked for.
    #expect(entries.first?["family"]?.string == "optimizer")
    #expect(entries.last?["family"]?.string == "layer")
  }

  @Test func peopleReadThemByFamily() throws {
    let lines = try Folder().succeed("plugins optimizer").lines
    #expect(lines[0] == "optimizer")
    let place = try #require(lines.firstIndex { $0.hasPrefix("  adam 1 ") })
    #expect(
      lines[place].hasSuffix("Running mean of the gradients, measured by their running mean square")
    )
    #expect(
      lines[place + 1].drop { $0 == " " } == "learningRate=0.001 beta1=0.9 beta2=0.999 epsilon=1e-8"
    )
    let dropout = try Folder().succeed("plugins layer").lines
    #expect(dropout.contains { $0.drop { $0 == " " } == "rate*" })
  }

  @Test func anUnknownFamilyIsRefused() throws {
    let run = try Folder().run("plugins layers")
    #expect(run.code == 64 && run.text == "")
    #expect(
      run.errors.hasPrefix(
        "modeltool: expected a family, one of activation, constraint, data-reader, initializer, layer, loss, "
          + "metric, optimizer, schedule, got 'layers'\n"))
  }
}
