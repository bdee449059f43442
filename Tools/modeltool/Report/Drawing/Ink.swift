/// What a colour is for. Each is one colour on a light page and another on a dark one; contrasts are
/// those of WCAG 2.2, level AA: 4.5 for text, 3 for shapes, on the page and on a surface.
enum Ink: String, CaseIterable {
  /// What lies behind everything.
  case page
  /// What figures and tables lie on.
  case surface
  /// What is to be read.
  case text
  /// What is to be read second: labels of axes, captions.
  case muted
  /// Lines that divide and guide, and say nothing themselves.
  case rule
  /// The first of two: training, what is right, weights over 0.
  case first
  /// The second of two: validation, what is wrong, weights below 0.
  case second

  /// Red, green and blue on a light page.
  var light: UInt32 {
    switch self {
    case .page: 0xFAFAF7
    case .surface: 0xFFFFFF
    case .text: 0x1B1D21
    case .muted: 0x595F69
    case .rule: 0xD8DAD6
    case .first: 0x1560A8
    case .second: 0xB3480B
    }
  }

  /// Red, green and blue on a dark page.
  var dark: UInt32 {
    switch self {
    case .page: 0x131518
    case .surface: 0x1A1D21
    case .text: 0xE6E7E9
    case .muted: 0xA2A8B1
    case .rule: 0x363B43
    case .first: 0x7FB6F5
    case .second: 0xF3A26B
    }
  }

  /// A colour as CSS writes it.
  static func hex(_ colour: UInt32) -> String {
    let digits = String(colour, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The classes that ``SVGCanvas`` draws with.
  static var styles: String {
    func rules(_ colour: (Ink) -> UInt32) -> String {
      allCases.map { ink in
        let hex = hex(colour(ink))
        return ".fill-\(ink.rawValue){fill:\(hex)}.stroke-\(ink.rawValue){stroke:\(hex)}"
      }.joined(separator: "\n")
    }
    return """
      .plot{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
      .plot image{image-rendering:pixelated}
      \(rules(\.light))
      @media (prefers-color-scheme:dark){
      \(rules(\.dark))
      }

      """
  }
}
