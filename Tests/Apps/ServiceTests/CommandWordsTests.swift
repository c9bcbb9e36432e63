import Foundation
import Seeds
import Testing

/// A word that is no command is told, wherever it stands.
@Suite struct CommandWordsTests {
  private func florin(_ words: String) throws -> (text: String, code: Int32) { try florin(words.split(separator: " ").map(String.init)) }

  private func florin(_ words: [String]) throws -> (text: String, code: Int32) {
    let process = Process()
    process.executableURL = URL(filePath: BuiltProgram.florin)
    process.arguments = words
    let output = Pipe()
    (process.standardOutput, process.standardError) = (output, output)
    try process.run()
    let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (text, process.terminationStatus)
  }

  @Test(arguments: [
    ("help invocie", "`florin` has no command \"invocie\"", "did you mean `florin help invoice`?"),
    ("help bench lst", "`florin bench` has no command \"lst\"", "it has bill-run, charge, "),
    ("help balance lst", "`florin balance` has no command \"lst\"", "did you mean `florin help balance list`?"),
    ("help invoice show me", "`florin invoice show` has no commands, so none called \"me\"", "`florin help invoice show` tells what it takes"),
    ("bench lst", "`florin bench` has no command \"lst\"", "it has bill-run, charge, "),
    ("balance lst", "`florin balance` has no command \"lst\"", "did you mean `florin balance list`?"),
    ("zzzzzzzz", "`florin` has no command \"zzzzzzzz\"", "`florin --help` lists them"),
  ])
  func isTold(_ words: String, _ wrong: String, _ remedy: String) throws {
    let (text, code) = try florin(words)
    #expect(text.contains(wrong) && text.contains("[command.unknown]") && text.contains("remedy: \(remedy)"), "\(text)")
    #expect(code == 64)
  }

  /// The languages that there are, instead of all that the command takes.
  @Test(arguments: ["simulate --catalog c.yaml --over 2026-01-01..2026-02-01", "archive keep X"]) func aLanguageThatIsNotThereIsTold(_ words: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "words-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try florin("sandbox new \(folder) --on 2026-01-01")
    let (text, code) = try florin("\(words) --language fr --home \(folder)")
    #expect(text.contains("--language: documents are not written in \"fr\" [parties.language]") && text.contains("remedy: use one of en, es, ko, ro"), "\(text)")
    #expect(code == 1 && !text.contains("Usage"))
  }

  /// A bucket that has not begun says when it does, and nothing of it is available; the main one begins with the balance.
  @Test func aBalanceSaysWhenItsBucketsBegin() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "words-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try florin("sandbox new \(folder) --on 2026-01-01")
    _ = try florin("balance open b --account ana --key o --home \(folder)")
    _ = try florin("balance top-up b 5.00 --from 2026-02-01 --key t --home \(folder)")
    let lines = try florin("balance show b --home \(folder)").text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    // Where the account is, February begins an hour before it does in UTC.
    #expect(lines.contains { $0.starts(with: ["2", "EUR", "5.00", "0.00", "2026-01-31T23:00:00Z", "100"]) }, "\(lines)")
    #expect(lines.contains { $0.starts(with: ["1", "EUR", "0.00", "0.00", "0.00", "2026-01-01T06:00:00Z", "100"]) }, "\(lines)")
  }

  /// Whatever is repeated of what was given: by the search for commands, by the parser, by problems and by faults.
  @Test(arguments: [
    ["inv\u{1B}[31moice"], ["invoice", "sh\u{1B}w"], ["invoice", "list", "--se\u{1B}x"], ["invoice", "list", "--run", "\u{1B}"], ["invoice", "list", "\u{1B}"],
    ["verify", "--home", "no-\u{1B}-home"], ["usage", "import", "no-\u{1B}-file", "--home", "no-home"], ["price", "--form", "no-\u{1B}-file"], ["catalog", "check", "no-\u{1B}-file"],
  ]) func nothingRepeatedDoesMoreThanBeRead(_ words: [String]) throws {
    let (text, code) = try florin(words)
    #expect(!text.contains("\u{1B}") && text.contains(#"\u{1B}"#), "\(text)")
    #expect(code == 1 || code == 64)
  }

  @Test(arguments: ["charging", "invoice", "credit", "bench", "template", "webhook", "key", "catalog", "archive", "account"]) func helpMayStandBehindAGroup(_ group: String) throws {
    let (text, code) = try florin("\(group) help")
    let usual = try florin("help \(group)").text
    #expect(code == 0 && text.contains("USAGE: florin \(group) ") && text == usual, "\(text.prefix(200))")
  }

  @Test func helpBehindAGroupTellsOfItsCommands() throws {
    #expect(try florin("charging help reserve").text == florin("help charging reserve").text)
    #expect(try florin("charging help resrve").text.contains("did you mean `florin help charging reserve`?"))
  }

  /// What only reads makes no home of a name that was misspelt.
  @Test(arguments: [
    "account list", "account show a", "archive list", "archive entry s 1", "archive holds", "archive rules", "archive erase", "archive verify", "balance list", "balance show b", "balance forecast b",
    "bill list", "bill report", "bill preview a", "catalog show", "charging sessions", "charging statement b", "charging quote --subject s --service data", "charging uncharged", "charging uncharged --given-up", "control list", "control notices b",
    "credit list", "credit show n", "credit pdf n", "credit page n", "explain n", "invoice list", "invoice show n", "invoice pdf n", "invoice export n", "journal balance", "key list", "key sessions",
    "print rate --run 1", "quote list", "quote show q", "rebuild", "rerate --from 2026-01-01 --to 2026-02-01", "sandbox show", "template list", "template show t", "usage rejects", "usage repeats", "usage batches", "usage late",
    "verifactu list", "verifactu show n", "verifactu verify", "verify", "voucher list", "voucher show v", "webhook list", "webhook show w", "webhook events",
  ]) func whatReadsMakesNoHome(_ words: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "no-home-\(UUID().uuidString)").path
    let (text, code) = try florin("\(words) --home \(folder)")
    #expect(text.contains("\(folder): there is no database in this home [home.no-database]") && text.contains("remedy: name the home"), "\(text)")
    #expect(code == 1 && !FileManager.default.fileExists(atPath: folder))
  }

  @Test func aBackupOrADifferenceMakesNoHomeEither() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "no-home-\(UUID().uuidString)").path
    for words in ["backup \(folder)/copy", "restore no-copy", "catalog diff no-catalog"] {
      #expect(try florin("\(words) --home \(folder)").code == 1)
      #expect(!FileManager.default.fileExists(atPath: folder), "\(words)")
    }
  }

  /// Of a document that is not there in a language that is none, both are told.
  @Test(arguments: ["invoice page", "invoice pdf", "invoice records", "invoice link", "explain", "credit show", "credit pdf", "credit page", "credit link"])
  func bothMistakesAreTold(_ words: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "words-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try florin("sandbox new \(folder) --on 2026-01-01")
    let (text, code) = try florin("\(words) NOPE --language xx --home \(folder)")
    #expect(text.contains("\"NOPE\" [") && text.contains("--language: documents are not written in \"xx\" [parties.language]"), "\(text)")
    #expect(code == 1)
  }

  @Test(arguments: ["help", "help invoice", "help invoice show", "help bench", "help help", "--help"]) func whatIsThereIsShown(_ words: String) throws {
    let (text, code) = try florin(words)
    #expect(text.contains("USAGE: florin") && code == 0, "\(text.prefix(200))")
  }
}
