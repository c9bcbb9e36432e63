import Documents
public import EInvoicing
import Invoicing
import Operations
import Parties
import Primitives
import Store

extension Verifactu {
  /// What was looked at.
  public struct Proof: Sendable {
    public var issuers = 0
    public var records = 0
    /// Issued documents of sellers that make records, without one.
    public var unrecorded = 0
  }

  private static let page = 500

  /// Proves every chain again from what is stored: each fingerprint, each link, and what each record's XML says.
  ///
  /// - Parameter looked: called with how many records were looked at.
  public func verify(report: (VerifactuFinding) -> Void, looked: (Int) -> Void = { _ in }) throws -> Proof {
    var proof = Proof()
    for issuer in try store.verifactuIssuers() {
      proof.issuers += 1
      var chain = VerifactuChainProof(issuer: issuer, hash: Verifactu.hash)
      while true {
        let entries = try store.verifactuChain(of: issuer, after: chain.lastNumber, limit: Verifactu.page)
        if entries.isEmpty { break }
        for entry in entries {
          proof.records += 1
          let read = VerifactuReader.read(entry.xml)
          chain.look(at: entry, record: read?.fingerprint == entry.fingerprint ? read?.record : nil).forEach(report)
          looked(proof.records)
        }
      }
    }
    for one in try recordings() { proof.unrecorded += try store.unrecorded(of: one.seller.code, from: one.terms.from).count }
    return proof
  }

  /// Records that a cancelled invoice should never have been issued, and its credit notes with it.
  ///
  /// For what never reached its recipient; what did is corrected by the credit note alone.
  ///
  /// - Returns: the new records; none when it was annulled before.
  /// - Throws: `Rejection` (`verifactu.not-annullable`, `verifactu.not-recorded`, `invoice.unknown`).
  public func annul(_ number: String, reason: String) throws -> [VerifactuEntry] {
    func refused(_ path: String, _ message: String, _ remedy: String) -> Rejection {
      Rejection(Problem(.notAnnullable, path: path, message, remedy: remedy))
    }
    if reason.allSatisfy(\.isWhitespace) { throw refused("reason", "nothing says why \(number) is annulled", "say it with --reason") }
    guard let issued = try store.invoice(number: number) else {
      if let note = try store.creditNote(number: number) {
        throw refused("document", "\(number) is a credit note", "annul its invoice \(note.note.invoiceNumber), and it is annulled with that")
      }
      throw Rejection(
        Problem(.unknownInvoice, path: "document", "there is no invoice \"\(number)\"", remedy: "`florin invoice list` names the invoices; numbers are case-sensitive"))
    }
    guard try store.standing(of: issued.id).cancelledOn != nil else {
      throw refused("document", "invoice \(number) is valid", "cancel it first: `florin invoice cancel \(number)`")
    }
    let seller = issued.invoice.seller
    try record(seller)
    var drafts = [try annulment(.invoice, seller, number, reason)]
    for note in try store.creditNotes(of: issued.id) { drafts.append(try annulment(.creditNote, seller, note.note.number ?? "", reason)) }
    return try append(drafts, recordings())
  }

  private func annulment(_ subject: VerifactuEntry.Subject, _ seller: SellerCode, _ number: String, _ reason: String) throws -> VerifactuDraft {
    guard let entry = try store.verifactuEntry(of: subject, seller: seller, number: number, act: .registration) else {
      throw Rejection(
        Problem(
          .notRecorded, path: "document", "there is no record of \"\(number)\"", remedy: "`florin verifactu record` says why it is held; what has no record needs no annulment"))
    }
    return VerifactuDraft(seller: seller, subject: subject, document: entry.document, act: .annulment, reason: reason)
  }
}
