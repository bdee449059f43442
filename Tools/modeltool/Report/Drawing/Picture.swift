import Strata
import StrataBytes

/// Pixels in rows, such as an image that a network takes, or what a neuron looks for.
struct Picture {
  let width: Int
  let height: Int
  let pixels: PNGWriter.Pixels
  let samples: [UInt8]

  /// Shades from black for the least value to white for the greatest.
  init(_ form: ImageForm, greys values: some Collection<Float>, from least: Float, to most: Float) {
    (width, height) = (form.width, form.height)
    let range = most > least ? Double(most) - Double(least) : 1
    func shade(_ value: Float) -> UInt8 {
      guard value.isFinite else { return 0 }
      return UInt8((min(max((Double(value) - Double(least)) / range, 0), 1) * 255).rounded())
    }
    pixels = form.channels == 1 ? .grey : .rgb
    samples = form.rows(of: values.map(shade))
  }

  /// Weights: one colour over 0, another below, the fainter the nearer to 0, so that they can be seen
  /// on light and on dark.
  init(_ form: ImageForm, weights: [Float], most: Float) {
    (width, height) = (form.width, form.height)
    pixels = .rgba
    // Between the inks of a light page and of a dark one.
    let (over, below): ([UInt8], [UInt8]) = ([0x3D, 0x86, 0xD1], [0xD4, 0x70, 0x2A])
    samples = weights.flatMap { weight -> [UInt8] in
      let share = weight.isFinite && most > 0 ? min(weight.magnitude / most, 1) : 0
      return (weight < 0 ? below : over) + [UInt8((share * 255).rounded())]
    }
  }

  /// The picture as a file in a file (RFC 2397).
  var link: String {
    let file = PNGWriter.bytes(width: width, height: height, samples: samples, pixels)
    return "data:image/png;base64," + Base64.text(of: file)
  }

  /// Red, green, blue and opacity of a pixel.
  func colour(_ x: Int, _ y: Int) -> (red: UInt8, green: UInt8, blue: UInt8, opacity: Double) {
    let place = (y * width + x) * pixels.byteCount
    switch pixels {
    case .grey: return (samples[place], samples[place], samples[place], 1)
    case .rgb: return (samples[place], samples[place + 1], samples[place + 2], 1)
    case .rgba:
      return (
        samples[place], samples[place + 1], samples[place + 2], Double(samples[place + 3]) / 255
      )
    }
  }
}
