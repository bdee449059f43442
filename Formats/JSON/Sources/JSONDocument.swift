/// What is wrong with a node. Where it is gets worked out only if the error leaves the reader,
/// for a type may try and fail at every element of an array.
struct JSONFault: Error {
  var problem: JSONError.Problem
  var node: Int
}

/// A text while a value is decoded from it: what was asked for, and what is still unknown.
final class JSONDocument {
  let text: JSONText
  let userInfo: [CodingUserInfoKey: Any]
  private let refusesUnknownKeys: Bool
  /// The keys that were asked for, by node.
  private var asked: [Bool]
  /// The keys that were asked for in vain, by object.
  private var absent: [Int: [String]] = [:]
  /// The keys of large objects.
  private var indices: [Int: [ArraySlice<UInt8>: Int]] = [:]

  init(
    _ text: JSONText, unknownKeys: JSONReader.UnknownKeys,
    userInfo: [CodingUserInfoKey: any Sendable]
  ) {
    self.text = text
    self.userInfo = userInfo
    refusesUnknownKeys = unknownKeys == .refuse
    asked = refusesUnknownKeys ? Array(repeating: false, count: text.nodes.count) : []
  }

  /// Decodes a value from a node.
  func decode<Value: Decodable>(_ type: Value.Type, at node: Int) throws -> Value {
    if let leaf = type as? any JSONLeaf.Type,
      let value = try leaf.init(self, node) as? Value
    {
      return value
    }
    return try Value(from: JSONDecoding(document: self, node: node))
  }

  /// The value of a key, nil if it is absent. From now on the key counts as known.
  func value(of key: String, in object: Int) -> Int? {
    guard let node = find(key, in: object) else {
      if refusesUnknownKeys, absent[object]?.contains(key) != true {
        absent[object, default: []].append(key)
      }
      return nil
    }
    if refusesUnknownKeys { asked[node] = true }
    return node + 1
  }

  /// Makes every key in a node known.
  func acceptAll(in node: Int) {
    guard refusesUnknownKeys else { return }
    for node in node..<Int(text.nodes[node].next) { asked[node] = true }
  }

  func mismatch(_ expected: String, _ node: Int) -> JSONFault {
    JSONFault(problem: .mismatch(expected: expected, got: text.shown(node)), node: node)
  }

  func missing(_ key: String, in object: Int) -> JSONFault {
    var unknown: [String] = []
    if refusesUnknownKeys {
      text.forEachChild(of: object) { node in
        if !asked[node] { unknown.append(text.string(at: node)) }
      }
    }
    return JSONFault(
      problem: .missingKey(key, similar: closest(to: key, among: unknown)), node: object)
  }

  private func find(_ key: String, in object: Int) -> Int? {
    if text.nodes[object].count > 16 {
      if indices[object] == nil {
        var index: [ArraySlice<UInt8>: Int] = [:]
        text.forEachChild(of: object) { index[text.characters(of: $0)] = $0 }
        indices[object] = index
      }
      return indices[object]?[ArraySlice(key.utf8)]
    }
    var child = object + 1
    for _ in 0..<text.nodes[object].count {
      // Bytes, not strings: Swift takes differently composed characters for equal.
      if text.characters(of: child).elementsEqual(key.utf8) { return child }
      child = Int(text.nodes[child + 1].next)
    }
    return nil
  }
}

extension JSONDocument {
  /// Throws for the first key that nobody asked for, if that is wanted.
  func refuseUnknownKeys() throws(JSONError) {
    guard refusesUnknownKeys else { return }
    for object in text.nodes.indices where text.nodes[object].kind == .object {
      var unknown: Int?
      text.forEachChild(of: object) { if !asked[$0] { unknown = unknown ?? $0 } }
      if let unknown {
        let key = text.string(at: unknown)
        throw JSONError(
          .unknownKey(key, similar: closest(to: key, among: absent[object] ?? [])),
          path: text.path(to: object), position: text.position(ofNode: unknown))
      }
    }
  }

  /// The keys that an object was asked for.
  func knownKeys(at path: [String]) -> [String] {
    var object = 0
    for key in path {
      guard text.nodes[object].kind == .object, let node = find(key, in: object) else { return [] }
      object = node + 1
    }
    guard text.nodes[object].kind == .object else { return [] }
    var keys = absent[object] ?? []
    text.forEachChild(of: object) { if asked[$0] { keys.append(text.string(at: $0)) } }
    return keys
  }

  /// An error with its place.
  func error(_ fault: JSONFault) -> JSONError {
    JSONError(
      fault.problem, path: text.path(to: fault.node), position: text.position(ofNode: fault.node))
  }

  /// The error of a type, in its words.
  func error(_ error: DecodingError) -> JSONError {
    let context: DecodingError.Context
    var problem: JSONError.Problem?
    switch error {
    case .keyNotFound(let key, let found):
      context = found
      problem = .missingKey(key.stringValue, similar: nil)
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found):
      context = found
    @unknown default:
      context = .init(codingPath: [], debugDescription: "\(error)")
    }
    let path = context.codingPath.map { JSONError.Step($0) }
    return JSONError(
      problem ?? .refused(context.debugDescription), path: path,
      position: text.position(ofNode: node(at: path)))
  }

  /// The node at the end of a path, or the last one that the text has on it.
  private func node(at path: [JSONError.Step]) -> Int {
    var node = 0
    for step in path {
      var next: Int?
      switch (step, text.nodes[node].kind) {
      case (.key(let key), .object):
        next = find(key, in: node).map { $0 + 1 }
      case (.index(let index), .array):
        var position = 0
        text.forEachChild(of: node) { child in
          if position == index { next = child }
          position += 1
        }
      default:
        break
      }
      guard let next else { return node }
      node = next
    }
    return node
  }
}

/// The candidate that a mistyped word is most likely to stand for: at most a third of its
/// characters inserted, dropped or changed, or all the same but for case.
func closest(to word: String, among candidates: [String]) -> String? {
  guard word.utf8.count <= 64 else { return nil }
  let letters = Array(word.lowercased().utf8)
  var best: (distance: Int, candidate: String)?
  for candidate in candidates.prefix(256) where candidate.utf8.count <= 64 {
    let distance = editDistance(letters, Array(candidate.lowercased().utf8))
    if distance <= max(1, letters.count / 3), distance < best?.distance ?? .max {
      best = (distance, candidate)
    }
  }
  return best?.candidate
}

/// How many bytes must be inserted, dropped or changed to get from one word to the other
/// (Levenshtein's distance).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let change = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(change, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
