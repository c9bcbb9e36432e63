import Primitives
import Testing

/// What is repeated says what it is and does nothing else.
@Suite struct HarmlessTextTests {
  @Test(arguments: [
    ("plain, with blanks", "plain, with blanks"), ("Zoë 한국어 €5 👩‍👩‍👧 naïve", "Zoë 한국어 €5 👩‍👩‍👧 naïve"), ("مرحبا שלום", "مرحبا שלום"), ("", ""),
    ("a\u{1B}[31mb", #"a\u{1B}[31mb"#), ("bell\u{7}", #"bell\u{7}"#), ("\u{0}\u{7F}\u{9B}", #"\u{0}\u{7F}\u{9B}"#), ("a\nb\r\nc\td", #"a\nb\r\nc\td"#),
    ("right\u{202E}left\u{2066}\u{200F}\u{61C}", #"right\u{202E}left\u{2066}\u{200F}\u{61C}"#), ("\u{2028}\u{2029}", #"\u{2028}\u{2029}"#),
  ]) func controlsAreWrittenOut(_ text: String, _ shown: String) {
    #expect(text.harmless == shown)
    #expect(shown.harmless == shown)
  }

  /// No file, value or name that a problem quotes begins a line of its own.
  @Test func problemsTakeTwoLines() {
    let problem = Problem(ProblemCode("a.b"), at: .init(file: "x\u{1B}\ny", line: 1), path: "p\r", "there is no \"\n\u{7}\"", remedy: "name\n another")
    #expect("\(problem)" == #"x\u{1B}\ny:1: p\r: there is no "\n\u{7}" [a.b]"# + "\n    remedy: " + #"name\n another"#)
  }
}
