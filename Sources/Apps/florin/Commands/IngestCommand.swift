import ArgumentParser
import Bootstrap
import Foundation
import Operations
import Primitives
import Synchronization
import Usage

struct IngestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Take in usage files, now or as they come into a watched folder.",
    discussion: """
      A watched folder is looked at once a second. A file is imported when two looks in a row found it the same; while it
      is written, give it a name that ends in .part. Then it is moved to `done`, or to `refused` with the reason beside it
      when nothing in it can be read. Single bad records refuse no file: `florin usage rejects` lists them.

      EXAMPLES
        florin ingest calls.csv data.jsonl
        florin ingest --watch /srv/usage --mapping switch.yaml
        florin ingest --watch /srv/usage --once
      """)
  @Argument(help: "Files to take in first, in the order given.") var files: [String] = []
  @Option(help: "A folder to watch until interrupted.") var watch: String?
  @Flag(help: "Stop when everything in the watched folder is taken in.") var once = false
  @Option(help: "A YAML file that says how columns or keys become events.") var mapping: String?
  @Option(help: "csv, jsonl or cloudevents; told by a file's name when left out.") var format: UsageBatch.Format?
  @OptionGroup var options: HomeOptions

  func validate() throws {
    if files.isEmpty, watch == nil { throw ValidationError("name files, or a folder with --watch") }
    if once, watch == nil { throw ValidationError("--once needs --watch") }
  }

  func run() async throws {
    try await answering(json: options.json) {
      let imports = UsageImports(try Installation(folder: options.home))
      let reading = UsageImports.Reading(format: format, mapping: mapping)
      for file in files { try show(file, .imported(try imports.importFile(file, reading)), imports) }
      guard let watch else { return }
      var folder = try WatchedFolder(watch, imports: imports, reading: reading)
      StopAsked.listen()
      if !options.json { print("Watching \(watch) (stop with Ctrl-C)") }
      repeat {
        try folder.work { try show($0, $1, imports) }
        fflush(nil)
        if once, !folder.isWaiting { return }
        try? await Task.sleep(for: .seconds(1))
      } while !StopAsked.asked.load(ordering: .relaxed)
    }
  }

  private func show(_ name: String, _ happening: WatchedFolder.Happening, _ imports: UsageImports) throws {
    switch happening {
    case .imported(let outcome):
      let rejects = try imports.firstRejects(outcome)
      if options.json { print(UsagePrinting.json([(outcome, rejects)])) } else { UsagePrinting.show(outcome, rejects) }
    case .known: complain("\(name): imported before; nothing was counted")
    case .refused(let rejection): complain("\(name): refused\n\(rejection)")
    case .postponed(let reason): complain("\(name): could not be taken in now, and is tried again\n\(reason)")
    }
  }
}

/// Notes that the program was asked to stop, so that a file under way is finished first.
private enum StopAsked {
  static let asked = Atomic<Bool>(false)

  static func listen() {
    asked.store(false, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] { signal(number) { _ in StopAsked.asked.store(true, ordering: .relaxed) } }
  }
}
