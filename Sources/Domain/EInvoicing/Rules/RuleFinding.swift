/// What a rule finds wrong with a document: its official number, where, what, and what to fill in.
public struct RuleFinding: Sendable, Hashable {
  /// Whether a receiver refuses the document for it.
  public enum Weight: String, Sendable, Codable, CaseIterable { case fatal, warning }

  /// Such as `BR-S-02`, `PEPPOL-EN16931-R010`, `BR-DE-15`.
  public var rule: String
  public var weight: Weight
  /// The business term, below its group where that repeats: `BT-48`, `BG-25[3]/BT-153`. Groups count from 1.
  public var place: String
  public var message: String
  public var remedy: String

  public init(rule: String, weight: Weight = .fatal, place: String, message: String, remedy: String) {
    self.rule = rule
    self.weight = weight
    self.place = place
    self.message = message
    self.remedy = remedy
  }
}

extension RuleFinding: CustomStringConvertible {
  /// `BR-S-02 at BT-31: …` and, below it, the remedy.
  public var description: String {
    "\(rule)\(weight == .warning ? " (warning)" : "") at \(place): \(message)\n    remedy: \(remedy)"
  }
}

extension EInvoice {
  /// Everything that the rules of a profile find wrong, the rules of EN 16931 first; empty when it may be sent.
  public func findings(_ profile: EInvoiceProfile) -> [RuleFinding] {
    var checking = Checking(self)
    checking.documentRules()
    checking.partyRules()
    checking.paymentRules()
    checking.allowanceRules()
    checking.lineRules()
    checking.totalRules()
    checking.breakdownRules()
    checking.categoryRules()
    checking.codeRules()
    switch profile {
    case .en16931, .facturX: break
    case .peppol: checking.peppolRules()
    case .xRechnung: checking.xRechnungRules()
    case .roCIUS: checking.romanianRules()
    }
    return checking.findings
  }
}

/// A document under check; every rule that does not hold leaves a finding.
struct Checking {
  let document: EInvoice
  var findings: [RuleFinding] = []
  /// Under which numbers Germany's rules are told.
  var germanRuleSet = GermanRuleSet.xRechnung

  init(_ document: EInvoice) { self.document = document }

  /// The field of an address, up to its last part: accounts say theirs among what they want said on documents.
  static func named(_ whose: String) -> String { "the \(whose)'s `\(whose == "account" ? "invoicing.address" : "address")" }

  mutating func require(
    _ holds: Bool, _ rule: @autoclosure () -> String, _ place: @autoclosure () -> String, _ message: @autoclosure () -> String,
    _ remedy: @autoclosure () -> String, weight: RuleFinding.Weight = .fatal
  ) {
    if holds { return }
    findings.append(RuleFinding(rule: rule(), weight: weight, place: place(), message: message(), remedy: remedy()))
  }
}

/// True for a text with something to read in it.
func isGiven(_ text: String?) -> Bool {
  guard let text else { return false }
  return text.utf8.contains { $0 > 0x20 }
}
