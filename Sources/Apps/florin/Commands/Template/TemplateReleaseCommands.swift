import ArgumentParser
import Bootstrap
import Operations
import Primitives
import Templates

/// Who decides, and what is to be remembered of why.
struct DecidingOptions: ParsableArguments {
  @Option(help: "Who does this; it is written down for good.") var by = ""
  @Option(help: "A word about why, kept with it.") var note = ""
  @OptionGroup var home: HomeOptions

  var templates: BillTemplates { get throws { BillTemplates(try Installation(folder: home.home)) } }
}

extension TemplateCommand {
  struct Propose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Ask that a draft be released.")
    @Argument(help: "The template's code.") var code: String
    @Option(help: "Its version; the newest when not said.") var version: Int?
    @OptionGroup var options: DecidingOptions

    func run() async throws {
      try await answering(json: options.home.json) {
        let decision = try options.templates.propose(code, version: version, by: options.by, note: options.note)
        print(TemplatePrinting.decision(decision, of: code, json: options.home.json))
      }
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put what was proposed in force, for documents issued from a day on.",
      discussion: """
        Whoever put or proposed the version cannot release it. Documents that were issued keep their look: the first day is behind the
        last on which any was issued. Releases are facts of the audit chain.
        """)
    @Argument(help: "The template's code.") var code: String
    @Option(help: "Its version; the proposed one when not said.") var version: Int?
    @Option(help: "The first day of issue for which it counts; the earliest possible when not said (YYYY-MM-DD).") var from: DayArgument?
    @OptionGroup var options: DecidingOptions

    func run() async throws {
      try await answering(json: options.home.json) {
        let decision = try options.templates.release(code, version: version, from: from?.day, by: options.by, note: options.note)
        print(TemplatePrinting.decision(decision, of: code, json: options.home.json))
      }
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a proposal back; with --from, take the template out of force.",
      discussion: "A proposal that is taken back is a draft again. Out of force, documents issued from that day on have the look of another template, or Florin's own.")
    @Argument(help: "The template's code.") var code: String
    @Option(help: "Out of force for documents issued on this day and later (YYYY-MM-DD).") var from: DayArgument?
    @OptionGroup var options: DecidingOptions

    func run() async throws {
      try await answering(json: options.home.json) {
        let templates = try options.templates
        let decision =
          try from.map { try templates.end(code, from: $0.day, by: options.by, note: options.note) }
          ?? templates.takeBack(code, by: options.by, note: options.note)
        print(TemplatePrinting.decision(decision, of: code, json: options.home.json))
      }
    }
  }
}
