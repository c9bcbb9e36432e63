public import Documents
import Invoicing
public import Operations
public import Primitives
import Store
import Templates

/// Tries a draft of a template on what was issued, before anybody releases it.
public struct TemplateTrial: Sendable {
  let installation: Installation
  let draft: BillLook
  private let press: BillPress

  public init(_ installation: Installation, draft: BillLook, press: BillPress = .shared) {
    self.installation = installation
    self.draft = draft
    self.press = press
  }

  /// One invoice as the draft would have it, whether or not it is for such invoices.
  public func view(of issued: IssuedInvoice, language: ReaderLanguage? = nil) throws -> InvoiceView {
    let views = InvoiceViews(installation)
    return try views.view(try views.view(of: issued, language: language), of: issued, trying: draft, always: true)
  }

  /// One invoice as a PDF, as the draft would have it.
  public func pdf(of issued: IssuedInvoice, language: ReaderLanguage? = nil) throws -> [UInt8] {
    let facturX = try EInvoices(installation).facturX(issued)
    return try press.invoice(try view(of: issued, language: language), attachments: [Attachment](facturX: facturX))
  }

  /// Whether the draft would be the template of such an invoice.
  public func covers(_ issued: IssuedInvoice) throws -> Bool {
    let views = InvoiceViews(installation)
    let view = try views.view(of: issued)
    return try views.view(view, of: issued, trying: draft, always: false).look?.template.code == draft.template.code
  }

  private static let page = 200

  /// Every invoice issued within days, in the version in force and in the draft.
  ///
  /// - Parameter progress: how many invoices were looked at.
  public func callAsFunction(_ period: ServicePeriod, language: ReaderLanguage? = nil, progress: (Int) -> Void = { _ in }) throws -> TemplateTrialView {
    var outcome = TemplateTrialView(template: draft.template.code, name: draft.template.name, period: period)
    let views = InvoiceViews(installation)
    var after = InvoiceID(0)
    while true {
      let rows = try installation.store.invoiceList(InvoiceFilter(after: after, limit: Self.page))
      guard let last = rows.last else { return outcome }
      after = last.id
      for row in rows where period.contains(row.issuedOn) {
        guard let issued = try installation.store.invoice(row.id) else { continue }
        let before = try views.view(of: issued, language: language)
        let tried = try views.view(before, of: issued, trying: draft, always: false)
        outcome.looked += 1
        if tried.look?.template.code == draft.template.code { outcome.covered += 1 }
        if let found = try difference(before, tried, row) { outcome.differences.append(found) }
        progress(outcome.looked)
      }
    }
  }

  private func difference(_ before: InvoiceView, _ after: InvoiceView, _ row: InvoiceSummary) throws -> TemplateTrialView.Invoice? {
    if before.look == nil, after.look == nil { return nil }
    let (old, new) = (try press.pages(before), try press.pages(after))
    var pages: [TemplateTrialView.Page] = []
    for number in 0..<max(old.count, new.count) {
      if number < old.count, number < new.count {
        if let difference = old[number].difference(to: new[number]) { pages.append(.init(number: number + 1, difference)) }
      } else {
        let difference = PageDifference(before: number < old.count ? old[number].texts.first : nil, after: number < new.count ? new[number].texts.first : nil)
        pages.append(.init(number: number + 1, difference))
      }
    }
    let isOtherOnScreen = InvoicePage.render(before) != InvoicePage.render(after)
    if pages.isEmpty, !isOtherOnScreen { return nil }
    return TemplateTrialView.Invoice(
      number: row.number, accountName: row.accountName, accountReference: row.accountReference, pagesBefore: old.count, pagesAfter: new.count, pages: pages,
      isOtherOnScreen: isOtherOnScreen)
  }
}
