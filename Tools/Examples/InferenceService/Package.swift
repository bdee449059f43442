// swift-tools-version: 6.3
import PackageDescription

let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"), .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "InferenceService",
  dependencies: [.package(name: "strata", path: "../../..")],
  targets: [
    .systemLibrary(
      name: "CMicrohttpd", pkgConfig: "libmicrohttpd",
      providers: [.apt(["libmicrohttpd-dev"])]),
    .executableTarget(
      name: "InferenceService",
      dependencies: [
        "CMicrohttpd", .product(name: "StrataServing", package: "strata"),
        .product(name: "StrataJSON", package: "strata"),
      ], swiftSettings: swift),
    .testTarget(
      name: "InferenceServiceTests",
      dependencies: ["InferenceService", .product(name: "Strata", package: "strata")],
      swiftSettings: swift),
  ]
)
