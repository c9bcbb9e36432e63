import ArgumentParser
import Bootstrap
import Operations
import Usage

extension UsageCommand {
  struct Correct: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accept events that take the place of wrong ones, or say that they never happened.",
      discussion: """
        A usage event is never edited. Each record of the file is an event of its own, whole as it should have been, with an id
        of its own; its attribute `corrects` names the id of the wrong event (and `correctsSource` its source, when that is
        another). With `void` set to true the wrong event never happened, and the record does not count either. A wrong
        correction is corrected like any event.

          source,id,corrects,subject,type,at,quantity
          switch-7,c-19-b,c-19,34600111222,call,2026-10-02T10:17:19Z,61

        What is not billed yet is simply billed right. For what is billed already, `florin usage late` lists the invoices that
        have to be corrected, and corrects them.
        """)
    @Argument(help: "The files, in the order given.") var files: [String]
    @Option(help: "A YAML file that says how columns or keys become events.") var mapping: String?
    @Option(help: "csv, jsonl or cloudevents; told by the file's name when left out.") var format: UsageBatch.Format?
    @OptionGroup var options: HomeOptions

    func run() async throws {
      try await answering(json: options.json) {
        let imports = UsageImports(try Installation(folder: options.home))
        var outcomes: [UsageImports.Outcome] = []
        for file in files {
          var reading = UsageImports.Reading(format: format, mapping: mapping)
          reading.correcting = true
          let outcome = try imports.importFile(file, reading)
          outcomes.append(outcome)
          if !options.json { UsagePrinting.show(outcome, try imports.firstRejects(outcome)) }
        }
        if options.json { print(UsagePrinting.json(try outcomes.map { ($0, try imports.firstRejects($0)) })) }
      }
    }
  }
}
