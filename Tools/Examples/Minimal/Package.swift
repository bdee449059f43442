// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Minimal",
  dependencies: [.package(name: "strata", path: "../../..")],
  targets: [
    .executableTarget(
      name: "Minimal",
      dependencies: [.product(name: "StrataPredict", package: "strata")],
      plugins: [.plugin(name: "EmbedModel", package: "strata")])
  ]
)
