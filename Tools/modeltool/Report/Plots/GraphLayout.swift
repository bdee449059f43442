/// Where the boxes of a graph stand, in layers from top to bottom, and how the lines between them run.
///
/// Each box stands one layer below the lowest that it takes something from; a line that passes layers
/// keeps a place in each; the order in a layer is that of the means of the neighbours' places, found by
/// sweeps down and up. Source: K. Sugiyama, S. Tagawa, M. Toda, Methods for Visual Understanding of
/// Hierarchical System Structures, IEEE SMC-11, 1981.
struct GraphLayout {
  /// The boxes, as many as sizes were given.
  private(set) var boxes: [Box] = []
  /// The points that each line passes, as many lines as edges were given.
  private(set) var routes: [[Point]] = []
  /// The room that all of it takes.
  private(set) var size = Size(width: 0, height: 0)

  private static let (across, down, margin) = (28.0, 38.0, 12.0)
  /// How wide the place of a line is in a layer that it passes.
  private static let passage = 12.0
  /// The most places that a layout has, boxes and lines that pass a layer, and the most lines.
  static let most = 4000

  /// A box, or the place of a line in a layer.
  private struct Place {
    let layer: Int
    let size: Size
    var above: [Int] = []
    var below: [Int] = []
    /// The middle, from left to right.
    var x = 0.0
  }

  /// - Parameters:
  ///   - sizes: The boxes; none takes anything from a later one.
  ///   - edges: From which box to which.
  ///   - sources: Boxes that take nothing and stand just above the first that takes from them.
  /// - Returns: Nil for a graph that is too large to be looked at.
  init?(_ sizes: [Size], edges: [(from: Int, to: Int)], sources: Int) {
    var layers = [Int](repeating: 0, count: sizes.count)
    for (from, to) in edges.sorted(by: { $0.to < $1.to }) {
      layers[to] = max(layers[to], layers[from] + 1)
    }
    for source in 0..<sources {
      let readers = edges.filter { $0.from == source }.map { layers[$0.to] }
      layers[source] = max((readers.min() ?? 1) - 1, 0)
    }
    let passages = edges.reduce(0) { $0 + max(layers[$1.to] - layers[$1.from] - 1, 0) }
    guard sizes.count + passages <= Self.most, edges.count <= Self.most else { return nil }

    var places = zip(layers, sizes).map { Place(layer: $0, size: $1) }
    var paths: [[Int]] = []
    for (from, to) in edges {
      var path = [from]
      for layer in (layers[from] + 1)..<max(layers[to], layers[from] + 1) {
        places.append(Place(layer: layer, size: Size(width: Self.passage, height: 0)))
        path.append(places.count - 1)
      }
      path.append(to)
      for (above, below) in zip(path, path.dropFirst()) {
        places[above].below.append(below)
        places[below].above.append(above)
      }
      paths.append(path)
    }
    var rows = [[Int]](repeating: [], count: (layers.max() ?? 0) + 1)
    for index in places.indices { rows[places[index].layer].append(index) }
    Self.order(&rows, places)
    Self.arrange(&places, rows)
    set(places, rows, paths, count: sizes.count)
  }

  /// Sorts each row by the mean place of what its boxes are joined to above, then below.
  private static func order(_ rows: inout [[Int]], _ places: [Place]) {
    var rank = [Double](repeating: 0, count: places.count)
    func number(_ row: [Int]) {
      // Around 0, so that rows of different lengths have a common middle.
      for (index, place) in row.enumerated() { rank[place] = Double(2 * index - row.count + 1) }
    }
    rows.forEach(number)
    for sweep in 0..<8 {
      let isDown = sweep.isMultiple(of: 2)
      for layer in isDown ? Array(rows.indices) : rows.indices.reversed() {
        let keys = rows[layer].enumerated().map { index, place in
          let others = isDown ? places[place].above : places[place].below
          let mean =
            others.isEmpty
            ? rank[place] : others.reduce(0) { $0 + rank[$1] } / Double(others.count)
          return (mean, index, place)
        }
        rows[layer] = keys.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
        number(rows[layer])
      }
    }
  }

  /// Moves what is in a row towards what it is joined to, as far as its neighbours let it.
  private static func arrange(_ places: inout [Place], _ rows: [[Int]]) {
    func spread(_ row: [Int], _ wanted: [Double]) {
      func distance(_ left: Int, _ right: Int) -> Double {
        (places[row[left]].size.width + places[row[right]].size.width) / 2 + across
      }
      // As far left as may be, as far right as may be, and the middle of the two, which keeps the
      // distances too.
      var (left, right) = (wanted, wanted)
      for index in row.indices.dropFirst() {
        left[index] = max(left[index], left[index - 1] + distance(index - 1, index))
      }
      for index in row.indices.dropLast().reversed() {
        right[index] = min(right[index], right[index + 1] - distance(index, index + 1))
      }
      for index in row.indices { places[row[index]].x = (left[index] + right[index]) / 2 }
    }
    for row in rows { spread(row, row.map { _ in 0 }) }
    for sweep in 0..<12 {
      let isDown = sweep.isMultiple(of: 2)
      for row in isDown ? rows : rows.reversed() {
        spread(
          row,
          row.map { place in
            let others = isDown ? places[place].above : places[place].below
            guard !others.isEmpty else { return places[place].x }
            return others.reduce(0) { $0 + places[$1].x } / Double(others.count)
          })
      }
    }
  }

  private mutating func set(_ places: [Place], _ rows: [[Int]], _ paths: [[Int]], count: Int) {
    let least = places.map { $0.x - $0.size.width / 2 }.min() ?? 0
    let most = places.map { $0.x + $0.size.width / 2 }.max() ?? 0
    let shift = Self.margin - least
    var (tops, heights): ([Double], [Double]) = ([], [])
    var y = Self.margin
    for row in rows {
      let height = row.map { places[$0].size.height }.max() ?? 0
      tops.append(y)
      heights.append(height)
      y += height + Self.down
    }
    func middle(_ place: Int) -> Double {
      tops[places[place].layer] + heights[places[place].layer] / 2
    }
    boxes = places.prefix(count).indices.map { index in
      let size = places[index].size
      return Box(
        places[index].x + shift - size.width / 2, middle(index) - size.height / 2, size.width,
        size.height)
    }
    routes = paths.enumerated().map { number, path in
      let (from, to) = (boxes[path[0]], boxes[path[path.count - 1]])
      // Lines into one box end beside each other, in the order from which they come.
      let target = path[path.count - 1]
      let beside = paths.indices.filter { paths[$0].last == target }.sorted { a, b in
        let (x, y) = (paths[a][paths[a].count - 2], paths[b][paths[b].count - 2])
        return (places[x].x, a) < (places[y].x, b)
      }
      let port = Double(beside.firstIndex(of: number) ?? 0) - Double(beside.count - 1) / 2
      let step = min(18, to.width * 0.6 / Double(beside.count))
      return [Point(from.middle.x, from.bottom)]
        + path.dropFirst().dropLast().flatMap { place in
          let (x, layer) = (places[place].x + shift, places[place].layer)
          return [Point(x, tops[layer]), Point(x, tops[layer] + heights[layer])]
        } + [Point(to.middle.x + port * step, to.y)]
    }
    size = Size(width: most - least + 2 * Self.margin, height: y - Self.down + Self.margin)
  }
}
