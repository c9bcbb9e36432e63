import ArgumentParser
import Bootstrap
import Documents
import Foundation
import Operations
import Primitives
import Templates

extension TemplateCommand {
  struct Preview: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show an issued invoice as a template would have it; nothing is kept.",
      discussion: """
        As a PDF, or as its page with --html. With --serve a browser shows it while you edit: the page reads the file anew every two
        seconds and shows mistakes in its place. Listens on 127.0.0.1 only.

        EXAMPLES
          florin template preview brand/business.yaml --invoice ES-2026-000001 --output look.pdf
          florin template preview brand/business.yaml --invoice ES-2026-000001 --serve
        """)
    @Argument(help: "The template's file.") var file: String
    @Option(help: "The invoice's number.") var invoice: String
    @Flag(help: "As a page for a browser instead of a PDF.") var html = false
    @Flag(help: "Serve it to a browser on this machine while the file changes.") var serve = false
    @Option(help: "The port of --serve; 0 lets the system choose.") var port: UInt16 = 8081
    @Option(help: "en, es, ko or ro; the account's own language when left out.") var language: String?
    @Option(help: "The file to write; else the invoice's number with -preview.pdf or -preview.html in this folder.") var output: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let (issued, language) = try both(InvoicePrinting(installation).known(invoice), self.language.map(readerLanguage))
        if serve {
          return try await TemplatePreviewSite(installation, path: file, of: issued, port: port).serve { print("Preview: \($0)  (stop with Ctrl-C)") }
        }
        let trial = TemplateTrial(installation, draft: try TemplateFile(path: file).look)
        let path = output ?? invoice.replacing("/", with: "-") + (html ? "-preview.html" : "-preview.pdf")
        try Data(html ? InvoicePage.render(try trial.view(of: issued, language: language)) : try trial.pdf(of: issued, language: language))
          .write(to: URL(filePath: path), options: .atomic)
        let covers = try trial.covers(issued)
        print(TemplatePrinting.preview(path, covers: covers, json: options.json))
        if !covers { complain("The template is not for such invoices, or another one that is more particular is: issued today, \(invoice) would not have this look.") }
      }
    }
  }

  struct Test: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell every invoice and page that a template would change of what was issued.",
      discussion: """
        Makes every invoice of the days twice, in the version in force and in this one, and compares page by page. Exits with 0 when
        nothing would differ, with 1 when something would.
        """)
    @Argument(help: "The template's file.") var file: String
    @Option(help: "Issued when: a month 2026-05, or 2026-05-01..2026-05-15.") var period: PeriodArgument
    @Option(help: "en, es, ko or ro; each account's own language when left out.") var language: String?
    @Option(help: "Write a page with all that differs to this file.") var report: String?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let line = ProgressLine("Invoices")
        let language = try language.map(readerLanguage)
        let view = try TemplateTrial(installation, draft: try TemplateFile(path: file).look)(period.period, language: language) { line.count("looked at", $0) }
        line.finish()
        if let report { try Data(TemplateTrialPage.render(view, language: language ?? .en)).write(to: URL(filePath: report), options: .atomic) }
        print(TemplatePrinting.trial(view, json: options.json))
        if !view.differences.isEmpty { throw Exits.refused }
      }
    }
  }
}
