import Strata
import StrataBytes

/// A report as one page of HTML that loads nothing and runs nothing.
struct ReportPage {
  private let content: ReportContent
  private let sections: [PageSection]

  init(_ content: ReportContent) throws {
    self.content = content
    sections =
      [
        SummarySection.section(content), NetworkSection.section(content),
        PreparationSection.section(content), TrainingSection.section(content),
        WeightsSection.section(content),
      ] + (content.measurement.map { [MeasuredSection.section(content, $0)] } ?? []) + [
        try ReproductionSection.section(content)
      ]
  }

  var text: String {
    let links = Markup(sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" })
    let parts = Markup(
      sections.map { section in
        """
        <section id="\(section.id)" aria-labelledby="\(section.id)-head">
        <h2 id="\(section.id)-head">\(section.title)</h2>
        \(section.body)</section>

        """
      })
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(content.name): a report</title>
      <style>
      \(Markup(trusted: PageStyle.text))</style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the content</a>
      <header>
      <h1>\(Markup.name(content.name))</h1>
      <p class="lead">\(lead)</p>
      <nav aria-label="Contents"><ul>\(links)</ul></nav>
      </header>
      <main id="main">
      \(parts)</main>
      <footer><p>Made by modeltool \(StrataBuild.current.version) from the model's file\(source). \
      The same file and data give the same page, to the byte.</p></footer>
      </body>
      </html>

      """
    return page.text
  }

  private var source: Markup {
    content.measurement.map { " and \(Markup.name($0.name))" } ?? ""
  }

  /// The model in one sentence.
  private var lead: String {
    let model = content.model
    var text = "A network of \(Numbers.counted(model.architecture.nodes.count, "layer")) with "
    text += Numbers.counted(model.parameterCount, "parameter")
    switch model.preparation?.target {
    case .classes(let target):
      text += " that tells \(Numbers.grouped(target.labels.count)) classes apart"
    case .numbers(let numbers):
      text += " that answers with \(Numbers.counted(numbers.count, "number"))"
    case nil: break
    }
    if let last = content.history.last {
      text += ", trained for \(Numbers.counted(last.epoch, "epoch"))"
    } else {
      text += ", not trained"
    }
    return text + "."
  }
}

/// A part of a page under a heading.
struct PageSection {
  /// What links find it by.
  let id: String
  let title: String
  let body: Markup
}
