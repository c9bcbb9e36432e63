import ArgumentParser
import Bootstrap
import Documents
import Foundation
import Operations
import Primitives

/// `florin simulate --catalog DRAFT --over PERIOD`
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Try a draft catalog on what was billed; nothing is written.",
    discussion: """
      Makes every bill that closed in the period twice from the same facts: with the catalog it was billed with, and with
      the draft. Tells the revenue by offering, who would pay more and who less, how many would notice, and explains the
      ten accounts that change most. Usage counts where it happened, however late it came; accounts that the draft cannot
      price are counted with the reason and left out of all sums.

        florin simulate --catalog draft/ --over 2026-10
        florin simulate --catalog draft/ --over 2026 --segment business --priced-on 2027-01-01 --html report.html

      Exits with 1 when the draft has a mistake, nothing was billed in the period, or an account could not be priced.
      """)

  @Option(help: "The draft catalog: a folder, or a single YAML file.") var catalog: String
  @Option(help: "The bills that close in a year (2026), a month (2026-10) or within days (2026-10-01..2026-12-31).")
  var over: PeriodArgument
  @Option(help: "Only accounts of this segment.") var segment: String?
  @Option(help: "Take the draft's prices of this day for the whole period: next year's prices on last year's usage.")
  var pricedOn: DayArgument?
  @Option(help: "Also write the report as a page with charts to this file.") var html: String?
  @Option(help: "The page's language: en, es, ko or ro.") var language = "en"
  @Option(help: "How many batches of accounts are computed at the same time.")
  var workers = ProcessInfo.processInfo.activeProcessorCount
  @OptionGroup var options: HomeOptions

  func run() async throws {
    try await answering(json: options.json) {
      let language = try readerLanguage(language)
      let request = Simulations.Request(
        catalog: catalog, over: over.period, segment: segment, pricedOn: pricedOn?.day, workers: workers)
      let bar = ProgressLine("simulating")
      let answer = try await Simulations(try Installation(existing: options.home))(request, progress: bar.taking)
      bar.finish()
      if let html { try write(answer, in: language, to: html) }
      print(options.json ? SimulationJSON.text(answer) : SimulationText.text(answer, page: html))
      if answer.report.notPriced.accounts > 0 { throw Exits.refused }
    }
  }

  private func write(_ answer: Simulations.Answer, in language: ReaderLanguage, to path: String) throws {
    let page = SimulationPage.render(
      SimulationView(
        language: language, catalog: catalog, period: answer.request.over, segment: segment,
        pricedOn: pricedOn?.day, report: answer.report, offerings: answer.offerings))
    do {
      try Data(page).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw Rejection(
        Problem(
          .reportUnwritable, at: .init(file: path), "the report cannot be written there",
          remedy: "name a file in a folder that exists and that you may write to"))
    }
  }
}

extension ProblemCode {
  static let reportUnwritable = ProblemCode("replay.report-unwritable")
}
