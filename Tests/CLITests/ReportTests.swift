import Foundation
import FoundationXML
import Strata
import StrataBytes
import Testing

/// `modeltool report`: a page about a model, and its plots one by one.
@Suite struct ReportTests {
  /// A folder with a model of classes, one of numbers, one of images.
  private func folder() throws -> Folder {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.put("prices.csv", pricesCSV)
    try folder.put("images", imagesIDX)
    try folder.put("labels", labelsIDX)
    try folder.succeed(
      "train --hidden 3 --data pets.csv --target species --epochs 4 --quiet -o pets.strata")
    try folder.succeed(
      "train --hidden 3 --data prices.csv --target price,debt --epochs 2 --quiet "
        + "--validation-split 0.25 -o prices.strata")
    try folder.succeed(
      "train --hidden 3 --data images --labels labels --epochs 2 --quiet -o images.strata")
    return folder
  }

  // MARK: - The page

  @Test func everySectionIsThere() throws {
    let folder = try folder()
    try folder.succeed("report pets.strata --data pets.csv -o pets.html")
    let page = try XML(folder.bytes("pets.html"))
    #expect(
      page.ids.filter { id in page.elements.contains { $0.name == "section" && $0["id"] == id } }
        == [
          "summary", "network", "preparation", "training", "weights", "measured", "reproduction",
        ])
    // A heading for each, one title, a table of contents that leads somewhere.
    #expect(page.elements.count { $0.name == "h1" } == 1)
    #expect(page.elements.count { $0.name == "h2" } == 7)
    for link in page.elements where link.name == "a" {
      let target = try #require(link["href"])
      #expect(target.hasPrefix("#") && page.ids.contains(String(target.dropFirst())))
    }
    let text = page.text
    for words in [
      "pets.strata", "3 columns of the input", "3 labels", "cat, dog, 'fish, small'", "dense1",
      "dense2",
      "[batch, 3]", "Loss", "Accuracy", "dense1.weight", "dense2.bias", "Confusion", "Precision",
      "Calibration", "Worst mistakes", "--target species", "--prepare standardize",
      "--loss softmaxCrossEntropy", "--optimizer adam", "--seed 0", "--epochs 4",
      "Where the training data is",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(try text.contains(folder.model("pets.strata").model.parameterCount.description))
  }

  @Test func withoutDataItTellsOfTheFile() throws {
    let folder = try folder()
    let run = try folder.succeed("report pets.strata -o -")
    let page = try XML(run.output)
    #expect(run.errors == "")
    #expect(page.elements.count { $0.name == "section" } == 6)
    #expect(!page.ids.contains("measured"))
    for option in ["--output pets.html", "--output=pets.html", "-o pets.html", "-o=pets.html"] {
      try? FileManager.default.removeItem(atPath: folder.path + "/pets.html")
      try folder.succeed("report pets.strata \(option)")
      #expect(try folder.bytes("pets.html") == run.output)
    }
  }

  @Test func anUntrainedModelHasAPageToo() throws {
    let folder = try Folder()
    try folder.put(
      "net.json",
      """
      {"inputs": [{"name": "a", "shape": [3]}, {"name": "b", "shape": [3]}],
       "nodes": [{"name": "l", "inputs": ["a"], "dense": {"units": 4, "activation": "relu"}},
                 {"name": "r", "inputs": ["b"], "dense": {"units": 4}},
                 {"name": "sum", "inputs": ["l", "r"], "add": {}},
                 {"name": "o", "inputs": ["sum"], "dense": {"units": 1}}],
       "outputs": ["o"]}
      """)
    let made = try folder.run("new --network net.json -o m.strata")
    try #require(made.code == 0, "\(made.errors)")
    let page = try XML(folder.succeed("report m.strata -o -").output)
    #expect(page.text.contains("The file tells of no training"))
    #expect(page.text.contains("sum (add) takes l and r"))
  }

  /// Layers that this program does not know are named; what they compute nobody can say.
  @Test func unknownLayersAreNamed() throws {
    let folder = try Folder()
    let path = DiffTests.vectors + "/newer/plugin-layer.strata"
    let run = try folder.run(["report", path, "-o", "-"])
    #expect(run.code == 0, "\(run.errors)")
    let page = try XML(run.output)
    #expect(page.text.contains("unknown to this program") && page.text.contains("not checked: "))
    #expect(page.ids.contains("graph-title"))
  }

  @Test func aGraphThatNobodyCouldLookAt() throws {
    let folder = try Folder()
    let layers = Array(repeating: #""flatten""#, count: 4100).joined(separator: ", ")
    try folder.put("net.json", #"{"input": [2], "layers": [\#(layers)]}"#)
    try folder.succeed("new --network net.json -o m.strata")
    let page = try XML(folder.succeed("report m.strata -o -").output)
    #expect(page.text.contains("The graph is too large to be drawn"))
    #expect(page.elements.count { $0.name == "tr" } == 1 + 1 + 4100)
    let run = try folder.run("report m.strata -o m.svg")
    #expect(run.code == 65)
    #expect(
      run.errors == "modeltool: m.strata: expected a network of at most 4,000 layers and lines, to "
        + "draw graph, got none\n")
  }

  @Test func numbersHaveErrorsInsteadOfConfusion() throws {
    let folder = try folder()
    let page = try XML(folder.succeed("report prices.strata --data prices.csv -o -").output)
    #expect(page.text.contains("Answers for price") && page.text.contains("Errors of debt"))
    #expect(page.text.contains("Mean absolute error") && page.text.contains("R2"))
    #expect(!page.text.contains("Confusion") && !page.text.contains("Calibration"))
    #expect(page.text.contains("Greatest losses"))
    // Both curves are there, and told apart without colours.
    let lines = page.elements.filter { $0.name == "polyline" && $0["stroke-dasharray"] != nil }
    #expect(lines.count >= 2)
    #expect(page.text.contains("--validation-split 0.25"))
  }

  @Test func imagesAreShown() throws {
    let folder = try folder()
    // After two epochs some are wrong.
    let page = try XML(
      folder.succeed("report images.strata --data images --labels labels -o -").output)
    let pictures = page.elements.filter { $0.name == "img" }
    #expect(!pictures.isEmpty)
    for picture in pictures {
      #expect(try #require(picture["alt"]).contains(" taken for "))
      let link = try #require(picture["src"])
      let prefix = "data:image/png;base64,"
      #expect(link.hasPrefix(prefix))
      let image = try PNG(
        Array(#require(Data(base64Encoded: String(link.dropFirst(prefix.count))))))
      #expect(image.width == 2 && image.height == 2)
    }
    // What the first layer looks for has the form of the data.
    #expect(page.text.contains("each as the 2 × 2 weights"))
  }

  @Test func nothingIsLoadedAndNothingRuns() throws {
    let folder = try folder()
    for line in [
      "report pets.strata --data pets.csv -o -", "report prices.strata --data prices.csv -o -",
      "report images.strata --data images --labels labels -o -",
    ] {
      let run = try folder.succeed(line)
      let page = try XML(run.output)
      for element in page.elements {
        #expect(!["script", "link", "iframe", "object", "embed", "base"].contains(element.name))
        for (name, value) in element.attributes {
          #expect(!name.lowercased().hasPrefix("on"))
          if name == "href" || name == "src" {
            #expect(value.hasPrefix("#") || value.hasPrefix("data:image/png;base64,"))
          }
        }
      }
      for word in ["url(", "@import", "javascript:", "src=\"http", "href=\"http"] {
        #expect(!run.text.contains(word), "\(word)")
      }
    }
  }

  @Test func whoeverDoesNotSeeItHasWords() throws {
    let folder = try folder()
    let page = try XML(
      folder.succeed("report images.strata --data images --labels labels -o -").output)
    #expect(page.elements.first { $0.name == "html" }?["lang"] == "en")
    #expect(page.ids.count == Set(page.ids).count)
    for drawing in page.elements where drawing.name == "svg" {
      #expect(drawing["role"] == "img")
      for id in try #require(drawing["aria-labelledby"]).split(separator: " ") {
        #expect(page.ids.contains(String(id)))
      }
    }
    for head in page.elements where head.name == "th" {
      #expect(head["scope"] == "col" || head["scope"] == "row")
    }
    #expect(
      page.elements.count { $0.name == "table" } == page.elements.count { $0.name == "caption" })
    // What scrolls can be reached and moved with a keyboard, and has a name.
    for box in page.elements where box["class"] == "scroll" {
      #expect(box["tabindex"] == "0" && box["role"] == "region" && box["aria-label"] != nil)
    }
    #expect(page.elements.first { $0.name == "a" }?["class"] == "skip")
  }

  // MARK: - Text of others

  /// Names that would like to be tags, end an attribute, or turn the direction of writing.
  @Test func namesAreOnlyText() throws {
    let folder = try Folder()
    let evil = "<script>alert(1)</script>"
    let names = [evil, "a\"b' onload='x", "&amp;&#x3C;", "left\u{202E}right\u{200F}", "]]>"]
    let header = names.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }
    try folder.put(
      "data.csv",
      header.joined(separator: ",") + ",kind\n1,2,3,4,5,<b>\n2,3,1,1,1,\"'&\"\n3,3,3,2,1,<b>\n")
    try folder.succeed(
      "train --hidden 2 --data data.csv --target kind --epochs 2 --quiet -o m.strata")
    var file = try folder.model("m.strata")
    file.model.metadata = ["note\u{7}": "</dd><img src=x onerror=alert(1)>\u{FFFF}"]
    let name = "<m>&'\".strata"
    try file.write(to: folder.path + "/" + name)
    let run = try folder.run(["report", name, "--data", "data.csv", "-o", "-"])
    #expect(run.code == 0, "\(run.errors)")
    let page = try XML(run.output)
    #expect(!page.elements.contains { ["script", "img", "b"].contains($0.name) })
    #expect(page.text.contains(evil) && page.text.contains("</dd><img src=x onerror=alert(1)>"))
    #expect(page.text.contains("a\"b' onload='x") && page.text.contains("&amp;&#x3C;"))
    // Controls and marks of direction are shown, not obeyed.
    #expect(page.text.contains("left\\u{202e}right\\u{200f}") && page.text.contains("note\\u{7}"))
    for scalar in run.text.unicodeScalars {
      #expect(scalar == "\n" || scalar.value >= 0x20)
      #expect(
        !(0x202A...0x202E).contains(scalar.value) && !(0x2066...0x2069).contains(scalar.value))
    }
    // The same in drawings, and in the command that a shell is to take.
    for plot in ["graph", "curves", "histograms", "confusion"] {
      let drawing = try folder.run(
        ["report", name, "--data", "data.csv", "--plot", plot, "-o", "-"])
      _ = try XML(drawing.output)
    }
    #expect(page.text.contains("modeltool verify '<m>&'\\''\".strata'"))
  }

  // MARK: - The same bytes

  @Test func theSamePageEveryTime() throws {
    let folder = try folder()
    let other = folder.path + "/other"
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    for name in ["pets.strata", "pets.csv"] { try folder.put("other/" + name, folder.bytes(name)) }
    for plot in ["", " --plot calibration", " --plot histograms"] {
      let line = "pets.strata --data pets.csv\(plot) -o -"
      let one = try folder.succeed("report \(line) --threads 1").output
      #expect(try folder.succeed("report \(line) --threads 2").output == one)
      #expect(try folder.succeed("report \(line)").output == one)
      // Elsewhere, by another path.
      let moved = try folder.run(
        ["report", other + "/pets.strata", "--data", other + "/pets.csv"]
          + plot.split(separator: " ").map(String.init) + ["-o", "-"])
      #expect(moved.output == one)
      #expect(!String(decoding: one, as: UTF8.self).contains(folder.path))
    }
  }

  /// The command that the page gives makes the same file.
  @Test func theCommandMakesTheModelAgain() throws {
    let folder = try Folder()
    try folder.put("pets.csv", petsCSV)
    try folder.put(
      "first.json",
      #"{"input": [5], "layers": [{"dense": {"units": 3, "activation": "tanh"}}, "#
        + #"{"dropout": {"rate": 0.1}}, {"dense": {"units": 3}}]}"#)
    try folder.succeed(
      "train --network first.json --prepare standardize --data pets.csv --target species "
        + "--optimizer sgd --momentum 0.5 --batch-size 2 --clip-norm 2 --epochs 3 --seed 7 --quiet "
        + "-o m.strata")
    let page = try XML(folder.succeed("report m.strata -o -").output)
    let commands = try #require(page.codes.first)
    let network = try #require(page.codes.dropFirst().first)
    try folder.put("net.json", network)
    let lines = commands.replacingOccurrences(of: "\\\n", with: "").split(separator: "\n")
    #expect(lines.count == 2)
    for line in lines {
      let words = line.replacingOccurrences(of: "TRAINING", with: "pets.csv").split(separator: " ")
      #expect(words.first == "modeltool")
      let run = try folder.run(words.dropFirst().map(String.init))
      #expect(run.code == 0, "\(line): \(run.text)\(run.errors)")
    }
    #expect(try folder.bytes("again.strata") == folder.bytes("m.strata"))
  }

  // MARK: - Single plots

  @Test(arguments: [
    "graph", "curves", "histograms", "confusion", "filters", "calibration", "mistakes",
  ])
  func aPlotOfItsOwn(_ plot: String) throws {
    let folder = try folder()
    let line = "report images.strata --data images --labels labels --plot \(plot)"
    try folder.succeed("\(line) -o plot.svg")
    let drawing = try XML(folder.bytes("plot.svg"))
    let root = try #require(drawing.elements.first)
    #expect(root.name == "svg" && root["role"] == "img" && root["viewBox"] != nil)
    #expect(drawing.elements.contains { $0.name == "title" })
    #expect(drawing.elements.contains { $0.name == "desc" })
    #expect(try folder.succeed("\(line) -o -").output == folder.bytes("plot.svg"))

    try folder.succeed("\(line) -o plot.png")
    let image = try PNG(folder.bytes("plot.png"))
    let size = try #require(root["viewBox"]).split(separator: " ").compactMap { Double($0) }
    // Two pixels a point.
    #expect(Double(image.width) == (size[2] * 2).rounded(.up))
    #expect(Double(image.height) == (size[3] * 2).rounded(.up))
    // White, and something on it.
    let shades = Set(image.samples)
    #expect(image.samples.prefix(3) == [255, 255, 255] && shades.count > 2)
  }

  @Test func whatIsDrawnWhereNobodySays() throws {
    let folder = try folder()
    try folder.put("net.json", #"{"input": [2], "layers": [{"dense": {"units": 1}}]}"#)
    try folder.succeed("new --network net.json -o new.strata")
    for (model, title) in [
      ("pets.strata", "Curves of pets.strata"),
      ("new.strata", "Graph of the network of new.strata"),
    ] {
      try folder.succeed("report \(model) -o \(model).svg")
      #expect(try folder.text("\(model).svg").contains("<title id=\"title\">\(title)</title>"))
    }
  }

  // MARK: - What cannot be

  @Test(
    arguments: [
      ("report", 64, "MODEL.strata is missing"),
      ("report pets.strata", 64, "--output is missing"),
      ("report pets.strata -o", 64, "--output: expected FILE, got nothing"),
      ("report pets.strata -o=", 64, "--output: expected FILE, got nothing"),
      ("report pets.strata -o a.html --output b.html", 64, "--output: given twice"),
      ("report pets.strata -oa.html", 64, "unknown option '-oa.html'"),
      (
        "report pets.strata -o old.txt", 64,
        "--output: expected a name in .html, .svg or .png, or -, got 'old.txt'"
      ),
      (
        "report pets.strata --plot graph -o old.html", 64,
        "--plot goes with an output in .svg or .png"
      ),
      (
        "report pets.strata --plot pie -o old.svg", 64,
        "--plot: expected graph, curves, histograms, confusion, filters, calibration or mistakes, "
          + "got 'pie'"
      ),
      (
        "report pets.strata --plot confusion -o old.svg", 64,
        "--data is missing: --plot confusion shows answers to it"
      ),
      ("report pets.strata --target species -o old.html", 64, "--target goes with --data"),
      ("report pets.strata --labels labels -o old.html", 64, "--labels goes with --data"),
      ("report no.strata -o old.html", 66, "no.strata: no such file"),
      ("report pets.strata --data no.csv -o old.html", 66, "no.csv: no such file"),
      ("report pets.csv -o old.html", 65, "pets.csv: "),
      (
        "report pets.strata -o no/old.html", 73,
        "no/old.html: cannot create: no such file or directory"
      ),
      (
        "report pets.strata --data prices.csv -o old.html", 65,
        "prices.csv: csv: no column 'colour' (columns: area, rooms, price, debt)"
      ),
      (
        "report pets.strata --plot filters -o old.png", 65,
        "pets.strata: expected a dense layer that takes an image, to draw filters, got none"
      ),
      (
        "report prices.strata --data prices.csv --plot calibration -o old.png", 65,
        "prices.strata: expected probabilities of classes as answers, to draw calibration, got none"
      ),
    ])
  func whatCannotBe(_ line: String, _ code: Int32, _ message: String) throws {
    let folder = try folder()
    for name in ["old.html", "old.svg", "old.png"] { try folder.put(name, "dear") }
    let before = try folder.contents
    let run = try folder.run(line)
    #expect(run.code == code && run.text == "")
    #expect(run.errors.hasPrefix("modeltool: \(message)"), "\(run.errors)")
    #expect(try folder.contents == before)
  }

  @Test func weightsAloneHaveNoPage() throws {
    let folder = try folder()
    try folder.succeed("convert pets.strata w.safetensors")
    try folder.succeed("convert w.safetensors w.strata")
    let run = try folder.run("report w.strata -o w.html")
    #expect(run.code == 65 && run.errorLines.count == 1)
    #expect(try !folder.names.contains("w.html"))
  }
}

// MARK: - Readers

/// What a parser that takes nothing but well-formed XML makes of a text.
private final class XML: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    subscript(name: String) -> String? { attributes[name] }
  }

  private(set) var elements: [Element] = []
  /// All text between tags.
  private(set) var text = ""
  /// The text of each `code` in a `pre`.
  private(set) var codes: [String] = []
  private var open: [String] = []

  var ids: [String] { elements.compactMap { $0["id"] } }

  init(_ bytes: [UInt8]) throws {
    super.init()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = self
    let isWhole = parser.parse()
    try #require(
      isWhole, "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "no XML")")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    elements.append(Element(name: name, attributes: attributes))
    open.append(name)
    if open.suffix(2) == ["pre", "code"] { codes.append("") }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    text += characters
    if open.suffix(2) == ["pre", "code"] { codes[codes.count - 1] += characters }
  }
}

/// A PNG image as this package writes it, every checksum looked at.
private struct PNG {
  let width: Int
  let height: Int
  let samples: [UInt8]

  init(_ file: [UInt8]) throws {
    try #require(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    var reader = ByteReader(Array(file.dropFirst(8)), what: "image")
    var chunks: [String: [UInt8]] = [:]
    while !reader.isAtEnd {
      let count = Int(try reader.readUInt32(.big))
      let typed = try reader.read(4 + count)
      try #require(try reader.readUInt32(.big) == CRC32.checksum(typed))
      chunks[String(decoding: typed.prefix(4), as: UTF8.self)] = Array(typed.dropFirst(4))
    }
    try #require(chunks["IEND"] == [])
    var header = ByteReader(try #require(chunks["IHDR"]), what: "header")
    width = Int(try header.readUInt32(.big))
    height = Int(try header.readUInt32(.big))
    try #require(try header.readUInt8() == 8)
    let size = try #require([0: 1, 2: 3, 6: 4][Int(header.readUInt8())])
    let data = try #require(chunks["IDAT"])
    let length = width * size
    var inflate = Inflate()
    let rows = try inflate.unpack(
      Array(data[2..<data.count - 4]).span, count: height * (length + 1), what: "image")
    var samples: [UInt8] = []
    for row in 0..<height {
      for place in 0..<length {
        let above = row == 0 ? 0 : samples[samples.count - length]
        samples.append(rows[row * (length + 1) + 1 + place] &+ above)
      }
    }
    self.samples = samples
  }
}
