import Foundation
import Operations
import Primitives
import Testing

@Suite struct MessageRuleTests {
  private static let section = """

    messages:
      - code: risen
        title: {en: Higher, es: Más alta}
        text: {en: See why., es: Vea por qué.}
        link: {words: Plans, url: https://florin.example/plans}
        from: 2026-03-01
        to: 2026-06-01
        for:
          segments: [residential]
          languages: [es]
          countries: [ES]
          sellers: [es]
          over: "100.00"
          currency: EUR
          risenOverPercent: "20"
    """

  private static func rules(_ change: (String, String)? = nil) throws -> [MessageRule] {
    let text = SmallCatalog.text + section
    return try SmallCatalog.read(change.map { text.replacingOccurrences(of: $0.0, with: $0.1) } ?? text).messages
  }

  private static let reader = MessageRule.Reader(
    today: Day("2026-04-01")!, segment: "residential", language: "es", country: "ES", seller: "es", gross: Money(amountMinor: 12_001, currency: .eur), previousMinor: 10_000)

  private typealias Change = @Sendable (inout MessageRule.Reader) -> Void

  /// Each breaks one term.
  private static let changes: [(name: String, change: Change)] = [
    ("day before", { $0.today = Day("2026-02-28")! }), ("the day it ends", { $0.today = Day("2026-06-01")! }), ("segment", { $0.segment = "business" }),
    ("language", { $0.language = "ro" }), ("country", { $0.country = "RO" }), ("seller", { $0.seller = "ro" }), ("not over", { $0.gross = Money(amountMinor: 10_000, currency: .eur) }),
    ("other currency", { $0.gross = Money(amountMinor: 12_001, currency: .krw) }), ("exactly twenty per cent", { $0.gross = Money(amountMinor: 12_000, currency: .eur) }),
    ("no bill before", { $0.previousMinor = nil }), ("nothing before", { $0.previousMinor = 0 }),
  ]

  @Test func everyTermMustHold() throws {
    let rule = try #require(try Self.rules().first)
    #expect(rule.isFor(Self.reader))
    for (name, change) in Self.changes {
      var other = Self.reader
      change(&other)
      #expect(!rule.isFor(other), "\(name)")
    }
  }

  @Test func aFallCountsByItself() throws {
    let rule = try #require(try Self.rules(("risenOverPercent: \"20\"", "fallenOverPercent: \"20\"")).first)
    var fallen = Self.reader
    fallen.previousMinor = 20_000
    #expect(rule.isFor(fallen) && !rule.isFor(Self.reader))
    fallen.previousMinor = 15_001
    #expect(!rule.isFor(fallen))
  }

  @Test func aRuleWithoutTermsIsForEverybody() throws {
    let rule = MessageRule(code: "all", title: "A", text: "B")
    var anybody = Self.reader
    (anybody.language, anybody.previousMinor, anybody.country) = ("ko", nil, "KR")
    #expect(rule.isFor(anybody))
  }

  @Test(arguments: [
    ("code: risen", "code: risen too", "document.wrong-value"), ("url: https://florin.example/plans", "url: http://florin.example", "document.wrong-value"),
    ("url: https://florin.example/plans", "url: \"javascript:alert(1)\"", "document.wrong-value"), ("to: 2026-06-01", "to: 2026-03-01", "catalog.ends-before-start"),
    ("languages: [es]", "languages: [xx]", "document.wrong-value"), ("languages: [es]", "languages: [es, ro]", "catalog.message-words"),
    ("countries: [ES]", "countries: [Spain]", "document.wrong-value"), ("sellers: [es]", "sellers: [ess]", "catalog.unknown-reference"),
    ("      currency: EUR\n", "", "document.missing-field"), ("risenOverPercent: \"20\"", "risenOverPercent: \"-1\"", "document.wrong-value"),
    ("risenOverPercent", "roseOverPercent", "document.unknown-field"), ("    text: {en: See why., es: Vea por qué.}\n", "", "document.missing-field"),
  ])
  func mistakesAreTold(_ replace: String, _ with: String, _ code: String) throws {
    let refused = #expect(throws: Rejection.self) { try Self.rules((replace, with)) }
    #expect(refused?.problems.map(\.code.rawValue).contains(code) == true, "\(refused.map { "\($0.problems)" } ?? "")")
    #expect(refused?.problems.allSatisfy { $0.place != nil && !$0.remedy.isEmpty } == true)
  }
}
