import ArgumentParser
import Documents
import Primitives

/// The pages of readers, one another reader's each time: the start with its charts, its payment code and twelve bills, a line
/// with fifty of its events.
struct MiniSiteBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "minisite", shouldDisplay: false)

  enum Kind: String, ExpressibleByArgument { case start, line }

  @Option(help: "start or line.") var kind = Kind.start
  @Option(help: "How many pages.") var pages = 2000

  func run() throws {
    var bytes = 0
    // One page first: what is made once is not each page's.
    _ = page(0)
    let watch = Stopwatch()
    for number in 1...max(pages, 1) { bytes += page(number).count }
    watch.report(operations: pages, check: Int64(bytes))
  }

  private func page(_ number: Int) -> [UInt8] {
    switch kind {
    case .start: ReaderBillPage.render(PaperWorld.reader(number))
    case .line: ReaderLinePage.render(PaperWorld.readerLine(number))
    }
  }
}
