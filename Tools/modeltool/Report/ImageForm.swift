import Strata

/// How the values of a sample form an image.
struct ImageForm: Equatable {
  let width: Int
  let height: Int
  /// 1 for shades, 3 for red, green and blue.
  let channels: Int
  /// Whether each channel is an image of its own, one after the other.
  private let isPlanar: Bool

  /// The least side of a square that a list of values is taken for.
  private static let leastSide = 4
  /// The most pixels of an image that is drawn.
  private static let mostPixels = 1 << 16

  private init?(_ width: Int, _ height: Int, channels: Int = 1, isPlanar: Bool = false) {
    guard width > 1, height > 1, width <= Self.mostPixels / height else { return nil }
    self.width = width
    self.height = height
    self.channels = channels
    self.isPlanar = isPlanar
  }

  /// The form that a shape tells: [height, width], or that with 1 or 3 channels before or behind;
  /// nil for another.
  init?(_ shape: [Int]) {
    switch (shape.count, shape.first, shape.last) {
    case (2, _, _): self.init(shape[1], shape[0])
    case (3, _, let channels?) where channels == 1 || channels == 3:
      self.init(shape[1], shape[0], channels: channels)
    case (3, let channels?, _) where channels == 1 || channels == 3:
      self.init(shape[2], shape[1], channels: channels, isPlanar: true)
    default: return nil
    }
  }

  /// The form of a model's samples: what the shape of the input or of the data's samples tells, or the
  /// square that a list of values fills. Columns of a table must be numbers, and called alike but for
  /// the number of the pixel: `pixel_0`, `pixel_1`.
  init?(_ model: Model, rawShape: [Int]? = nil) {
    guard model.architecture.inputs.count == 1 else { return nil }
    let shape = model.architecture.inputs[0].type.sample.compactMap(\.length)
    let count = shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    if let form = Self(shape) ?? rawShape.flatMap({ Self($0) }) {
      guard form.width * form.height * form.channels == count else { return nil }
      self = form
      return
    }
    guard shape.count == 1, let side = (Self.leastSide...256).first(where: { $0 * $0 == count })
    else { return nil }
    if case .columns(let columns) = model.preparation?.input, !Self.areNumbered(columns) {
      return nil
    }
    self.init(side, side)
  }

  private static func areNumbered(_ columns: [InputColumn]) -> Bool {
    var stem: Substring?
    for column in columns {
      guard case .number = column.kind else { return false }
      let name = column.name[...]
      let digits = name.reversed().prefix { $0.isNumber }.count
      guard digits > 0 else { return false }
      let start = name.dropLast(digits)
      if let stem, stem != start { return false }
      stem = start
    }
    return true
  }

  /// A sample's values pixel by pixel.
  func rows(of values: [UInt8]) -> [UInt8] {
    guard isPlanar, channels > 1 else { return values }
    let count = width * height
    return (0..<count).flatMap { pixel in (0..<channels).map { values[$0 * count + pixel] } }
  }
}
