import Foundation
import Primitives
import Seeds
import Testing

/// The records in Examples/calls, from a new sandbox to the balance, as the documentation shows it.
@Suite struct ChargingRecordExampleTests {
  @Test func theExamplesAreChargedOnce() throws {
    let examples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Examples/calls").path
    let folder = FileManager.default.temporaryDirectory.appending(path: "florin-calls-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let charge = """
      "$F" charging records freeswitch.csv --format freeswitch-csv --zone Europe/Madrid --home "$H"
      "$F" charging records freeswitch.json --format freeswitch-json --home "$H"
      "$F" charging records asterisk.csv --format asterisk-csv --zone Europe/Madrid --home "$H"
      "$F" charging records 3gpp.jsonl --format 3gpp-json --home "$H"
      """
    let (said, code) = try run(
      """
      set -e; cd \(examples)
      {
      "$F" sandbox new "$H" --on 2026-03-02
      cp calls.yaml "$H/catalog/"
      "$F" catalog publish "$H/catalog" --home "$H"
      "$F" order place order.yaml --home "$H"
      "$F" balance open ana --account ana --key o --home "$H"
      "$F" balance top-up ana 2.00 --key t --home "$H"
      "$F" sandbox advance --days 5 --home "$H"
      } > /dev/null
      \(charge)
      \(charge)
      "$F" balance show ana --json --home "$H"
      "$F" verify --home "$H" > /dev/null && echo proved
      """, ["F": BuiltProgram.florin, "H": folder])
    #expect(code == 0, "\(said)")
    let lines = said.split(separator: "\n").map(String.init)
    #expect(lines.filter { $0.contains(" read = ") } == [
      "3 read = 2 charged + 0 charged before + 1 with nothing to charge + 0 refused", "3 read = 1 charged + 0 charged before + 2 with nothing to charge + 0 refused",
      "3 read = 1 charged + 0 charged before + 2 with nothing to charge + 0 refused", "3 read = 3 charged + 0 charged before + 0 with nothing to charge + 0 refused",
      "3 read = 0 charged + 2 charged before + 1 with nothing to charge + 0 refused", "3 read = 0 charged + 1 charged before + 2 with nothing to charge + 0 refused",
      "3 read = 0 charged + 1 charged before + 2 with nothing to charge + 0 refused", "3 read = 0 charged + 3 charged before + 0 with nothing to charge + 0 refused",
    ], "\(said)")
    #expect(lines.filter { $0.hasSuffix(" in all") } == ["0.85 EUR in all", "0.07 EUR in all", "0.14 EUR in all", "0.65 EUR in all"])
    #expect(said.contains(#""available":"0.29""#) && lines.last == "proved", "\(said)")
  }

  private func run(_ script: String, _ environment: [String: String]) throws -> (String, Int32) {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }.filter { $0.key != "FLORIN_DATABASE" }
    let out = Pipe()
    process.standardOutput = out
    process.standardError = out
    try process.run()
    let said = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (said, process.terminationStatus)
  }
}
