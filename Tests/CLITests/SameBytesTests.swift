import Testing

/// The same training gives the same file, to the byte.
@Suite struct SameBytesTests {
  private static let network = """
    {"input": [5], "layers": [{"dense": {"units": 17, "activation": "tanh"}},
    {"dropout": {"rate": 0.3}}, {"dense": {"units": 3}}]}
    """
  private static let train =
    "train --network net.json --prepare standardize --data pets.csv --target species "
    + "--batch-size 40 --seed 3 --quiet"

  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put("net.json", Self.network)
    let rows = petsCSV.split(separator: "\n")
    // Enough rows that sums over samples have several parts and a batch is left over.
    let many = (0..<17).flatMap { _ in rows.dropFirst() }
    try folder.put("pets.csv", ([rows[0]] + many).joined(separator: "\n") + "\n")
    return folder
  }

  @Test func twiceOver() throws {
    let folder = try folder()
    try folder.succeed(Self.train + " --epochs 3 --output a")
    try folder.succeed(Self.train + " --epochs 3 --output b")
    #expect(try folder.bytes("a") == folder.bytes("b"))
  }

  @Test func onAnyNumberOfThreads() throws {
    let folder = try folder()
    for threads in [1, 2, 5] {
      try folder.succeed(
        Self.train + " --epochs 3 --threads \(threads) --output t\(threads)")
    }
    #expect(try folder.bytes("t1") == folder.bytes("t2"))
    #expect(try folder.bytes("t1") == folder.bytes("t5"))
  }

  @Test(arguments: ["", " --validation-split 0.2", " --optimizer sgd --momentum 0.9"])
  func withOrWithoutABreak(_ options: String) throws {
    let folder = try folder()
    try folder.succeed(Self.train + options + " --epochs 5 --output five")
    try folder.succeed(Self.train + options + " --epochs 2 --output two")
    try folder.succeed("train two --data pets.csv --epochs 3 --quiet --output twoAndThree")
    #expect(try folder.bytes("five") == folder.bytes("twoAndThree"))
    #expect(try folder.bytes("five") != folder.bytes("two"))
  }

  @Test func onEveryKernelSet() throws {
    let folder = try folder()
    try folder.succeed(
      Self.train + " --epochs 3 --output reference", environment: ["STRATA_KERNELS": "reference"])
    let answer = try folder.succeed(
      "predict reference --data pets.csv", environment: ["STRATA_KERNELS": "reference"])
    for set in ["avx2", "avx512", "neon"] {
      let environment = ["STRATA_KERNELS": set]
      let version = try folder.run("--version", environment: environment)
      // A set that this processor does not have is refused, not replaced.
      guard version.code == 0 else {
        #expect(version.code == 64 && version.errors.contains(set), "\(version.errors)")
        continue
      }
      #expect(version.text.contains(set))
      try folder.succeed(Self.train + " --epochs 3 --output \(set)", environment: environment)
      #expect(try folder.bytes("reference") == folder.bytes(set), "\(set)")
      let own = try folder.succeed("predict reference --data pets.csv", environment: environment)
      #expect(own.output == answer.output, "\(set)")
    }
  }
}
