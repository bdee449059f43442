import StrataBytes
import Testing

@testable import StrataPluginLibrary

/// What needs no library that was built for it; those that do are in CLITests.
@Suite struct PluginLibraryTests {
  @Test func theTestsCanLoadPlugins() {
    #expect(PluginLibrary.canLoad)
  }

  @Test func aFileThatIsNotThere() {
    let error = #expect(throws: PluginLibraryError.self) { try PluginLibrary(path: "nowhere.so") }
    #expect(error?.description == "./nowhere.so: no such file")
    #expect(error?.cause == .missingInput)
  }
}
