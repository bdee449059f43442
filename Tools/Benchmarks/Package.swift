// swift-tools-version: 6.3
import PackageDescription

/// Built like the package that is measured: Swift 6 mode, warnings are errors, each unsafe use
/// marked.
let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "strata-benchmarks",
  dependencies: [.package(name: "strata", path: "../..")],
  targets: [
    // A clock, the caches, the memory of a process, and a count of allocations.
    .target(name: "CMachine", cSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "StrataBenchmarks",
      dependencies: ["CMachine", .product(name: "Strata", package: "strata")],
      swiftSettings: swift),
    .executableTarget(
      name: "FirstPrediction", dependencies: [.product(name: "Strata", package: "strata")],
      swiftSettings: swift),
  ],
  cLanguageStandard: .c17
)
