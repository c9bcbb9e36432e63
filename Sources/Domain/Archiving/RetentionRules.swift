public import Primitives

/// How long documents of a country and kind must be kept, and who says so.
public struct RetentionRule: Sendable, Hashable {
  /// When the years begin.
  public enum Start: String, Sendable, Hashable, CaseIterable {
    /// With the document's day of issue.
    case issue
    /// With the end of the calendar year in which it was issued.
    case yearEnd = "year-end"
  }

  /// Two capital letters (ISO 3166-1).
  public var country: String
  /// `nil`: every kind.
  public var kind: ArchivedKind?
  public var years: Int
  public var start: Start
  /// The law or decision that the years are from.
  public var source: String

  public init(country: String, kind: ArchivedKind? = nil, years: Int, start: Start, source: String) {
    self.country = country
    self.kind = kind
    self.years = years
    self.start = start
    self.source = source
  }

  /// The first day on which a document of this day need no longer be kept.
  public func mayBeErasedFrom(issuedOn: Day) -> Day {
    switch start {
    case .issue: return issuedOn.adding(months: years * 12).adding(days: 1)
    case .yearEnd: return Day(issuedOn.year + years + 1, 1, 1) ?? issuedOn.adding(months: (years + 1) * 12)
    }
  }

  func applies(to entry: ArchiveEntry) -> Bool { country == entry.country && (kind == nil || kind == entry.document.kind) }
}

/// The rules in force: those that were said, and for countries that nothing was said of, those that are known.
public struct RetentionRules: Sendable, Hashable {
  public let rules: [RetentionRule]

  /// - Parameter said: of a country, they take the place of all that are known of it.
  public init(said: [RetentionRule] = []) {
    let countries = Set(said.map(\.country))
    rules = said + RetentionRules.known.filter { !countries.contains($0.country) }
  }

  /// What holds for an entry: a rule for its kind before one for every kind; `nil`: it is kept for ever.
  public func rule(for entry: ArchiveEntry) -> RetentionRule? {
    let found = rules.filter { $0.applies(to: entry) }
    return found.first { $0.kind != nil } ?? found.first
  }

  /// Of invoices and what corrects them, as of 2026. Where a commercial and a tax law differ, the longer.
  ///
  /// A country that is not here has no rule: its documents are kept for ever until one is said.
  public static let known: [RetentionRule] = [
    RetentionRule(country: "AT", years: 7, start: .yearEnd, source: "BAO § 132(1); UStG 1994 § 11(2): seven years from the end of the calendar year"),
    RetentionRule(country: "DE", years: 8, start: .yearEnd, source: "AO § 147(3), (4); UStG § 14b(1), as amended by BEG IV (BGBl. 2024 I Nr. 323): eight years from the end of the calendar year"),
    RetentionRule(country: "ES", years: 6, start: .yearEnd, source: "Código de Comercio art. 30(1): six years from the last entry in the books; the tax limitation period (LGT art. 66: four years) ends before"),
    RetentionRule(country: "FR", years: 10, start: .yearEnd, source: "Code de commerce art. L123-22: ten years; LPF art. L102 B asks for six"),
    RetentionRule(country: "GB", years: 6, start: .yearEnd, source: "VAT Act 1994 sch. 11 para. 6(3); VAT Notice 700/21: six years"),
    RetentionRule(country: "IT", years: 10, start: .yearEnd, source: "Codice civile art. 2220: ten years from the last entry"),
    RetentionRule(country: "KR", years: 6, start: .yearEnd, source: "Value-Added Tax Act art. 71(3); Framework Act on National Taxes art. 85-3(2): five years from the due date of the return, which lies in the year after the issue; hence six"),
    RetentionRule(country: "NL", years: 7, start: .yearEnd, source: "Algemene wet inzake rijksbelastingen art. 52(4): seven years"),
    RetentionRule(country: "PT", years: 10, start: .yearEnd, source: "Código do IVA art. 52(1): ten years"),
    RetentionRule(country: "RO", years: 10, start: .yearEnd, source: "Legea contabilității 82/1991 art. 25(1): ten years from the end of the financial year; orders of the minister may allow five"),
  ]
}

/// Whether a document may be erased.
public enum Erasability: Sendable, Hashable {
  case erasable(RetentionRule, since: Day)
  /// Its retention ends later.
  case kept(RetentionRule, until: Day)
  /// A hold forbids it.
  case held(LegalHold)
  /// There is no rule for its country and kind.
  case noRule

  /// A hold comes before everything; then a missing rule; then the rule.
  public init(of entry: ArchiveEntry, on day: Day, rules: RetentionRules, holds: [LegalHold]) {
    if let hold = holds.first(where: { $0.covers(entry) }) {
      self = .held(hold)
    } else if let rule = rules.rule(for: entry) {
      let first = rule.mayBeErasedFrom(issuedOn: entry.issuedOn)
      self = day >= first ? .erasable(rule, since: first) : .kept(rule, until: first)
    } else {
      self = .noRule
    }
  }
}
