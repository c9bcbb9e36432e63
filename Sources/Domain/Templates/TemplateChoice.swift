public import Primitives

extension ProblemCode {
  /// There would be documents for which nothing says which of two templates is theirs.
  public static let templateAmbiguous = ProblemCode("template.ambiguous")
}

/// Which of several templates is a document's.
public enum TemplateChoice {
  /// The most particular of those that cover it; `nil` when none does.
  public static func choose(_ templates: [BillTemplate], for subject: TemplateSegment.Subject) -> BillTemplate? {
    templates.filter { $0.segment.covers(subject) }.max { ($0.segment.particularity, $1.code) < ($1.segment.particularity, $0.code) }
  }

  /// Refuses a template beside which another one is in force that is as particular and may cover the same documents.
  ///
  /// - Parameter others: those in force beside it, at any time from its beginning on.
  /// - Throws: `Rejection` (`template.ambiguous`).
  public static func requireAlone(_ template: BillTemplate, beside others: [BillTemplate]) throws(Rejection) {
    guard let rival = others.first(where: { $0.code != template.code && $0.segment.rivals(template.segment) }) else { return }
    throw Rejection(
      Problem(
        .templateAmbiguous, path: "for", "nothing would say whether a document is for \(template.code) or for \(rival.code): both ask for as much, and may cover the same",
        remedy: "say more in `for` of one of them, such as a country, or take \(rival.code) out of force first"))
  }
}
