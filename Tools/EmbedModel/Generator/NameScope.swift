/// The names of one scope, each given once.
///
/// One that is taken gets a number, `city_2`, which no text gives by itself but for numbers. The same
/// texts in the same order give the same names, and one more at the end changes none before it.
struct NameScope {
  private var taken: Set<String>

  /// A scope in which some names have a meaning already.
  init(reserved: Set<String> = []) { taken = reserved }

  /// A name for a text.
  /// - Parameters:
  ///   - text: What is to be named.
  ///   - style: How the name begins.
  ///   - fallback: The name for a text without a letter or a digit.
  mutating func name(
    _ text: String, style: Identifier.Style = .value, fallback: String
  ) -> Identifier {
    let wanted = Identifier(text, style: style) ?? Identifier(fallback)
    var name = wanted.name
    var number = 1
    // Two spellings of one accented letter are one name here, as they are for whoever reads.
    while !taken.insert(name).inserted {
      number += 1
      name = "\(wanted.name)_\(number)"
    }
    return Identifier(name)
  }
}
