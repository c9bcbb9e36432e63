public import Documents
public import EInvoicing
import Invoicing
public import Operations

/// A bill on paper, and whether programs can read it too.
public struct PrintedBill: Sendable {
  public var bytes: [UInt8]
  /// The rules that kept the e-invoice out of it; empty when it is inside.
  public var withheldBy: [RuleFinding]
}

/// Issued invoices and credit notes as hybrid PDFs: one file for people and for programs (Factur-X, ZUGFeRD).
///
/// The e-invoice inside is the one that `EInvoices` gives by itself, byte for byte. Where a receiver would refuse that, the PDF
/// goes without it: the bill is owed all the same.
public struct PrintedBills {
  private let installation: Installation
  private let press: BillPress

  public init(_ installation: Installation, press: BillPress = .shared) {
    self.installation = installation
    self.press = press
  }

  /// - Parameter language: the reader's; the account's own when `nil`.
  /// - Throws: `Rejection` (`documents.fonts-missing`) when the fonts are not installed.
  public func invoice(_ issued: IssuedInvoice, language: ReaderLanguage? = nil, foldsOpen: Bool = false) throws -> PrintedBill {
    let view = try InvoiceViews(installation).view(of: issued, language: language, foldsOpen: foldsOpen)
    return try carrying(try EInvoices(installation).facturX(issued)) { try press.invoice(view, attachments: $0) }
  }

  /// - Parameter language: the reader's; the account's own when `nil`.
  /// - Throws: `Rejection` (`documents.fonts-missing`) when the fonts are not installed.
  public func creditNote(_ issued: IssuedCreditNote, language: ReaderLanguage? = nil) throws -> PrintedBill {
    let view = try CreditNoteViews(installation).view(of: issued, language: language)
    return try carrying(try EInvoices(installation).facturX(issued)) { try press.creditNote(view, attachments: $0) }
  }

  private func carrying(_ written: EInvoices.Written, print: ([Attachment]) throws -> [UInt8]) rethrows -> PrintedBill {
    guard written.isAcceptable else {
      return PrintedBill(bytes: try print([]), withheldBy: written.findings.filter { $0.weight == .fatal })
    }
    return PrintedBill(bytes: try print([Attachment(facturX: written.bytes, isCreditNote: written.document.isCreditNote)]), withheldBy: [])
  }
}

extension Attachment {
  /// The e-invoice of a hybrid PDF, under the name and in the relation that Factur-X 1.0 asks for: it says the same as the pages.
  init(facturX bytes: [UInt8], isCreditNote: Bool) {
    self.init(
      name: "factur-x.xml", mediaType: "text/xml", about: isCreditNote ? "Credit note in EN 16931" : "Invoice in EN 16931", relation: .alternative,
      bytes: bytes, facturXLevel: "EN 16931")
  }
}
