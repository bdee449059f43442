/// How the scores of several classes become one number.
public enum ClassAverage: String, Codable, Hashable, Sendable, CaseIterable {
  /// The mean of the classes' scores: each class counts alike, however many samples it has.
  case macro
  /// The score of all classes' counts added up: each sample counts alike.
  case micro
}
