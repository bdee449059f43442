/// A step of a path as the standard library's coders want it.
struct JSONKey: CodingKey {
  let step: JSONError.Step

  init(_ step: JSONError.Step) {
    self.step = step
  }

  init(stringValue: String) {
    step = .key(stringValue)
  }

  init(intValue: Int) {
    step = .index(intValue)
  }

  var stringValue: String {
    switch step {
    case .key(let key): key
    case .index(let index): "Index \(index)"
    }
  }

  var intValue: Int? {
    switch step {
    case .key: nil
    case .index(let index): index
    }
  }

  /// The member that a class gives to its superclass.
  static let superclass = JSONKey(.key("super"))
}

extension JSONError.Step {
  /// The step that a key of any coder stands for. The standard library's own keys of array
  /// elements are private; they are known by their text.
  init(_ key: any CodingKey) {
    if let key = key as? JSONKey {
      self = key.step
    } else if let index = key.intValue, key.stringValue == "Index \(index)" {
      self = .index(index)
    } else {
      self = .key(key.stringValue)
    }
  }
}
