import Archiving
import Documents
public import EInvoicing
public import Operations
import Parties
public import Primitives
import Store
import Vault

/// The records of invoicing of sellers in Spain (Veri*factu): made in the order of issue, one chain for each issuer.
public struct Verifactu: Sendable {
  let installation: Installation
  let clock: any Clock

  public init(_ installation: Installation, clock: (any Clock)? = nil) {
    self.installation = installation
    self.clock = clock ?? installation.clock
  }

  var store: Store { installation.store }

  static let hash: VerifactuHash = { ContentHashing.sha256($0).bytes }

  /// A document that the tax agency would refuse; it is recorded as soon as it would not.
  public struct Held: Sendable {
    public var subject: VerifactuEntry.Subject
    public var number: String
    public var findings: [RuleFinding]
  }

  /// What came of recording.
  public struct Outcome: Sendable {
    public var recorded = 0
    public var held: [Held] = []
    /// What is only advised, of documents that were recorded.
    public var warned: [Held] = []
  }

  /// A seller that says its documents are recorded.
  struct Recording {
    var seller: SellerEntity
    var terms: VerifactuTerms
    var system: VerifactuSystem
    var zone: Zone
  }

  private static let batch = 200

  /// Records every document that has none, of one seller or of all; those that the agency would refuse are held, and the others go on.
  ///
  /// It may be stopped at any moment and run again, in several processes at once.
  ///
  /// - Throws: `Rejection` (`verifactu.no-seller`) when a seller was named that makes no records.
  @discardableResult
  public func record(_ seller: SellerCode? = nil, progress: (Int, Int) -> Void = { _, _ in }) throws -> Outcome {
    let all = try recordings()
    let chosen = all.filter { seller == nil || $0.seller.code == seller }
    if let seller, chosen.isEmpty { throw Verifactu.unknown(seller) }
    var outcome = Outcome()
    for one in chosen {
      let pending = try store.unrecorded(of: one.seller.code, from: one.terms.from)
      for start in stride(from: 0, to: pending.count, by: Verifactu.batch) {
        let drafts = try pending[start..<min(start + Verifactu.batch, pending.count)].compactMap { try draft($0, one, &outcome) }
        outcome.recorded += try append(drafts, all).count
        progress(min(start + Verifactu.batch, pending.count), pending.count)
      }
    }
    return outcome
  }

  private func draft(_ document: UnrecordedDocument, _ recording: Recording, _ outcome: inout Outcome) throws -> VerifactuDraft? {
    guard let draft = try EInvoices(installation).draft(document) else { return nil }
    let findings = draft.findings(recording.system, today: recording.zone.day(of: clock.now()))
    let held = Held(subject: draft.subject, number: draft.document.number, findings: findings)
    if findings.contains(where: { $0.weight == .fatal }) {
      outcome.held.append(held)
      return nil
    }
    if !findings.isEmpty { outcome.warned.append(held) }
    return draft
  }

  func append(_ drafts: [VerifactuDraft], _ recordings: [Recording]) throws -> [VerifactuEntry] {
    if drafts.isEmpty { return [] }
    let bySeller = Dictionary(recordings.map { ($0.seller.code, $0) }) { first, _ in first }
    return try store.append(drafts) { draft, last in
      guard let recording = bySeller[draft.seller] else { throw Verifactu.unknown(draft.seller) }
      return VerifactuEntry(
        draft, after: last, system: recording.system, zone: recording.zone, at: clock.now(), hash: Verifactu.hash,
        write: { VerifactuWriter.bytes($0, fingerprint: $1) })
    }
  }

  /// The sellers whose documents are recorded, as the newest catalog says.
  func recordings() throws -> [Recording] {
    let sellers = try installation.newestRelease().sellers.filter { $0.details.verifactu != nil }
    let isShared = Set(sellers.map(\.taxIdentifier)).count > 1
    return sellers.compactMap { seller in
      seller.details.verifactu.map { terms in
        Recording(
          seller: seller, terms: terms, system: VerifactuSystem(seller, terms, version: FlorinVersion.number, hasSeveralIssuers: isShared),
          zone: Zones.zone(seller.zoneName) ?? .utc)
      }
    }
  }

  static func unknown(_ seller: SellerCode) -> Rejection {
    Rejection(
      Problem(
        .noVerifactuSeller, path: "seller", "the seller \"\(seller)\" makes no records of invoicing",
        remedy: "say `verifactu: {from: DAY}` of it in the catalog, with its `taxIdentifier`; Docs/verifactu.md tells what more can be said"))
  }

  // MARK: reading

  public func entries(_ filter: VerifactuFilter) throws -> [VerifactuEntry] { try store.verifactuEntries(filter) }

  /// The records of a document: that it was issued, and that it was annulled.
  ///
  /// - Throws: `Rejection` (`verifactu.not-recorded`) when there are none.
  public func entries(of number: String) throws -> [VerifactuEntry] {
    let found = try store.verifactuEntries(VerifactuFilter(document: number, limit: 10))
    if !found.isEmpty { return found }
    throw Rejection(
      Problem(
        .notRecorded, path: "document", "there is no record of \"\(number)\"",
        remedy: "`florin verifactu record` makes the records that are missing, and says which documents it holds; numbers are case-sensitive"))
  }

  /// Records of a seller in their order, as the tax agency takes them.
  ///
  /// - Parameter after: the number in the chain that they begin behind.
  public func batch(_ code: SellerCode, after number: Int64, limit: Int = 1000) throws -> (bytes: [UInt8], entries: [VerifactuEntry]) {
    guard let one = try recordings().first(where: { $0.seller.code == code }) else { throw Verifactu.unknown(code) }
    let issuer = SpanishTaxNumber(one.seller.taxIdentifier ?? "")?.text ?? ""
    let entries = try store.verifactuChain(of: issuer, after: number, limit: min(max(limit, 1), 1000))
    guard !entries.isEmpty else {
      throw Rejection(
        Problem(
          .notRecorded, path: "after", "the chain of \(code) has no record behind \(number)", remedy: "`florin verifactu list --seller \(code)` names those there are"))
    }
    return (VerifactuWriter.batch(entries.map(\.xml), issuer: issuer, name: one.seller.legalName), entries)
  }

  /// The code that belongs on an issued document; `nil` when its seller makes no records, or not of it.
  func mark(_ subject: VerifactuEntry.Subject, seller: SellerCode, number: String?) throws -> TaxMark? {
    guard let number, let terms = try recordings().first(where: { $0.seller.code == seller })?.terms,
      let entry = try store.verifactuEntry(of: subject, seller: seller, number: number, act: .registration)
    else { return nil }
    let isVerifiable = terms.mode == .verifactu
    return TaxMark(
      address: VerifactuCode.address(entry.document, total: entry.total ?? "", isVerifiable: isVerifiable, isTest: terms.environment == .test),
      isVerifiable: isVerifiable)
  }

  /// Sees to it that a document is recorded before it is handed out, where its seller makes records.
  ///
  /// - Throws: `Rejection` (`einvoice.rule-broken`) with the rules by which the tax agency would refuse the record.
  func require(_ subject: VerifactuEntry.Subject, seller: SellerCode, number: String?, issuedOn: Day) throws {
    guard let number, let terms = try recordings().first(where: { $0.seller.code == seller })?.terms, issuedOn >= terms.from else { return }
    if try store.verifactuEntry(of: subject, seller: seller, number: number, act: .registration) != nil { return }
    let held = try record(seller).held.first { $0.subject == subject && $0.number == number }
    if let held { throw Rejection(held.findings.filter { $0.weight == .fatal }.map(Problem.init)) }
  }
}
