import ArgumentParser
import Bootstrap
import Operations
import Primitives
import Templates

struct TemplateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "template", abstract: "Change how bills look and what they say: brand, layout, words, for whom; try it; release it with four eyes.",
    discussion: """
      A template is a YAML file, with a logo beside it. Work on it like on code: edit, `check`, `preview`, `test` over what was issued,
      `put`, `propose`; somebody else looks at it and says `release`. Documents issued from then on have the new look; those issued before
      keep theirs. Docs/templates.md says all of it.

      EXAMPLES
        florin template check brand/business.yaml
        florin template preview brand/business.yaml --invoice ES-2026-000001 --serve
        florin template test brand/business.yaml --period 2026-05 --report differences.html
        florin template put brand/business.yaml --by ana
        florin template propose business --by ana
        florin template release business --by dan --from 2026-07-01
      """,
    subcommands: [Check.self, Preview.self, Test.self, Put.self, List.self, Show.self, Propose.self, Release.self, Withdraw.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Read a template and tell every mistake, with file, line and remedy.")
    @Argument(help: "The template's file.") var file: String
    @Flag(name: .long, help: "Print JSON instead of text.") var json = false

    func run() async throws {
      try await answering(json: json) {
        print(TemplatePrinting.summary(try TemplateFile(path: file).template, json: json))
      }
    }
  }

  struct Put: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep a template as its next version, a draft.", discussion: "The same content as the newest version changes nothing and succeeds.")
    @Argument(help: "The template's file.") var file: String
    @Option(help: "Who puts it; this person cannot release it.") var by = ""
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let put = try BillTemplates(try Installation(folder: options.home)).put(try TemplateFile(path: file), by: by)
        print(TemplatePrinting.put(put, json: options.json))
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List templates with their newest version and what is in force.")
    @Option(help: "In force on this day; today when not said (YYYY-MM-DD).") var on: DayArgument?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        print(TemplatePrinting.list(try BillTemplates(installation).all(), on: on?.day ?? installation.clock.now().utcDay, json: options.json))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show all that happened to a template; with --source, the text of a version.", discussion: "The newest version, or the one of --version.")
    @Argument(help: "The template's code.") var code: String
    @Option(help: "Its version.") var version: Int?
    @Flag(help: "Print the text of the version as it was put.") var source = false
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let installation = try Installation(existing: options.home)
        let history = try BillTemplates(installation).history(code)
        guard source || version != nil else { return print(TemplatePrinting.history(history, on: installation.clock.now().utcDay, json: options.json)) }
        guard let found = history.version(version ?? history.versions.count) else {
          throw Rejection(
            Problem(.unknownTemplate, path: "version", "template \(code) has no version \(version ?? 0)", remedy: "its versions are 1 to \(history.versions.count)"))
        }
        print(String(decoding: found.source.text, as: UTF8.self), terminator: "")
      }
    }
  }
}
