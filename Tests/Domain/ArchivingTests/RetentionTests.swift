import Archiving
import Primitives
import Testing

@Suite struct RetentionTests {
  private let hold = LegalHold(number: 1, scope: .account("A-1"), reason: "court", setBy: "legal", setAt: Instant(seconds: 0))

  @Test(arguments: [
    ("ES", "2026-02-01", "2033-01-01"), ("ES", "2026-12-31", "2033-01-01"), ("ES", "2027-01-01", "2034-01-01"), ("DE", "2026-02-01", "2035-01-01"),
    ("IT", "2026-02-01", "2037-01-01"), ("RO", "2026-02-01", "2037-01-01"), ("KR", "2026-02-01", "2033-01-01"),
  ])
  func aDocumentIsKeptUntilItsCountryAllowsOtherwise(_ country: String, _ issued: String, _ first: String) throws {
    let entry = Some.entry(country: country, issuedOn: issued)
    let rules = RetentionRules()
    let rule = try #require(rules.rule(for: entry))
    #expect(Erasability(of: entry, on: day(first).adding(days: -1), rules: rules, holds: []) == .kept(rule, until: day(first)))
    #expect(Erasability(of: entry, on: day(first), rules: rules, holds: []) == .erasable(rule, since: day(first)))
  }

  @Test func yearsFromTheIssueEndWithTheSameDay() {
    let rule = RetentionRule(country: "XX", years: 1, start: .issue, source: "house")
    #expect(rule.mayBeErasedFrom(issuedOn: day("2026-02-01")) == day("2027-02-02"))
    #expect(rule.mayBeErasedFrom(issuedOn: day("2028-02-29")) == day("2029-03-01"))
  }

  @Test func withoutARuleNothingIsErased() {
    #expect(Erasability(of: Some.entry(country: "ZZ"), on: day("2199-01-01"), rules: RetentionRules(), holds: []) == .noRule)
  }

  @Test func aHoldComesBeforeEverything() {
    let old = Some.entry(issuedOn: "1999-01-01")
    #expect(Erasability(of: old, on: day("2026-01-01"), rules: RetentionRules(), holds: [hold]) == .held(hold))
    var other = hold
    other.scope = .document("ES-1")
    #expect(Erasability(of: old, on: day("2026-01-01"), rules: RetentionRules(), holds: [other]) == .held(other))
    other.scope = .document("ES-2")
    var released = hold
    released.release = .init(reason: "settled", releasedBy: "legal", releasedAt: Instant(seconds: 1))
    guard case .erasable = Erasability(of: old, on: day("2026-01-01"), rules: RetentionRules(), holds: [other, released]) else {
      Issue.record("neither covers it")
      return
    }
  }

  @Test func whatIsSaidOfACountryReplacesWhatIsKnownOfIt() {
    let said = [
      RetentionRule(country: "ES", kind: .creditNote, years: 2, start: .issue, source: "house"),
      RetentionRule(country: "ES", years: 12, start: .yearEnd, source: "house"),
    ]
    let rules = RetentionRules(said: said)
    #expect(rules.rule(for: Some.entry())?.years == 12)
    #expect(rules.rule(for: Some.entry(kind: .creditNote))?.years == 2)
    #expect(rules.rule(for: Some.entry(country: "DE"))?.years == 8)
    #expect(RetentionRules(said: [said[0]]).rule(for: Some.entry()) == nil)
  }

  @Test func everyKnownRuleNamesItsSource() {
    for rule in RetentionRules.known { #expect(rule.source.count > 15 && rule.years >= 4, "\(rule.country)") }
    #expect(Set(RetentionRules.known.map(\.country)).count == RetentionRules.known.count)
  }
}
