import Testing

/// Arrays in NumPy's format, wherever IDX files are taken.
@Suite struct NumPyTests {
  /// A `.npy` file of 8-bit numbers.
  private func npy(_ shape: String, _ elements: some Sequence<UInt8>) -> [UInt8] {
    let text = "{'descr': '|u1', 'fortran_order': False, 'shape': \(shape), }\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + text.utf8 + elements
  }

  @Test func areTakenAsIDXFiles() throws {
    let folder = try Folder()
    try folder.put("images", imagesIDX)
    try folder.put("labels", labelsIDX)
    try folder.put("images.npy", npy("(40, 2, 2)", imagesIDX.dropFirst(16)))
    try folder.put("labels.npy.gz", gzipped(npy("(40,)", labelsIDX.dropFirst(8))))
    let train = "train --hidden 3 --epochs 2 --quiet"
    try folder.succeed("\(train) --data images --labels labels --output a.strata")
    try folder.succeed("\(train) --data images.npy --labels labels.npy.gz --output b.strata")
    #expect(try folder.bytes("b.strata") == folder.bytes("a.strata"))
    for command in ["evaluate", "predict"] {
      let labels = { (name: String) in command == "evaluate" ? " --labels \(name)" : "" }
      let idx = try folder.succeed("\(command) a.strata --data images\(labels("labels"))")
      let numPy = try folder.succeed(
        "\(command) a.strata --data images.npy\(labels("labels.npy.gz"))")
      #expect(numPy.text == idx.text)
    }
  }

  @Test func badOnesAreNamedOnce() throws {
    let folder = try Folder()
    try folder.put("images", imagesIDX)
    try folder.put("labels", labelsIDX)
    try folder.succeed(
      "train --hidden 3 --data images --labels labels --epochs 1 --quiet --output a.strata")
    try folder.put("cut.npy", npy("(40, 2, 2)", imagesIDX.dropFirst(17)))
    let run = try folder.run("predict a.strata --data cut.npy")
    #expect(run.code == 65)
    #expect(
      run.errors == "modeltool: cut.npy: cut short at byte 74: expected 160 bytes, got 159\n")
  }
}
