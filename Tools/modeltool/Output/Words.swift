/// Names as they stand in sentences.
enum Words {
  /// A name fit for a list: in quotes if it holds a comma.
  static func listed(_ name: String) -> String { name.contains(",") ? "'\(name)'" : name }

  /// `meanAbsoluteError` as `Mean absolute error`.
  static func heading(_ name: String) -> String {
    var text = ""
    for character in name {
      if character.isUppercase, text.last?.isLowercase == true {
        text += " " + character.lowercased()
      } else {
        text.append(character)
      }
    }
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}
