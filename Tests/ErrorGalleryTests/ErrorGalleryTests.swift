import Foundation
import Testing

/// Every problem a person can meet, run for real: the command, its words, and an exit code that says no.
///
/// `UPDATE_GALLERY=1 swift test --filter ErrorGalleryTests` writes the words that came into `expected.txt`; read the
/// difference before committing it.
@Suite(.serialized) struct ErrorGalleryTests {
  static let updates = ProcessInfo.processInfo.environment["UPDATE_GALLERY"] == "1"

  @Test func theProgramIsBuilt() {
    #expect(FileManager.default.isExecutableFile(atPath: GalleryExample.programs + "/florin"))
    #expect(!GalleryExample.all.isEmpty)
  }

  @Test(arguments: GalleryExample.all)
  func givesTheWordsExpected(_ example: GalleryExample) throws {
    let (output, exitCode) = try example.run()
    #expect(exitCode == example.expectedExitCode, "\(example.code) ended with exit code \(exitCode)")
    #expect(output.contains(example.code), "the words do not name the code \(example.code):\n\(output)")
    let expected = (try? example.text("expected.txt")) ?? ""
    if Expectation.matches(output, expected) { return }
    if Self.updates {
      try output.write(to: example.folder.appendingPathComponent("expected.txt"), atomically: true, encoding: .utf8)
    } else {
      Issue.record("\(example.code)\n--- expected\n\(expected)\n--- came\n\(output)")
    }
  }

  /// `|` stands for the end of a line.
  @Test(arguments: [
    ("a|b|", "a|b", true),
    ("a|b|", "a", false),
    ("took 12 ms|", "took … ms", true),
    ("took 12 s|", "took … ms", false),
    ("a|x|y|b|", "a|…|b", true),
    ("a|x|y|", "a|…|b", false),
    ("a|b|", "a|…|b", true),
    ("one two three", "…two…", true),
    ("one two three", "…four…", false),
    ("aa", "a…aa", false),
  ])
  func wildcardsMatch(output: String, expected: String, matches: Bool) {
    func text(_ lines: String) -> String { lines.replacingOccurrences(of: "|", with: "\n") }
    #expect(Expectation.matches(text(output), text(expected)) == matches)
  }
}
