import StrataFile

/// Finds which tensor is for which parameter.
struct ParameterMatcher {
  struct Pair {
    let theirs: Int
    let ours: Int
  }

  let weights: Weights
  let slots: [ParameterSlot]
  let rules: ImportRules
  private let isTurned: [Bool]

  init(weights: Weights, slots: [ParameterSlot], rules: ImportRules) {
    (self.weights, self.slots, self.rules) = (weights, slots, rules)
    isTurned = weights.tensors.map { tensor in
      rules.transposed.contains { $0.matches(tensor.name) }
    }
  }

  /// The report and the pairs for the layout that is known or that fits best.
  func best() -> (report: ImportReport, pairs: [Pair]) {
    guard slots.contains(where: \.isMatrix) else { return attempt(nil, "") }
    if let layout = rules.layout { return attempt(layout, "as asked") }
    if let layout = weights.layout { return attempt(layout, "as the file says") }
    let (theirs, ours) = (attempt(.pytorch, ""), attempt(.strata, ""))
    var result = theirs
    result.report.layoutReason = "by the shapes"
    switch (theirs.report.isComplete, ours.report.isComplete) {
    case (true, true): settle(&result.report, theirs.pairs)
    case (false, true): (result, result.report.layoutReason) = (ours, "by the shapes")
    case (true, false): break
    case (false, false):
      if ours.report.matched.count > theirs.report.matched.count { result = ours }
      result.report.layoutReason = "fits best"
    }
    return result
  }

  /// Says what is assumed where the shapes fit either way, or that nothing can be.
  private func settle(_ report: inout ImportReport, _ pairs: [Pair]) {
    let open = pairs.filter {
      slots[$0.ours].isMatrix && slots[$0.ours].dimensions[0] > 1 && !isTurned[$0.theirs]
    }
    guard !open.isEmpty else {
      report.layoutReason = "makes no difference"
      return
    }
    report.layoutReason = "assumed, the shapes fit either way"
    // Either program may have chosen the model's own names.
    if let pair = open.first(where: { weights.tensors[$0.theirs].name == slots[$0.ours].name }) {
      report.problems.append(
        "cannot tell how '\(slots[pair.ours].name)' lies: it is square and has the model's own name; "
          + "say which layout the file has, pytorch or strata")
    }
  }

  /// Whether rows and columns are exchanged.
  func isTransposed(_ pair: Pair, _ layout: WeightLayout?) -> Bool {
    isTurned[pair.theirs] || slots[pair.ours].isMatrix && layout == .pytorch
  }

  private func fits(_ pair: Pair, _ layout: WeightLayout?) -> Bool {
    let dimensions = weights.tensors[pair.theirs].dimensions
    let slot = slots[pair.ours]
    guard isTransposed(pair, layout) else { return dimensions == slot.dimensions }
    return dimensions.count == 2 && dimensions.reversed() == slot.dimensions
  }

  private func attempt(
    _ layout: WeightLayout?, _ reason: String
  ) -> (report: ImportReport, pairs: [Pair]) {
    var report = ImportReport(file: weights.name)
    (report.layout, report.layoutReason) = (layout, reason)
    var work = Work(theirs: weights.tensors.count, ours: slots.count)
    mapByRules(&work)
    matchNames(&work)
    matchModules(&work, layout)
    let pairs = slots.indices.compactMap { ours in
      work.tensor[ours].map { Pair(theirs: $0, ours: ours) }
    }
    for pair in pairs {
      let (tensor, slot) = (weights.tensors[pair.theirs], slots[pair.ours])
      let entry = ImportReport.Pair(
        theirs: tensor.name, dtype: tensor.dtype, dimensions: tensor.dimensions, ours: slot.name,
        expected: slot.dimensions, isTransposed: isTransposed(pair, layout))
      if fits(pair, layout) { report.matched.append(entry) } else { report.misshapen.append(entry) }
    }
    report.missing = slots.indices.filter { work.tensor[$0] == nil && !work.isDisputed[$0] }
      .map { (slots[$0].name, slots[$0].dimensions) }
    report.unused = weights.tensors.indices.filter { !work.isTaken[$0] }
      .map { weights.tensors[$0].name }
    report.problems = work.problems
    return (report, pairs)
  }

  /// How far the search has come.
  private struct Work {
    /// The tensor for each parameter.
    var tensor: [Int?]
    /// Whether a problem already says why a parameter has no tensor.
    var isDisputed: [Bool]
    /// Whether a tensor is for a parameter.
    var isTaken: [Bool]
    /// Whether a rule leaves a tensor out.
    var isOut: [Bool]
    var problems: [String] = []

    init(theirs: Int, ours: Int) {
      tensor = Array(repeating: nil, count: ours)
      isDisputed = Array(repeating: false, count: ours)
      isTaken = Array(repeating: false, count: theirs)
      isOut = isTaken
    }

    mutating func take(_ theirs: Int, for ours: Int) {
      tensor[ours] = theirs
      isTaken[theirs] = true
    }
  }

  // MARK: - By rules and names

  /// Where a parameter of a name stands: its own name, or the one that PyTorch's module would give.
  private var slotsByName: [[UInt8]: Int] {
    var places: [[UInt8]: Int] = [:]
    for (index, slot) in slots.enumerated() {
      places[Array("\(slot.scope).\(slot.torchLeaf)".utf8)] = index
    }
    for (index, slot) in slots.enumerated() { places[Array(slot.name.utf8)] = index }
    return places
  }

  private func mapByRules(_ work: inout Work) {
    var used = Set<Int>()
    let places = rules.map.rules.isEmpty ? [:] : slotsByName
    for (theirs, tensor) in weights.tensors.enumerated() {
      for (number, rule) in rules.map.rules.enumerated() {
        guard let captures = rule.theirs.captures(in: tensor.name) else { continue }
        used.insert(number)
        work.isOut[theirs] = true
        guard let target = rule.ours?.filled(with: captures) else { break }
        guard let ours = places[Array(target.utf8)] else {
          work.problems.append(
            "rule '\(rule.text)' makes '\(tensor.name)' '\(target)', which the model has not")
          break
        }
        if let other = work.tensor[ours] {
          work.problems.append(
            "ambiguous: '\(weights.tensors[other].name)' and '\(tensor.name)' are both "
              + "for '\(slots[ours].name)' (rule '\(rule.text)')")
          break
        }
        work.take(theirs, for: ours)
        break
      }
    }
    for (number, rule) in rules.map.rules.enumerated() where !used.contains(number) {
      work.problems.append("rule '\(rule.text)' fits no tensor")
    }
    for pattern in rules.transposed {
      let fitting = weights.tensors.filter { pattern.matches($0.name) }
      if fitting.isEmpty {
        work.problems.append("nothing to transpose: '\(pattern)' fits no tensor")
      }
      if let tensor = fitting.first(where: { $0.dimensions.count != 2 }) {
        work.problems.append(
          "cannot transpose '\(tensor.name)': expected 2 dimensions, got \(tensor.dimensions)")
      }
    }
  }

  private func matchNames(_ work: inout Work) {
    let places = slotsByName
    for (theirs, tensor) in weights.tensors.enumerated()
    where !work.isTaken[theirs] && !work.isOut[theirs] {
      guard let ours = places[Array(tensor.name.utf8)], work.tensor[ours] == nil else { continue }
      work.take(theirs, for: ours)
    }
  }

  // MARK: - By modules

  /// Tensors of one path, or parameters of one node, that have no partner yet.
  private struct Module {
    let path: String
    var members: [Int] = []
    let natural: NaturalPath

    init(_ path: String) {
      self.path = path
      natural = NaturalPath(path)
    }
  }

  /// Counts of batches, which BatchNorm keeps in PyTorch and nothing here needs.
  private static let count = "num_batches_tracked"

  private func matchModules(_ work: inout Work, _ layout: WeightLayout?) {
    let nodes = Self.modules(slots.indices.filter { work.tensor[$0] == nil }) {
      (slots[$0].scope, slots[$0].leaf)
    }
    let modules = Self.modules(
      weights.tensors.indices.filter { !work.isTaken[$0] && !work.isOut[$0] }
    ) { ParameterSlot.split(weights.tensors[$0].name) }
    let sorted = modules.sorted { $0.natural < $1.natural }
    match(nodes, sorted, &work) { fits($0, layout) }
    // What is left differs in shapes: pairs of the same names are made for the report.
    let restOfNodes = nodes.filter { node in
      node.members.allSatisfy { work.tensor[$0] == nil && !work.isDisputed[$0] }
    }
    let rest = sorted.filter { module in module.members.allSatisfy { !work.isTaken[$0] } }
    match(restOfNodes, rest, &work, disputes: false) { _ in true }
  }

  /// Members by their module, in the order of the first of each.
  private static func modules(
    _ members: [Int], _ split: (Int) -> (path: String, leaf: String)
  ) -> [Module] {
    var modules: [Module] = []
    var places: [[UInt8]: Int] = [:]
    for member in members {
      let (path, leaf) = split(member)
      guard leaf != count else { continue }
      let key = Array(path.utf8)
      let place = places[key] ?? modules.count
      if place == modules.count {
        modules.append(Module(path))
        places[key] = place
      }
      modules[place].members.append(member)
    }
    return modules
  }

  /// Gives the modules that fit to the nodes, where only one way is possible.
  private func match(
    _ nodes: [Module], _ modules: [Module], _ work: inout Work, disputes: Bool = true,
    _ fits: (Pair) -> Bool
  ) {
    var groups: [(nodes: [Int], modules: [Int])] = []
    for (number, node) in nodes.enumerated() {
      let fitting = modules.indices.filter { partners(node, modules[$0], fits) != nil }
      guard !fitting.isEmpty else { continue }
      if let group = groups.firstIndex(where: { $0.modules == fitting }) {
        groups[group].nodes.append(number)
      } else {
        groups.append(([number], fitting))
      }
    }
    for group in groups {
      let free = group.modules.filter { module in
        modules[module].members.allSatisfy { !work.isTaken[$0] }
      }
      let isOrdered = zip(free, free.dropFirst()).allSatisfy {
        modules[$0].natural.isNumbered(like: modules[$1].natural)
      }
      if free.count == group.nodes.count, isOrdered {
        for (node, module) in zip(group.nodes, free) {
          for pair in partners(nodes[node], modules[module], fits) ?? [] {
            work.take(pair.theirs, for: pair.ours)
          }
        }
      } else if disputes, !free.isEmpty {
        for node in group.nodes { for ours in nodes[node].members { work.isDisputed[ours] = true } }
        work.problems.append(
          Self.ambiguity(free.map { modules[$0].path }, group.nodes.map { nodes[$0].path }))
      }
    }
  }

  /// Pairs of all parameters of a node with all tensors of a module; nil if they do not fit.
  private func partners(_ node: Module, _ module: Module, _ fits: (Pair) -> Bool) -> [Pair]? {
    guard node.members.count == module.members.count else { return nil }
    var pairs: [Pair] = []
    for ours in node.members {
      let slot = slots[ours]
      let theirs = module.members.first { member in
        let leaf = ParameterSlot.split(weights.tensors[member].name).leaf
        return leaf == slot.torchLeaf || leaf == slot.leaf
      }
      guard let pair = theirs.map({ Pair(theirs: $0, ours: ours) }), fits(pair) else { return nil }
      pairs.append(pair)
    }
    return pairs
  }

  private static func ambiguity(_ modules: [String], _ nodes: [String]) -> String {
    func list(_ names: [String]) -> String {
      let shown = names.prefix(4).map { "'\($0)'" }.joined(separator: ", ")
      return shown + (names.count > 4 ? " and \(names.count - 4) more" : "")
    }
    let example = "\(modules[0]).*=\(nodes[0]).*"
    return "ambiguous: \(list(modules)) of the file fit \(list(nodes)) of the model; "
      + "say which by a map, such as \(example)"
  }
}
