import Feeds
import Primitives
import Testing

@Suite struct SourceDocumentTests {
  @Test func valuesKnowWhereTheyStood() throws {
    let node = try SourceDocument.parse("offerings:\n  - code: fibre\n    price: '12'\n    note: ~\n", file: "a.yaml")
    let offering = try #require(node["offerings"]?.items.first)
    let price = try #require(offering["price"])
    #expect(price.path == "offerings[0].price")
    #expect(price.place == Problem.Place(file: "a.yaml", line: 3, column: 12))
    guard case .scalar("12", quoted: true) = price.content else { Issue.record("not a quoted 12"); return }
    #expect(offering["note"]?.isNull == true)
  }

  @Test func jsonIsReadToo() throws {
    let node = try SourceDocument.parse("{\"a\": [1, \"x\\n\", null, true], \"b\": {}}", file: "a.json")
    #expect(node["a"]?.items.count == 4)
    #expect(node["a"]?.items[2].isNull == true)
  }

  static let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + ["b", "c", "d", "e", "f", "g"].enumerated().map { index, name in
    let before = ["a", "b", "c", "d", "e", "f"][index]
    return "\(name): &\(name) [" + Array(repeating: "*\(before)", count: 9).joined(separator: ",") + "]\n"
  }.joined()

  @Test(arguments: [
    ("a: [1, 2", ProblemCode.unreadableDocument),
    ("a: 1\nb: 2\na: 3\n", .repeatedField),
    (String(repeating: "[", count: 5000), .documentTooDeep),
    (String(repeating: "[", count: 100) + String(repeating: "]", count: 100), .documentTooDeep),
    (bomb, .aliasExpansion),
  ])
  func refused(text: String, code: ProblemCode) {
    do {
      _ = try SourceDocument.parse(text, file: "x")
      Issue.record("it was accepted")
    } catch {
      #expect(error.problems.map(\.code) == [code])
    }
  }
}

extension SourceNode {
  fileprivate var items: [SourceNode] { if case .list(let items) = content { items } else { [] } }
}
