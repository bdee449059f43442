/// The members of a JSON object, in order, every key once.
///
/// Objects are equal if they hold the same members in the same order.
public struct JSONObject: Hashable, Sendable {
  /// A key and its value.
  public struct Member: Hashable, Sendable {
    /// The key.
    public var key: String
    /// The value.
    public var value: JSONValue
  }

  /// The members in order.
  public private(set) var members: [Member]

  /// An object without members.
  public init() {
    members = []
  }

  /// Members whose keys are known to be distinct.
  init(distinct members: [Member]) {
    self.members = members
  }

  /// The value of a key, nil if it is absent. Setting a value replaces the one there or adds a
  /// member at the end; setting nil removes the member.
  ///
  /// - Complexity: linear in the number of members.
  public subscript(key: String) -> JSONValue? {
    get { members.first { $0.key == key }?.value }
    set {
      let found = members.firstIndex { $0.key == key }
      switch (found, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key: key, value: value))
      case (nil, nil): break
      }
    }
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// The members of a literal in order; a key written twice keeps its last value.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self.init()
    for (key, value) in elements { self[key] = value }
  }
}
