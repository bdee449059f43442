/// A small font for pixels: the printable signs of ASCII, 5 points wide, 7 high, 2 below the line.
enum BitmapFont {
  /// A sign: its rows from top to bottom, of each the 5 points from left to right in the low bits.
  struct Glyph {
    let rows: [UInt8]
    /// The columns from the first to the last that has a point; all five of what has none.
    let columns: ClosedRange<Int>
  }

  /// The rows of a sign above the line.
  static let ascent = 7
  /// Points between two signs, and the width of a space.
  static let (gap, space) = (1, 3)

  /// The signs from the space to the tilde, a digit from 0 to V (31) a row.
  private static let digits = """
    000000000 444400400 AAA000000 AAVAVAA00 4FKE5U400 OP248J300 CIK8LID00 448000000 248884200
    842224800 04LEL4000 044V44000 00000C480 000E00000 00000CC00 11248GG00 EHHHHHE00 4C4444E00
    EH1248V00 V2421HE00 26AIV2200 VGU11HE00 68GUHHE00 V12488800 EHHEHHE00 EHHF12C00 0CC0CC000
    0CC00C480 248G84200 00V0V0000 842124800 EH1240400 EH1DLLE00 EHHHVHH00 UHHUHHU00 EHGGGHE00
    SIHHHIS00 VGGUGGV00 VGGUGGG00 EHGNHHF00 HHHVHHH00 E44444E00 72222IC00 HIKOKIH00 GGGGGGV00
    HRLLHHH00 HHPLJHH00 EHHHHHE00 UHHUGGG00 EHHHLID00 UHHUKIH00 FGGE11U00 V44444400 HHHHHHE00
    HHHHHA400 HHHLLLA00 HHA4AHH00 HHHA44400 V1248GV00 E88888E00 GG8421100 E22222E00 4AH000000
    0000000V0 842000000 00E1FHF00 GGMPHHU00 00EGGHE00 11DJHHF00 00EHVGE00 68S888800 00FHHHF1E
    GGMPHHH00 40C444E00 2062222IC GGIKOKI00 C44444E00 00QLLLL00 00MPHHH00 00EHHHE00 00UHHPMGG
    00DJHHF11 00MPGGG00 00FGE1U00 88S888600 00HHHJD00 00HHHA400 00HHLLA00 00HA4AH00 00HHHJD1E
    00V248V00 244844200 444444400 844244800 008L20000
    """

  private static let glyphs: [Glyph] = digits.split { $0 == " " || $0.isNewline }.map { sign in
    let rows = sign.utf8.map { digit in
      digit - (digit < UInt8(ascii: "A") ? UInt8(ascii: "0") : UInt8(ascii: "A") - 10)
    }
    let all = rows.reduce(0, |)
    let columns = (0..<5).filter { all >> UInt8(4 - $0) & 1 == 1 }
    return Glyph(rows: rows, columns: (columns.first ?? 0)...(columns.last ?? 4))
  }

  /// What stands for a sign that the font does not have: a frame.
  private static let missing = Glyph(rows: [31, 17, 17, 17, 17, 17, 31, 0, 0], columns: 0...4)

  /// The signs of a text. Signs of print become their like of ASCII.
  static func glyphs(of text: String) -> [Glyph?] {
    text.unicodeScalars.flatMap { scalar -> [Glyph?] in
      switch scalar {
      case " ", "\u{A0}": [nil]
      case "−", "–", "—": [glyph("-")]
      case "×": [glyph("x")]
      case "±": [glyph("+"), glyph("-")]
      case "…": [glyph("."), glyph("."), glyph(".")]
      default: [glyph(scalar)]
      }
    }
  }

  private static func glyph(_ scalar: Unicode.Scalar) -> Glyph {
    scalar.value > 0x20 && scalar.value < 0x7F ? glyphs[Int(scalar.value) - 0x20] : missing
  }

  /// How wide a text is, in points of the font; nil is a space.
  static func width(of glyphs: [Glyph?]) -> Int {
    glyphs.reduce(0) { $0 + ($1.map { $0.columns.count } ?? space) + gap } - gap
  }
}
