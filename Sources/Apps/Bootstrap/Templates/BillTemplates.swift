import Catalog
public import Documents
public import Operations
import Parties
public import Primitives
import Store
public import Templates

/// The templates of an installation: kept as facts, put and released by two people, chosen by the day of issue.
public struct BillTemplates: Sendable {
  let installation: Installation
  let clock: any Clock

  public init(_ installation: Installation, clock: (any Clock)? = nil) {
    self.installation = installation
    self.clock = clock ?? installation.clock
  }

  private var store: Store { installation.store }

  private var change: ChangeTemplate {
    ChangeTemplate(store: store) { try TemplateFile($0, file: "template.yaml").template }
  }

  private func wish(_ by: String, _ note: String) -> TemplateHistory.Wish { .init(by: by, at: clock.now(), note: note) }

  // MARK: changing

  /// Puts a version; the same content as the newest version changes nothing.
  ///
  /// - Throws: `Rejection` (`template.needs-name`, and what the catalog does not know).
  public func put(_ file: TemplateFile, by: String) throws -> PutTemplate {
    try check(file.template)
    return try change.put(file.source, by: by, at: clock.now())
  }

  public func propose(_ code: String, version: Int? = nil, by: String, note: String = "") throws -> TemplateDecision {
    try change.propose(code, version: version, wish(by, note))
  }

  /// - Parameter from: the first day of issue for which it counts; the earliest that leaves issued documents as they are when `nil`.
  public func release(_ code: String, version: Int? = nil, from: Day? = nil, by: String, note: String = "") throws -> TemplateDecision {
    try change.release(code, version: version, from: from, wish(by, note))
  }

  public func takeBack(_ code: String, by: String, note: String = "") throws -> TemplateDecision { try change.takeBack(code, wish(by, note)) }

  public func end(_ code: String, from: Day, by: String, note: String = "") throws -> TemplateDecision { try change.end(code, from: from, wish(by, note)) }

  /// What the template names must be sold here, or by somebody here; without a catalog nothing can be said of it.
  private func check(_ template: BillTemplate) throws {
    guard try store.newestCatalogID() != nil else { return }
    let release = try installation.newestRelease()
    let known = [
      ("sellers", template.segment.sellers, release.sellers.map(\.code.text)), ("offerings", template.segment.offerings, release.catalog.offerings.map(\.code.text)),
    ]
    let problems = known.flatMap { field, wanted, there in
      wanted.subtracting(there).sorted().map { word in
        Problem(
          .catalogUnknownReference, path: "for.\(field)", "the catalog has no \"\(word)\" among its \(field)",
          remedy: nearest(word, among: there).map { "did you mean `\($0)`?" } ?? "use one of \(there.sorted().prefix(10).joined(separator: ", "))")
      }
    }
    if !problems.isEmpty { throw Rejection(problems) }
  }

  // MARK: reading

  public func all() throws -> [TemplateHistory] { try store.templates() }

  /// - Throws: `Rejection` (`template.unknown`).
  public func history(_ code: String) throws -> TemplateHistory {
    let all = try store.templates()
    if let history = all.first(where: { $0.code == code }) { return history }
    throw Rejection(
      Problem(
        .unknownTemplate, path: "template", "there is no template \"\(code)\"",
        remedy: nearest(code, among: all.map(\.code)).map { "did you mean `\($0)`?" } ?? "`florin template list` names those there are"))
  }

  /// The look that a document issued on a day has; `nil`: Florin's own.
  public func look(for subject: TemplateSegment.Subject, on day: Day) throws -> BillLook? {
    try choose(try known(), for: subject, on: day)
  }

  /// The same, were a draft in the place of its template's versions.
  public func look(for subject: TemplateSegment.Subject, on day: Day, with draft: BillLook) throws -> BillLook? {
    let others = try known().histories.filter { $0.code != draft.template.code }
    var looks = try inForce(KnownTemplates(mark: TemplateMark(version: 0, decision: 0), histories: others), on: day)
    looks.append(draft)
    return BillTemplates.choose(looks, for: subject)
  }

  private func choose(_ known: KnownTemplates, for subject: TemplateSegment.Subject, on day: Day) throws -> BillLook? {
    if known.histories.isEmpty { return nil }
    return BillTemplates.choose(try inForce(known, on: day), for: subject)
  }

  private static func choose(_ looks: [BillLook], for subject: TemplateSegment.Subject) -> BillLook? {
    guard let chosen = TemplateChoice.choose(looks.map(\.template), for: subject) else { return nil }
    return looks.first { $0.template.code == chosen.code }
  }

  private func inForce(_ known: KnownTemplates, on day: Day) throws -> [BillLook] {
    try known.histories.compactMap { history in
      guard let version = history.inForce(on: day) else { return nil }
      return try installation.templateLooks.look(version)
    }
  }

  private func known() throws -> KnownTemplates {
    try installation.templateLooks.known(try store.templateMark()) { try store.templates() }
  }
}
