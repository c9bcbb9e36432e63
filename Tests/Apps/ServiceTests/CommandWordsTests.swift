import Foundation
import Seeds
import Testing

/// A word that is no command is told, wherever it stands.
@Suite struct CommandWordsTests {
  private func florin(_ words: String) throws -> (text: String, code: Int32) {
    let process = Process()
    process.executableURL = URL(filePath: BuiltProgram.florin)
    process.arguments = words.split(separator: " ").map(String.init)
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

  @Test(arguments: ["help", "help invoice", "help invoice show", "help bench", "help help", "--help"]) func whatIsThereIsShown(_ words: String) throws {
    let (text, code) = try florin(words)
    #expect(text.contains("USAGE: florin") && code == 0, "\(text.prefix(200))")
  }
}
