import Strata
import StrataBytes

/// The digits of the demo.
struct Digits {
  let data: Dataset
  let preparation: Preparation

  init() throws {
    let stream = ByteStream(bytes: PackageResources.digits_csv_gz, name: "digits.csv.gz")
    let table = try Table(CSVReader(stream))
    preparation = try PreparationFitter(targets: ["digit"], expectsClasses: true).fit(table)
    data = try Dataset(
      inputs: preparation.inputs(of: table), targets: preparation.targets(of: table))
  }

  /// An image as eight lines of text, two characters a pixel.
  static func picture(
    of inputs: Tensor<Float>, _ row: Int, _ preparation: Preparation?
  ) -> [String] {
    guard case .columns(let columns) = preparation?.input else { return [] }
    let shades = Array(" .:-=+*#%@")
    return (0..<8).map { line in
      (0..<8).map { place in
        let pixel = line * 8 + place
        var value = Double(inputs[row * 64 + pixel])
        // Back from the prepared value to the pixel's own, 0 to 16.
        if case .number(let mean, let deviation, _) = columns[pixel].kind {
          value = value * deviation + mean
        }
        let shade = shades[min(max(Int(value / 16 * 9.99), 0), 9)]
        return "\(shade)\(shade)"
      }.joined()
    }
  }
}
