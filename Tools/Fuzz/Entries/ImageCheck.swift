import Strata

/// What is asked of every image that is read.
enum ImageCheck {
  /// Reads an image, and makes it into inputs.
  static func open(_ bytes: [UInt8]) throws(Finding) {
    let image = try refusing { () throws(ImageError) in
      try Image(bytes, name: "t.png", limit: 1 << 20)
    }
    guard let image else { return }
    guard image.samples.count == image.width * image.height * image.channels,
      image.samples.allSatisfy({ $0 <= image.maximum })
    else { throw Finding("an image whose samples do not fit it") }
    for shape in [[4, 4], [3, 2, 5], [7]] as [Shape] {
      let values = try refusing { () throws(DataError) in
        try ImageInput(sampleShape: shape, input: .array()).values(of: image)
      }
      guard let values else { continue }
      // A mean of numbers up to 255, rounded.
      guard values.count == shape.count, values.allSatisfy({ (0...255.001).contains($0) }) else {
        throw Finding("values of an image beyond black and white")
      }
    }
  }
}
