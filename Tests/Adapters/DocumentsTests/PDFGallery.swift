import Documents
import Invoicing
import Parties
import Primitives
import Rating

/// The documents worth seeing, as PDFs.
enum PDFGallery {
  static let attachment = Attachment(
    name: "factur-x.xml", mediaType: "text/xml", about: "The invoice as XML", bytes: Array("<Invoice>Ștefan</Invoice>".utf8), facturXLevel: "EN 16931")

  static func invoices(_ language: ReaderLanguage) -> [(name: String, view: InvoiceView)] {
    [
      ("family", Gallery.family(language)), ("open", Gallery.family(language, open: true)), ("company", Gallery.company(language)),
      ("won", Gallery.korean(language)), ("held", Gallery.held(language)), ("cancelled", Gallery.cancelled(language)), ("scripts", scripts(language)),
    ]
  }

  static func all(_ language: ReaderLanguage, on press: PDFPress) throws -> [(name: String, bytes: [UInt8])] {
    var all = try invoices(language).map { ($0.name, try InvoicePDF.render($0.view, on: press)) }
    all.append(("attached", try InvoicePDF.render(Gallery.family(language), on: press, attachments: [attachment])))
    var marked = Gallery.company(language)
    marked.taxMark = TaxMarkTests.mark
    all.append(("marked", try InvoicePDF.render(marked, on: press)))
    all.append(("credit", try CreditNotePDF.render(Gallery.creditNote(language), on: press)))
    let usage = records(language, count: 120)
    all.append(("usage", try UsageRecordsPDF.render(usage.view, usage.records, on: press)))
    return all
  }

  /// A customer whose name and address are in several scripts.
  static func scripts(_ language: ReaderLanguage) -> InvoiceView {
    var view = Gallery.family(language)
    view.account.name = "شركة الاتصالات العربية"
    view.account.address.lines = ["شارع الملك فهد", "김민준 서울특별시 — Łódź Ελλάδα Київ", "עברית ไทย हिन्दी 😀"]
    return view
  }

  static func records(_ language: ReaderLanguage, count: Int) -> (view: UsageRecordsView, records: [UsageRecord]) {
    let view = Gallery.family(language).records.view
    let records = (0..<count).map { index in
      UsageRecord(
        name: index % 3 == 0 ? Gallery.data : Gallery.calls,
        note: UsageNote(
          at: Instant("2026-03-02T08:04:11Z")!.adding(seconds: Int64(index * 719)), quantity: Exact(37 + index * 61 % 240), unit: "s",
          about: "+34 91 555 0\(100 + index)", id: "switch-7/\(884_201 + index)"))
    }
    return (view, records)
  }
}
