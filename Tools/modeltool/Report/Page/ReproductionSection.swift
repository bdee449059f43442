import Strata

/// How to make the model again.
enum ReproductionSection {
  static func section(_ content: ReportContent) throws -> PageSection {
    let reproduction = try Reproduction(content)
    var body = Markup()
    if let training = reproduction.training {
      body += """
        <p>Save the network below as <code>net.json</code>, put the names of your files in the place \
        of the words in capitals, and run:</p>
        <pre tabindex="0" role="region" aria-label="Commands"><code>\(lines(training))
        modeltool diff \(Reproduction.path(content.name)) again.strata</code></pre>
        <p>The same data gives the same weights to the last bit, on any machine and any number of \
        threads; <code>diff</code> shows whether it was the same.</p>

        """
    } else if content.file.state != nil {
      body += """
        <p>A program trained this model in a way that <code>modeltool train</code> alone cannot: it \
        takes networks of one input and one output, and prepares their data.</p>

        """
    }
    body += """
      <details><summary>The network, as net.json</summary>
      <pre tabindex="0" role="region" aria-label="The network, as net.json"><code>\(lines(reproduction.network))\
      </code></pre>
      </details>

      """
    if !reproduction.settings.isEmpty {
      let facts = Markup(
        reproduction.settings.map { "<dt>\($0.name)</dt><dd>\($0.value)</dd>\n" })
      body += "<h3>What it was trained with</h3>\n<dl class=\"list\">\n\(facts)</dl>\n"
    }
    let unknown = Markup(reproduction.unknown.map { "<li>\($0)</li>\n" })
    body += "<h3>What the file does not know</h3>\n<ul>\n\(unknown)</ul>\n"
    let data: Markup = content.measurement.map { " \($0.options)" } ?? ""
    body += """
      <h3>This page</h3>
      <pre tabindex="0" role="region" aria-label="Commands"><code>\
      modeltool verify \(Reproduction.path(content.name))
      modeltool report \(Reproduction.path(content.name))\(data) -o report.html</code></pre>

      """
    return PageSection(id: "reproduction", title: "How to make it again", body: body)
  }

  /// Text whose lines stay lines.
  private static func lines(_ text: String) -> Markup {
    Markup(
      text.split(separator: "\n", omittingEmptySubsequences: false).map { "\(String($0))" },
      separator: "\n")
  }
}
