import Catalog
import Primitives
import Subscriptions
import Testing

@Suite struct FactTests {
  static let day = World.start
  static let facts: [SubscriptionFact.Change] = [
    .ordered(SubscriptionFact.Ordered(reference: "S \"1\"", user: CustomerID(4), payer: BillingAccountID(5), subject: "+34", startsOn: day, termEndsOn: day)),
    .ordered(SubscriptionFact.Ordered(reference: "S", user: CustomerID(4), payer: BillingAccountID(5), startsOn: day)),
    .itemOpened(SubscriptionItem(number: 3, offering: "basic", quantity: Exact(unscaled: 25, scale: 1), from: day)),
    .itemOpened(
      SubscriptionItem(
        number: 3, offering: "basic", from: day, to: day.adding(days: 3),
        agreements: [
          PriceAgreement(price: "p", effective: EffectivePeriod(from: day), change: .replace(Exact(unscaled: 4550, scale: 2))),
          PriceAgreement(price: "p", effective: EffectivePeriod(from: day, to: day.adding(days: 9)), change: .percentOff(10)),
          PriceAgreement(price: "p", effective: EffectivePeriod(from: day), change: .add(-1)),
        ])),
    .itemClosed(number: 3, on: day), .activated(on: day), .suspended(from: day), .resumed(on: day), .endSet(on: day), .endWithdrawn,
    .payerChanged(to: BillingAccountID(9), from: day), .promotionAttached("spring", from: day),
  ]

  /// What is written is read back the same.
  @Test(arguments: facts.indices) func roundTrip(_ index: Int) throws {
    let fact = SubscriptionFact(recordedOn: Self.day, Self.facts[index])
    #expect(try SubscriptionFact.read(try JSONLine.parse(fact.json)) == fact)
    // A text with an escape is left to the full reader.
    #expect(stored(fact.json) == (fact.json.contains("\\") ? nil : fact))
  }

  private func stored(_ text: String) -> SubscriptionFact? {
    var text = text
    return text.withUTF8 { SubscriptionFact(stored: $0) }
  }

  /// Whatever Florin would not have written is left to the reader that says what is wrong.
  @Test(arguments: facts.indices) func readingInPlaceDeclinesTheRest(_ index: Int) throws {
    let text = SubscriptionFact(recordedOn: Self.day, Self.facts[index]).json
    for end in text.indices { #expect(stored(String(text[..<end])) == nil) }
    #expect(stored(text + " ") == nil)
    #expect(stored(text.replacing("\"recordedOn\"", with: "\"note\":\"x\",\"recordedOn\"")) == nil)
    #expect(stored(text.replacing("recordedOn", with: "recorded")) == nil)
    #expect(stored(text.replacing("2026-", with: "2026/")) == nil)
    #expect(stored(text.replacing(":", with: ": ")) == nil)
  }
}

/// Just enough of a JSON reader for what facts write: the real ones are adapters.
enum JSONLine {
  static func parse(_ text: String) throws -> SourceNode {
    var rest = Substring(text)
    return try value(&rest)
  }

  private static func value(_ rest: inout Substring) throws -> SourceNode {
    let first = try #require(rest.first)
    switch first {
    case "{":
      rest.removeFirst()
      var entries: [(key: String, value: SourceNode)] = []
      while rest.first != "}" {
        if rest.first == "," { rest.removeFirst() }
        let key = string(&rest)
        rest.removeFirst()
        entries.append((key, try value(&rest)))
      }
      rest.removeFirst()
      return SourceNode(.map(entries))
    case "[":
      rest.removeFirst()
      var items: [SourceNode] = []
      while rest.first != "]" {
        if rest.first == "," { rest.removeFirst() }
        items.append(try value(&rest))
      }
      rest.removeFirst()
      return SourceNode(.list(items))
    case "\"": return SourceNode(.scalar(string(&rest), quoted: true))
    default:
      let word = rest.prefix { !",]}".contains($0) }
      rest.removeFirst(word.count)
      return SourceNode(.scalar(String(word), quoted: false))
    }
  }

  private static func string(_ rest: inout Substring) -> String {
    rest.removeFirst()
    var text = ""
    while let next = rest.popFirst(), next != "\"" { text.append(next == "\\" ? rest.removeFirst() : next) }
    return text
  }
}
