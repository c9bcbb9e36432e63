import Foundation
import HTTPAPI
import Primitives
import Seeds
import Testing

@Suite struct JSONReaderTests {
  private func shown(_ node: SourceNode) -> String {
    switch node.content {
    case .scalar(let text, true): "'\(text)'"
    case .scalar(let text, false): text
    case .null: "null"
    case .list(let items): "[" + items.map(shown).joined(separator: " ") + "]"
    case .map(let entries): "{" + entries.map { "\($0.key):\(shown($0.value))" }.joined(separator: " ") + "}"
    }
  }

  @Test(arguments: [
    (#" {"a": [1, -0.5e+3, "x"], "b": null} "#, "{a:[1 -0.5e+3 'x'] b:null}"),
    ("1e400", "1e400"), ("0.10000000000000000000001", "0.10000000000000000000001"), ("true", "true"), ("\"\"", "''"), ("[]", "[]"), ("{}", "{}"),
    (#""\u0041\n\/\ud83d\ude00 é""#, "'A\n/😀 é'"),
  ]) func reads(_ text: String, _ expected: String) throws { #expect(shown(try JSONReader.read(Array(text.utf8))) == expected) }

  @Test(arguments: [
    ("", "ends where a value"), ("01", "cannot begin with 0"), ("1.", "a digit"), (".5", "begin with `.`"), ("+1", "begin with `+`"), ("1e", "a digit"),
    ("nul", "begin with `n`"), ("[1,]", "begin with `]`"), ("[1 2]", "a comma"), (#"{"a":1,}"#, "name in quotes"), (#"{"a" 1}"#, "a colon"), (#"{a:1}"#, "name in quotes"),
    ("{} {}", "more text"), ("\"a", "ends inside quotes"), ("\"a\nb\"", "control character"), (#""\x""#, "no escape"), (#""\u12""#, "four hexadecimal"),
    (#""\ud83d""#, "half of a surrogate"), (#""\ud83d\u0041""#, "half of a surrogate"), (#""\ude00""#, "half of a surrogate"),
    ("NaN", "begin with `N`"), ("\u{FEFF}1", "the byte 0xef"), ("'a'", "begin with `'`"),
  ]) func refuses(_ text: String, _ why: String) {
    let rejection = #expect(throws: Rejection.self) { try JSONReader.read(Array(text.utf8)) }
    #expect(rejection?.problems.first?.code == .unreadableDocument)
    #expect(rejection?.problems.first?.message.contains(why) == true, "\(rejection?.description ?? "")")
  }

  @Test func refusesBytesThatAreNotUTF8() {
    for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] {
      #expect(throws: Rejection.self) { try JSONReader.read(bytes) }
    }
  }

  @Test func namesEveryRepeatedField() {
    let rejection = #expect(throws: Rejection.self) { try JSONReader.read(Array("{\"a\":1,\n \"a\":{\"b\":1,\"b\":2}}".utf8)) }
    #expect(rejection?.problems.map { "\($0.path) \($0.place?.line ?? 0):\($0.place?.column ?? 0)" } == ["a 2:2", "a.b 2:13"])
  }

  /// Whatever bytes come, the reader agrees with the system's on what is JSON, and never stops the program.
  @Test(arguments: Seed.some) func agreesWithTheSystemsReader(_ seed: Seed) {
    var random = seed
    let pieces = ["{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "-2.5", "true", "null", " ", "\"\\u00e9\"", "0", "x"]
    for _ in 0..<200 {
      let text = (0..<random.number(1...9)).map { _ in random.pick(pieces) }.joined()
      let mine = (try? JSONReader.read(Array(text.utf8))) != nil
      let theirs = (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
      if mine != theirs, !isTakenElsewhere(text) { Issue.record("\(text): \(mine) against \(theirs)") }
    }
  }

  /// Repeated fields and commas at the end are refused here and taken there.
  private func isTakenElsewhere(_ text: String) -> Bool {
    text.count { $0 == ":" } > 1 || text.filter { $0 != " " }.contains(",]") || text.filter { $0 != " " }.contains(",}")
  }
}
