import Feeds
import Foundation
import Primitives
import Printing
import Testing

@Suite struct PrintSettingsTests {
  private func read(_ text: String) throws -> PrintSettings { try PrintSettings.read(try SourceDocument.parse(text, file: "shop.yaml")) }

  @Test func whatIsSaidIsTakenAndTheRestIsUsual() throws {
    let settings = try read("duplex: false\nmarks: data-matrix\nsheetsInBatch: 500\nenvelopes:\n  - {name: DL, sheets: 3}\n  - {name: C4, sheets: 50}\n")
    #expect(
      settings
        == PrintSettings(isDuplex: false, marks: .dataMatrix, envelopes: [EnvelopeSize("DL", sheets: 3), EnvelopeSize("C4", sheets: 50)], sheetsInBatch: 500))
    #expect(try read("marks: none") == PrintSettings(marks: .none))
  }

  /// What the documentation says is what holds without settings.
  @Test func theDocumentedSettingsAreTheUsualOnes() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Docs/printing.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    let block = try #require(text.firstMatch(of: /```yaml\n((?s:.*?))```/)).output.1
    #expect(try read(String(block)) == PrintSettings())
  }

  @Test func everyMistakeIsToldAtOnce() {
    let text = """
      marks: barcode
      sheetsInBatch: 0
      colour: true
      envelopes:
        - {name: C4, sheets: 60}
        - {name: C5/6, sheets: 5}
        - {name: C4, sheets: 90}
        - {name: by-hand, sheets: 2000}
      """
    #expect {
      _ = try read(text)
    } throws: { error in
      let problems = (error as? Rejection)?.problems ?? []
      let envelopes = problems.filter { $0.code == .printEnvelopes }
      return envelopes.count == 5 && problems.count == 8 && problems.allSatisfy { !$0.remedy.isEmpty }
    }
  }
}
