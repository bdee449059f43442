/// Decides where values lie in one piece of memory, the arena, when not all are needed at once.
///
/// Time is counted in whole steps; a value is needed from one step through another. Two values that
/// are needed in the same step never share an element.
struct ArenaLayout {
  /// A place in the arena, to be asked for when all are known.
  struct Slot: Hashable {
    fileprivate let index: Int
  }

  private struct Need {
    let count: Int
    var first: Int
    var last: Int
    var offset = 0
  }

  /// Elements to a cache line or more, so that no two threads write one line and rows are aligned.
  private static let unit = 16

  private var needs: [Need] = []
  /// The elements that the arena must have; known after ``place()``.
  private(set) var count = 0

  /// Asks for room.
  mutating func slot(of count: Int, from first: Int, through last: Int) -> Slot {
    let rounded = (count + Self.unit - 1) / Self.unit * Self.unit
    needs.append(Need(count: rounded, first: first, last: last))
    return Slot(index: needs.count - 1)
  }

  /// Needs a slot at another step too.
  mutating func use(_ slot: Slot, at step: Int) {
    needs[slot.index].first = min(needs[slot.index].first, step)
    needs[slot.index].last = max(needs[slot.index].last, step)
  }

  /// Gives every slot its place: the largest first, each at the lowest place that is free while it
  /// is needed.
  /// - Complexity: O(slots²).
  mutating func place() {
    var placed: [Need] = []  // in order of offset
    for index in needs.indices.sorted(by: { (needs[$0].count, $1) > (needs[$1].count, $0) }) {
      var need = needs[index]
      for other in placed where other.first <= need.last && need.first <= other.last {
        if need.offset + need.count <= other.offset { break }
        need.offset = max(need.offset, other.offset + other.count)
      }
      needs[index] = need
      placed.insert(need, at: placed.firstIndex { $0.offset > need.offset } ?? placed.count)
      count = max(count, need.offset + need.count)
    }
  }

  /// Where a slot begins.
  func offset(of slot: Slot) -> Int { needs[slot.index].offset }
}
