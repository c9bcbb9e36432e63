import EInvoicing
import HTTPAPI
import Invoicing
import Operations
import Primitives
import Store

extension FlorinAPI {
  private static let recordAnswer = Endpoint.Answer("The record in XML.", media: [("application/xml", nil)])

  /// The records of invoicing of sellers in Spain.
  var verifactuEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/verifactu/records", chapter: "Invoices", name: "listVerifactuRecords", "List records of invoicing",
        about: "What sellers in Spain recorded for the tax agency (Veri*factu), in the order in which the records were made. Each is chained to the one before it of its issuer.",
        parameters: [.query("seller", .plainText, "Only those of this seller, by its code."), .query("document", .plainText, "Only those of the document of this number.")]
          + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.verifactuRecord), "Records.")],
        for: Who.proof, work: .reading { request in
          let filter = VerifactuFilter(
            seller: request.text("seller").map { SellerCode($0) }, document: request.text("document"), after: try request.after(), limit: request.limit + 1)
          return .page(PageOf(try Verifactu(installation).entries(filter), limit: request.limit) { $0.id }, Shapes.verifactuRecord, request)
        }),
      Endpoint(
        .get, "/v1/invoices/{invoice}/verifactu", chapter: "Invoices", name: "readInvoiceVerifactuRecord", "Read an invoice's record of invoicing",
        about: "As the schema of Spain's tax agency has it: `RegistroAlta`.", parameters: [.path("invoice", "The invoice's number.")],
        answers: [FlorinAPI.recordAnswer],
        for: Who.accounts, work: .reading { request in
          let issued = try invoice(request.text("invoice"), request).invoice
          return try record(.invoice, issued.seller, issued.number)
        }),
      Endpoint(
        .get, "/v1/credit-notes/{creditNote}/verifactu", chapter: "Invoices", name: "readCreditNoteVerifactuRecord", "Read a credit note's record of invoicing",
        about: "As invoices are.", parameters: [.path("creditNote", "The credit note's number.")], answers: [FlorinAPI.recordAnswer],
        for: Who.accounts, work: .reading { request in
          let note = try creditNote(request.text("creditNote"), request).note
          return try record(.creditNote, note.seller, note.number)
        }),
    ]
  }

  private func record(_ subject: VerifactuEntry.Subject, _ seller: SellerCode, _ number: String?) throws -> APIResponse {
    guard let number, let entry = try store.verifactuEntry(of: subject, seller: seller, number: number, act: .registration) else {
      throw Rejection(
        Problem(
          .notRecorded, path: "document", "there is no record of \"\(number ?? "")\"",
          remedy: "only documents of sellers that say `verifactu` are recorded; `florin verifactu record` says which documents it holds, and why"))
    }
    return APIResponse(mediaType: "application/xml", .bytes(entry.xml))
  }
}

extension Shapes {
  static let verifactuRecord = Shape<VerifactuEntry>(
    "VerifactuRecord", "A record of invoicing.",
    [
      .text("issuer", "The tax number of who issued the document.") { $0.document.issuer }, .number("number", "In the issuer's chain, from 1.") { Int($0.number) },
      .text("seller") { $0.seller }, .choice("act", VerifactuEntry.Act.allCases.map(\.rawValue), "That it was issued, or that it should not have been.") { $0.act.rawValue },
      .choice("subject", VerifactuEntry.Subject.allCases.map(\.rawValue)) { $0.subject.rawValue }, .text("document") { $0.document.number },
      .day("issuedOn") { $0.document.issuedOn }, .textIfAny("type", "`F1` to `R5`.") { $0.type }, .textIfAny("taxTotal", "In euro.") { $0.taxTotal },
      .textIfAny("total", "In euro.") { $0.total }, .text("generatedAt", "With the offset of the seller's zone.") { $0.generatedAt },
      .text("before", "The fingerprint of the record before; empty for the first.") { $0.before }, .text("fingerprint", "SHA-256, in capital letters.") { $0.fingerprint },
      .textIfAny("reason", "Why it was annulled.") { $0.reason },
    ])
}
