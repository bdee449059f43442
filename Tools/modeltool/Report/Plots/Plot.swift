/// Something to look at that says in words, too, what it shows.
protocol Plot {
  /// What it is, a few words.
  var title: String { get }
  /// What can be seen in it, for whoever cannot see it.
  var summary: String { get }
  /// How much room it takes, in points.
  var size: Size { get }
  /// Draws it, without its title.
  func draw(on canvas: inout some Canvas)
}
