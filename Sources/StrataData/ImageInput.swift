public import StrataImages
public import StrataModel
public import StrataTensor

/// The rule by which any image becomes a network's input.
///
/// The input's shape says what is wanted: [H, W] is gray, [H, W, C] and [C, H, W] gray or red, green and
/// blue for a C of 1 or 3. A vector of s² values is a gray square, one of 3·s² a square of three channels,
/// pixel by pixel; any other vector takes only images of just as many pixels, gray, or of a third as
/// many, in color.
///
/// 1. A sample s becomes s · white / maximum, in Double.
/// 2. Where there is alpha, the pixel is laid over black: it is multiplied by alpha / maximum.
/// 3. For a gray input, red, green and blue become 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601-7, 2011); a
///    gray pixel gives three equal channels for one in color.
/// 4. The picture is resized to W × H, each axis for itself and without regard to the other's ratio. Along
///    an axis of n pixels that becomes m:
///    - m < n: pixel j is the mean over the stretch from j·n/m to (j+1)·n/m, a source pixel counting by
///      the part of it that lies inside;
///    - m > n: linear between the two nearest pixel centers: at c = (j + ½)·n/m − ½, held within 0 … n−1,
///      (1 − t)·x[i] + t·x[i+1] with i = ⌊c⌋ and t = c − i;
///    - m = n: as it is.
/// 5. The values, rounded to Float, are then prepared like those of an array; for a network that has learned
///    from columns of numbers they are the columns' values, in order.
///
/// So an 8-bit gray image of the right size gives what an IDX file of its pixels gives. All sums are taken
/// in the order of the pixels: the same image gives the same bits everywhere.
public struct ImageInput: Sendable {
  private enum Size {
    case fixed(width: Int, height: Int, channels: Int, isChannelsFirst: Bool)
    case vector(Int)
  }

  private let size: Size
  private let input: InputPreparation
  private let encoders: [(name: String, encoder: ColumnEncoder)]
  private let white: Double

  /// - Parameters:
  ///   - sampleShape: The shape of one sample of the network's input.
  ///   - input: What prepares the values.
  ///   - white: The number that a white pixel is.
  /// - Throws: ``DataError/image(expected:got:)`` for a shape or a preparation that no image fits.
  public init(
    sampleShape: Shape, input: InputPreparation, white: Double = 255
  ) throws(DataError) {
    guard white.isFinite, white > 0 else {
      throw .image(expected: "a finite number over 0 for white", got: "\(white)")
    }
    size = try Self.size(of: sampleShape)
    self.input = input
    self.white = white
    guard case .columns(let columns) = input else {
      encoders = []
      return
    }
    var encoders: [(name: String, encoder: ColumnEncoder)] = []
    for column in columns {
      guard case .number = column.kind else {
        throw .image(
          expected: "a model whose columns are numbers",
          got: "one whose column \(quoted(column.name)) is text")
      }
      encoders.append((column.name, ColumnEncoder(column.kind)))
    }
    guard encoders.count == sampleShape.count else {
      throw .values(expected: sampleShape.count, got: encoders.count)
    }
    self.encoders = encoders
  }

  private static func size(of shape: Shape) throws(DataError) -> Size {
    let lengths = shape.array
    func square(_ channels: Int) -> Size? {
      let side = Int(Double(shape.count / channels).squareRoot())
      guard side > 0, side * side * channels == shape.count else { return nil }
      return .fixed(width: side, height: side, channels: channels, isChannelsFirst: false)
    }
    switch lengths.count {
    case 1: return square(1) ?? square(3) ?? .vector(shape.count)
    case 2:
      return .fixed(width: lengths[1], height: lengths[0], channels: 1, isChannelsFirst: false)
    case 3 where lengths[2] == 1 || lengths[2] == 3:
      return .fixed(
        width: lengths[1], height: lengths[0], channels: lengths[2], isChannelsFirst: false)
    case 3 where lengths[0] == 1 || lengths[0] == 3:
      return .fixed(
        width: lengths[2], height: lengths[1], channels: lengths[0], isChannelsFirst: true)
    default:
      throw .image(
        expected: "a model whose input is [N], [H, W], [H, W, C] or [C, H, W] with 1 or 3 channels",
        got: "\(shape)")
    }
  }

  /// Appends the network's input for an image; if it throws, nothing is appended.
  /// - Throws: ``DataError/image(expected:got:)`` for an image that does not fit a vector;
  ///   `PreparationError` for a pixel that cannot be prepared.
  /// - Complexity: O(pixels of the image + values).
  public func append(_ image: Image, to values: inout [Float]) throws {
    try FloatingPointEnvironment.pinned {
      var pixels = try self.values(of: image)
      guard case .columns = input else {
        try input.prepareArray(&pixels)
        values += pixels
        return
      }
      var row: [Float] = []
      for (pixel, (name, encoder)) in zip(pixels, encoders) {
        try encoder.append(Double(pixel), at: .cell(line: 1, column: name), to: &row)
      }
      values += row
    }
  }

  /// The values before they are prepared: steps 1 to 4.
  /// - Throws: ``DataError/image(expected:got:)`` for an image that does not fit a vector.
  /// - Complexity: O(pixels of the image + values).
  public func values(of image: Image) throws(DataError) -> [Float] {
    let pixels = image.width * image.height
    switch size {
    case .vector(let count):
      guard count == pixels || count == 3 * pixels else {
        throw .image(
          expected: "\(count) gray pixels" + (count % 3 == 0 ? " or \(count / 3) in color" : ""),
          got: "\(image.width) × \(image.height)")
      }
      return resized(
        image, width: image.width, height: image.height, channels: count / pixels,
        isChannelsFirst: false)
    case .fixed(let width, let height, let channels, let isChannelsFirst):
      return resized(
        image, width: width, height: height, channels: channels, isChannelsFirst: isChannelsFirst)
    }
  }

  private func resized(
    _ image: Image, width: Int, height: Int, channels: Int, isChannelsFirst: Bool
  ) -> [Float] {
    let (columns, rows) = (Taps(image.width, to: width), Taps(image.height, to: height))
    let length = width * channels
    var sums = [Double](repeating: 0, count: height * length)
    var line = [Double](repeating: 0, count: image.width * channels)
    var narrow = [Double](repeating: 0, count: length)
    // The first row of the result that a source row may still belong to.
    var low = 0
    for y in 0..<image.height {
      while low < height, rows.end(low) <= y { low += 1 }
      guard low < height, rows.first[low] <= y else { continue }
      read(image, y, channels, into: &line)
      for x in 0..<width {
        for channel in 0..<channels {
          var sum = 0.0
          for (index, weight) in columns.weights[x].enumerated() {
            sum += weight * line[(columns.first[x] + index) * channels + channel]
          }
          narrow[x * channels + channel] = sum
        }
      }
      var row = low
      while row < height, rows.first[row] <= y {
        if y < rows.end(row) {
          let weight = rows.weights[row][y - rows.first[row]]
          for index in 0..<length { sums[row * length + index] += weight * narrow[index] }
        }
        row += 1
      }
    }
    guard isChannelsFirst else { return sums.map { Float($0) } }
    return (0..<channels).flatMap { channel in
      stride(from: channel, to: sums.count, by: channels).map { Float(sums[$0]) }
    }
  }

  /// A row of the image in units of white, over black, in so many channels.
  private func read(_ image: Image, _ y: Int, _ channels: Int, into line: inout [Double]) {
    let full = Double(image.maximum)
    let start = y * image.width * image.channels
    for x in 0..<image.width {
      let pixel = start + x * image.channels
      func sample(_ index: Int) -> Double { Double(image.samples[pixel + index]) * white / full }
      var (red, green, blue) = (sample(0), 0.0, 0.0)
      if image.isColor {
        (green, blue) = (sample(1), sample(2))
      } else {
        (green, blue) = (red, red)
      }
      if image.hasAlpha {
        let alpha = Double(image.samples[pixel + image.channels - 1]) / full
        (red, green, blue) = (red * alpha, green * alpha, blue * alpha)
      }
      if channels == 1 {
        line[x] = image.isColor ? 0.299 * red + 0.587 * green + 0.114 * blue : red
      } else {
        (line[3 * x], line[3 * x + 1], line[3 * x + 2]) = (red, green, blue)
      }
    }
  }
}

/// Along one axis, for each pixel of the result: where the source pixels begin that it is made of, and
/// how much each of them counts.
private struct Taps {
  private(set) var first: [Int] = []
  private(set) var weights: [[Double]] = []

  /// - Precondition: Both lengths are over 0.
  init(_ source: Int, to target: Int) {
    for place in 0..<target {
      if source == target {
        first.append(place)
        weights.append([1])
      } else if target < source {
        // In units of 1/target of a source pixel all ends are whole.
        let (start, end) = (place * source, (place + 1) * source)
        let pixels = start / target..<(end + target - 1) / target
        first.append(pixels.lowerBound)
        weights.append(
          pixels.map { pixel in
            let inside = min(end, (pixel + 1) * target) - max(start, pixel * target)
            return Double(inside) / Double(source)
          })
      } else {
        let center = (Double(place) + 0.5) * Double(source) / Double(target) - 0.5
        let held = min(max(center, 0), Double(source - 1))
        let left = Int(held)
        let part = held - Double(left)
        first.append(left)
        weights.append(part > 0 ? [1 - part, part] : [1])
      }
    }
  }

  /// The source pixel behind the last that a pixel is made of.
  func end(_ place: Int) -> Int { first[place] + weights[place].count }
}
