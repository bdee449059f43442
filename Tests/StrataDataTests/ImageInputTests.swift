import StrataData
import StrataImages
import StrataModel
import StrataTensor
import Testing

/// The rule from images to inputs, by numbers worked out by hand.
@Suite struct ImageInputTests {
  private func gray(_ width: Int, _ height: Int, _ samples: [UInt16]) throws -> Image {
    try Image(width: width, height: height, samples: samples)
  }

  private func values(
    _ image: Image, _ shape: Shape, white: Double = 255
  ) throws -> [Float] {
    try ImageInput(sampleShape: shape, input: .array(), white: white).values(of: image)
  }

  @Test func anImageOfTheRightSizeIsAsItIs() throws {
    let image = try gray(3, 2, [0, 1, 100, 254, 255, 77])
    #expect(try values(image, [2, 3]) == [0, 1, 100, 254, 255, 77])
    #expect(try values(image, [6]) == [0, 1, 100, 254, 255, 77])
    #expect(try values(image, [2, 3, 1]) == [0, 1, 100, 254, 255, 77])
    // A full sample is white, whatever it is in the file.
    let sixteen = try Image(width: 2, height: 2, maximum: 16, samples: [0, 4, 8, 16])
    #expect(try values(sixteen, [4]) == [0, 63.75, 127.5, 255])
    #expect(try values(sixteen, [4], white: 16) == [0, 4, 8, 16])
    let deep = try Image(width: 1, height: 1, maximum: 65535, samples: [65535])
    #expect(try values(deep, [1]) == [255])
  }

  @Test func colorBecomesGrayAndGrayColor() throws {
    let image = try Image(
      width: 2, height: 1, channels: 3, samples: [255, 0, 0, 10, 200, 30])
    #expect(try values(image, [1, 2]) == [76.245, 123.81])
    #expect(try values(image, [1, 2, 3]) == [255, 0, 0, 10, 200, 30])
    #expect(try values(image, [3, 1, 2]) == [255, 10, 0, 200, 0, 30])
    #expect(try values(gray(2, 1, [7, 9]), [3, 1, 2]) == [7, 9, 7, 9, 7, 9])
    for sample in 0...255 {
      let gray = UInt16(sample)
      let image = try Image(width: 1, height: 1, channels: 3, samples: [gray, gray, gray])
      #expect(try values(image, [1]) == [Float(sample)])
    }
  }

  @Test func alphaIsLaidOverBlack() throws {
    let gray = try Image(width: 3, height: 1, channels: 2, samples: [200, 0, 200, 255, 100, 51])
    #expect(try values(gray, [1, 3]) == [0, 200, 20])
    let color = try Image(width: 1, height: 1, channels: 4, samples: [100, 50, 0, 51])
    #expect(try values(color, [1, 1, 3]) == [20, 10, 0])
  }

  @Test func smallerByAreas() throws {
    // Halves: means of four.
    let image = try gray(4, 2, [0, 4, 8, 16, 4, 8, 24, 32])
    #expect(try values(image, [1, 2]) == [4, 20])
    // Three to two: a pixel and half of the next, of one and a half.
    #expect(try values(gray(3, 1, [30, 60, 90]), [1, 2]) == [40, 80])
    #expect(try values(gray(1, 3, [30, 60, 90]), [2, 1]) == [40, 80])
    // Five to one: the mean.
    #expect(try values(gray(5, 1, [10, 20, 30, 40, 55]), [1, 1]) == [31])
  }

  @Test func largerByLines() throws {
    // Centers at −¼, ¼, ¾ and 1¼, held within the picture.
    #expect(try values(gray(2, 1, [0, 100]), [1, 4]) == [0, 25, 75, 100])
    #expect(try values(gray(1, 2, [0, 100]), [4, 1]) == [0, 25, 75, 100])
    #expect(try values(gray(1, 1, [42]), [2, 3]) == [42, 42, 42, 42, 42, 42])
    // One axis larger, the other smaller.
    #expect(try values(gray(2, 2, [0, 100, 20, 40]), [1, 4]) == [10, 25, 55, 70])
  }

  /// Against the rule written down once more, plainly: every target pixel from every source pixel.
  @Test func anySizeToAnySize() throws {
    var random = SplitMix(state: 7)
    func weight(_ source: Int, _ target: Int, _ i: Int, _ j: Int) -> Double {
      if target < source {
        let (start, end) = (
          Double(j * source) / Double(target), Double((j + 1) * source) / Double(target)
        )
        let inside = max(0, min(end, Double(i + 1)) - max(start, Double(i)))
        return inside * Double(target) / Double(source)
      }
      let c = (Double(j) + 0.5) * Double(source) / Double(target) - 0.5
      return max(0, 1 - (min(max(c, 0), Double(source - 1)) - Double(i)).magnitude)
    }
    for _ in 0..<60 {
      let sizes = (0..<4).map { _ in Int.random(in: 1...9, using: &random) }
      let (width, height, toWidth, toHeight) = (sizes[0], sizes[1], sizes[2], sizes[3])
      let samples = (0..<width * height).map { _ in UInt16.random(in: 0...255, using: &random) }
      let got = try values(gray(width, height, samples), Shape([toHeight, toWidth]))
      #expect(got.count == toWidth * toHeight)
      for (place, value) in got.enumerated() {
        let (row, column) = (place / toWidth, place % toWidth)
        var sum = 0.0
        for y in 0..<height {
          for x in 0..<width {
            sum +=
              Double(samples[y * width + x]) * weight(width, toWidth, x, column)
              * weight(height, toHeight, y, row)
          }
        }
        #expect((Double(value) - sum).magnitude < 1e-4, "\(sizes)")
      }
    }
  }

  @Test func vectorsThatAreNoSquareTakeWhatFits() throws {
    let image = try gray(3, 2, [1, 2, 3, 4, 5, 6])
    #expect(try values(image, [6]) == [1, 2, 3, 4, 5, 6])
    #expect(try values(image, [18]).count == 18)
    #expect(try values(image, [4]).count == 4)
    #expect(try values(image, [12]).count == 12)
    let error = #expect(throws: DataError.self) { try values(image, [7]) }
    #expect(error?.description == "image: expected 7 gray pixels, got 3 × 2")
    let color = #expect(throws: DataError.self) { try values(image, [15]) }
    #expect(color?.description == "image: expected 15 gray pixels or 5 in color, got 3 × 2")
  }

  @Test func preparationsAreApplied() throws {
    let image = try gray(2, 2, [0, 51, 102, 255])
    var values: [Float] = [9]
    try ImageInput(sampleShape: [2, 2], input: .array(scale: 1 / 255, offset: 0))
      .append(image, to: &values)
    // As an IDX file's pixels are prepared: 1/255 is rounded before it multiplies.
    #expect(values == [9, 0, 0.20000002, 0.40000004, 1])
    let columns = (0..<4).map { InputColumn("p\($0)", .number(mean: 1, deviation: 2)) }
    values = []
    try ImageInput(sampleShape: [4], input: .columns(columns)).append(image, to: &values)
    #expect(values == [-0.5, 25, 50.5, 127])
  }

  @Test func whatTakesNoImage() throws {
    let text = InputColumn("colour", .category(values: ["red"]))
    for (shape, input, message) in [
      (
        [2, 2, 2], .array(),
        "image: expected a model whose input is [N], [H, W], [H, W, C] or [C, H, W] with 1 or 3 "
          + "channels, got [2, 2, 2]"
      ),
      (
        [1], .columns([text]),
        "image: expected a model whose columns are numbers, got one whose column 'colour' is text"
      ),
      (
        [2], .columns([InputColumn("a", .number())]),
        "expected samples of 2 values, as the network takes, got 1"
      ),
    ] as [(Shape, InputPreparation, String)] {
      let error = #expect(throws: DataError.self) {
        try ImageInput(sampleShape: shape, input: input)
      }
      #expect(error?.description == message)
    }
    for white in [0, -1, .infinity, .nan] {
      #expect(throws: DataError.self) {
        try ImageInput(sampleShape: [4], input: .array(), white: white)
      }
    }
  }
}
