import Testing

/// Files may be called anything that the system allows.
@Suite struct NamesTests {
  private static let names = [
    "a b.strata", "-m.strata", "--output", "new\nline.strata", "ünï.strata", "it's \"so\".strata",
    "#1;rm.strata",
  ]

  @Test(arguments: names)
  func anyNameWorks(_ name: String) throws {
    let folder = try Folder()
    try folder.put("net.json", #"{"input": [2], "layers": [{"dense": {"units": 1}}]}"#)
    try folder.put("rows \n.csv", "a,b\n1,2\n")
    let made = try folder.run(["new", "--network", "net.json", "--output=\(name)"])
    #expect(made.code == 0, "\(made.errors)")
    #expect(try folder.names.contains(name))
    let shown = try folder.run(["inspect", "--", name])
    #expect(shown.code == 0, "\(shown.errors)")
    // A name cannot break the line that it stands in.
    #expect(shown.lines[0].hasSuffix("bytes") && shown.lines[0].contains(".strata 1.0,"))
    let answered = try folder.run(["predict", "--data=rows \n.csv", "--", name])
    #expect(answered.code == 0 && answered.lines.count == 2, "\(answered.errors)")
    let missing = try folder.run(["inspect", "--", name + "x"])
    #expect(missing.code == 66 && missing.errorLines.count == 1, "\(missing.errors)")
  }
}
