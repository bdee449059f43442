// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "SwishPlugin",
  products: [.library(name: "SwishPlugin", targets: ["SwishPlugin"])],
  dependencies: [.package(name: "strata", path: "../../..")],
  targets: [
    .target(name: "SwishPlugin", dependencies: [.product(name: "Strata", package: "strata")]),
    .testTarget(
      name: "SwishPluginTests",
      dependencies: [
        "SwishPlugin", .product(name: "Strata", package: "strata"),
        .product(name: "StrataTestKit", package: "strata"),
      ]),
  ]
)
