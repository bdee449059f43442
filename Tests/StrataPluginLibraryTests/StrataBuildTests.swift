import Testing

@testable import StrataPluginLibrary

@Suite struct StrataBuildTests {
  private let build = StrataBuild(version: "1.2.3", swift: 60301, compiler: "Clang 21 (abc)")

  @Test func thisOneIsKnown() {
    let build = StrataBuild.current
    #expect(build.version.split(separator: ".").compactMap { Int($0) }.count == 3)
    #expect(build.swift >= 60_300)
    #expect(build.compiler.contains("lang "))
    #expect(build.fits(build))
  }

  @Test func allMustBeTheSame() {
    #expect(build.fits(StrataBuild(version: "1.2.3", swift: 60301, compiler: "Clang 21 (abc)")))
    for other in [
      StrataBuild(version: "1.2.4", swift: 60301, compiler: "Clang 21 (abc)"),
      StrataBuild(version: "1.2.3", swift: 60302, compiler: "Clang 21 (abc)"),
      StrataBuild(version: "1.2.3", swift: 60301, compiler: "Clang 21 (abd)"),
    ] {
      #expect(!build.fits(other) && !other.fits(build))
    }
  }

  /// The mode of an older language does not tell the compiler's version; the toolchain's name does.
  @Test func aVersionThatIsNotKnownIsNotCompared() {
    for swift in [0, 51000] {
      let other = StrataBuild(version: "1.2.3", swift: swift, compiler: "Clang 21 (abc)")
      #expect(build.fits(other) && other.fits(build))
      #expect(other.description == "1.2.3 with Clang 21 (abc)")
    }
    #expect(build.description == "1.2.3 with Swift 6.3.1 (Clang 21 (abc))")
  }
}
