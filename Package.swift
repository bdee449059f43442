// swift-tools-version: 6.3
import PackageDescription

/// Every Swift target is built alike: Swift 6 mode, warnings are errors, each unsafe use marked.
let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A library room: `name` lies in `path`, knows `dependencies` and nothing else.
func room(_ name: String, _ path: String, knows dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: swift)
}

/// The tests of one room, in `Tests/<name>`.
func tests(
  _ name: String, of dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, path: "Tests/\(name)", resources: resources,
    swiftSettings: swift)
}

let package = Package(
  name: "strata",
  products: [
    .library(name: "Strata", targets: ["Strata"]),
    .library(name: "StrataPredict", targets: ["StrataPredict"]),
    .library(name: "StrataServing", targets: ["StrataServing"]),
    .library(name: "StrataJSON", targets: ["StrataJSON"]),
    .library(name: "StrataTestKit", targets: ["StrataTestKit"]),
    .plugin(name: "EmbedModel", targets: ["EmbedModel"]),
    .executable(name: "modeltool", targets: ["modeltool"]),
  ],
  targets: [
    // Bytes and text: nothing here knows what a tensor is.
    .systemLibrary(
      name: "CZlib", path: "Formats/Bytes/CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CStrataBytes", dependencies: ["CZlib"], path: "Formats/Bytes/C",
      cSettings: [.treatAllWarnings(as: .error)]),
    room("StrataBytes", "Formats/Bytes/Sources", knows: ["CZlib", "CStrataBytes"]),
    room("StrataJSON", "Formats/JSON/Sources"),
    room("StrataImages", "Formats/Images/Sources", knows: ["StrataBytes"]),

    // Arithmetic.
    .target(
      name: "CStrataKernels", path: "Sources/CStrataKernels",
      cSettings: [.treatAllWarnings(as: .error)], linkerSettings: [.linkedLibrary("m")]),
    room("StrataTensor", "Sources/StrataTensor", knows: ["CStrataKernels"]),

    room("StrataNumPy", "Formats/NumPy/Sources", knows: ["StrataBytes", "StrataTensor"]),
    room("StrataSafeTensors", "Formats/SafeTensors/Sources", knows: ["StrataBytes", "StrataJSON"]),

    // Networks.
    room("StrataPlugin", "Sources/StrataPlugin"),
    .target(
      name: "CStrataPlugin", path: "Sources/CStrataPlugin",
      cSettings: [.treatAllWarnings(as: .error)]),
    room(
      "StrataPluginLibrary", "Sources/StrataPluginLibrary",
      knows: ["CStrataPlugin", "StrataBytes", "StrataPlugin"]),
    room("StrataLayers", "Sources/StrataLayers", knows: ["StrataTensor", "StrataPlugin"]),
    room(
      "StrataModel", "Sources/StrataModel", knows: ["StrataTensor", "StrataPlugin", "StrataLayers"]
    ),
    room("StrataLosses", "Sources/StrataLosses", knows: ["StrataTensor", "StrataPlugin"]),
    room(
      "StrataData", "Sources/StrataData",
      knows: [
        "StrataBytes", "StrataJSON", "StrataImages", "StrataNumPy", "StrataPlugin", "StrataTensor",
        "StrataModel",
      ]),
    room(
      "StrataTraining", "Sources/StrataTraining",
      knows: [
        "StrataTensor", "StrataPlugin", "StrataLayers", "StrataModel", "StrataLosses", "StrataData",
        "StrataFile", "StrataBytes", "StrataJSON",
      ]),
    room(
      "StrataFile", "Formats/StrataFile/Sources",
      knows: [
        "CStrataBytes", "StrataBytes", "StrataJSON", "StrataTensor", "StrataPlugin", "StrataModel",
      ]),
    room(
      "StrataPredict", "Sources/StrataPredict",
      knows: [
        "StrataBytes", "StrataTensor", "StrataPlugin", "StrataLayers", "StrataModel", "StrataFile",
      ]),
    room(
      "StrataServing", "Sources/StrataServing",
      knows: [
        "StrataBytes", "StrataTensor", "StrataPlugin", "StrataModel", "StrataFile", "StrataPredict",
      ]),
    room(
      "StrataExchange", "Sources/StrataExchange",
      knows: [
        "StrataBytes", "StrataJSON", "StrataTensor", "StrataPlugin", "StrataLayers", "StrataModel",
        "StrataFile", "StrataSafeTensors", "StrataNumPy",
      ]),
    room(
      "StrataTestKit", "Sources/StrataTestKit",
      knows: [
        "StrataTensor", "StrataPlugin", "StrataLayers", "StrataModel", "StrataLosses",
        "StrataTraining", "StrataJSON",
      ]),
    room(
      "Strata", "Sources/Strata",
      knows: [
        "StrataBytes", "StrataJSON", "StrataImages", "StrataNumPy", "StrataTensor", "StrataPlugin",
        "StrataLayers", "StrataModel", "StrataLosses", "StrataTraining", "StrataData", "StrataFile",
        "StrataSafeTensors", "StrataExchange", "StrataPluginLibrary", "StrataPredict",
        "StrataServing",
      ]),

    .executableTarget(
      name: "modeltool", dependencies: ["Strata", "StrataJSON", "StrataBytes"],
      path: "Tools/modeltool",
      exclude: ["Resources/README.md", "Resources/make_digits.py"],
      resources: [.embedInCode("Resources/digits.csv.gz")], swiftSettings: swift),

    .executableTarget(
      name: "EmbedModelGenerator", dependencies: ["StrataPredict"],
      path: "Tools/EmbedModel/Generator", swiftSettings: swift),
    .plugin(
      name: "EmbedModel", capability: .buildTool(), dependencies: ["EmbedModelGenerator"],
      path: "Tools/EmbedModel/Plugin"),

    tests("StrataBytesTests", of: ["StrataBytes", "CStrataBytes", "CZlib"]),
    tests("StrataJSONTests", of: ["StrataJSON"]),
    tests("StrataImagesTests", of: ["StrataImages", "StrataBytes", "StrataJSON"]),
    tests("StrataNumPyTests", of: ["StrataNumPy", "StrataBytes", "StrataTensor"]),
    tests("StrataSafeTensorsTests", of: ["StrataSafeTensors", "StrataBytes"]),
    tests("CStrataKernelsTests", of: ["CStrataKernels"]),
    tests(
      "StrataPluginTests",
      of: [
        "StrataPlugin", "StrataJSON", "StrataLayers", "StrataLosses", "StrataTraining",
        "StrataData",
      ]),
    tests(
      "StrataTensorTests", of: ["StrataTensor", "StrataJSON"], resources: [.copy("Vectors")]),
    tests(
      "StrataLayersTests",
      of: ["StrataLayers", "StrataModel", "StrataPlugin", "StrataTensor", "StrataTestKit"],
      resources: [.copy("Vectors")]),
    tests(
      "StrataModelTests",
      of: [
        "StrataModel", "StrataLayers", "StrataPlugin", "StrataTensor", "StrataJSON", "StrataLosses",
        "StrataTestKit",
      ]),
    tests(
      "StrataLossesTests", of: ["StrataLosses", "StrataPlugin", "StrataTensor", "StrataTestKit"],
      resources: [.copy("Vectors")]),
    tests(
      "StrataTrainingTests",
      of: [
        "StrataTraining", "StrataBytes", "StrataData", "StrataLosses", "StrataModel",
        "StrataNumPy", "StrataLayers", "StrataPlugin", "StrataTensor", "StrataFile", "StrataJSON",
        "StrataTestKit", "DigestProbe", "AllocationProbe", "PoolProbe", "ResumeProbe",
      ], resources: [.copy("Vectors"), .copy("Tables")]),
    tests(
      "StrataTestKitTests",
      of: [
        "StrataTestKit", "StrataTraining", "StrataLosses", "StrataModel", "StrataLayers",
        "StrataPlugin", "StrataTensor",
      ]),
    tests("PluginExamplesTests", of: ["Strata", "StrataTestKit"]),
    .executableTarget(
      name: "DigestProbe", dependencies: ["Strata", "StrataTestKit"],
      path: "Tests/Support/DigestProbe", swiftSettings: swift),
    .target(
      name: "CAllocationCounter", path: "Tests/Support/CAllocationCounter",
      cSettings: [.treatAllWarnings(as: .error)]),
    .executableTarget(
      name: "AllocationProbe", dependencies: ["Strata", "CAllocationCounter"],
      path: "Tests/Support/AllocationProbe", swiftSettings: swift),
    .executableTarget(
      name: "ResumeProbe", dependencies: ["Strata", "StrataTestKit"],
      path: "Tests/Support/ResumeProbe", swiftSettings: swift),
    .executableTarget(
      name: "ServingProbe", dependencies: ["StrataServing"], path: "Tests/Support/ServingProbe",
      swiftSettings: swift),
    .executableTarget(
      name: "PoolProbe", dependencies: ["StrataTensor"], path: "Tests/Support/PoolProbe",
      swiftSettings: swift),

    // The readers as a fuzzer sees them: Tools/Fuzz/run links them with libFuzzer, the tests replay
    // what it kept.
    .target(
      name: "FuzzEntries",
      dependencies: ["Strata", "StrataBytes", "StrataJSON", "StrataSafeTensors"],
      path: "Tools/Fuzz/Entries", swiftSettings: swift),
    tests("FuzzTests", of: ["FuzzEntries", "Strata"]),

    tests(
      "StrataFileTests",
      of: [
        "StrataFile", "StrataBytes", "StrataJSON", "StrataModel", "StrataLayers", "StrataPlugin",
        "StrataTensor", "StrataLosses", "StrataTraining", "CStrataBytes",
      ]),
    tests(
      "StrataPredictTests",
      of: ["StrataPredict", "StrataPlugin", "StrataLayers", "StrataModel", "StrataFile"]),
    tests(
      "StrataServingTests",
      of: ["StrataServing", "StrataLayers", "StrataModel", "StrataFile", "StrataTensor"]),
    tests(
      "StrataExchangeTests",
      of: [
        "StrataExchange", "StrataFile", "StrataSafeTensors", "StrataNumPy", "StrataModel",
        "StrataLayers", "StrataPlugin", "StrataTensor", "StrataJSON", "StrataBytes",
      ], resources: [.copy("Vectors")]),
    tests(
      "StrataDataTests",
      of: [
        "StrataData", "StrataBytes", "StrataImages", "StrataJSON", "StrataNumPy", "StrataModel",
        "StrataPlugin", "StrataTensor",
      ]),
    tests("EmbedModelTests", of: ["EmbedModelGenerator", "StrataPredict", "StrataServing"]),
    tests("DocumentationTests", of: ["Strata", "StrataTestKit"]),
    tests("StrataPluginLibraryTests", of: ["StrataPluginLibrary", "StrataBytes"]),
    tests(
      "CLITests", of: ["modeltool", "Strata", "StrataTestKit", "StrataBytes", "StrataJSON"]),
  ],
  cLanguageStandard: .c17
)
