import Documents
import Foundation
import HTTPAPI
import Invoicing
import Operations
import Parties
import Primitives
import Store
public import Web

/// The local pages of an installation: invoices, accounts and bill runs, in the reader's language.
public struct InvoiceSite: Sendable {
  let installation: Installation
  let port: UInt16

  /// - Parameter port: 0 lets the system choose.
  public init(_ installation: Installation, port: UInt16) {
    self.installation = installation
    self.port = port
  }

  /// Serves until interrupted.
  public func serve(listening: @escaping @Sendable (String) -> Void) async throws {
    let desk = desk
    try await HTTPServer(port: port) { await desk.answer($0) }.run {
      listening($0)
      fflush(nil)
    }
  }

  public var desk: PageDesk {
    PageDesk(
      routes: [
        PageRoute("/") { try list($0) },
        PageRoute("/invoices/:number") { try invoice($0) },
        PageRoute("/invoices/:number/pdf") { try invoicePDF($0) },
        PageRoute("/credit-notes") { try creditNotes($0) },
        PageRoute("/credit-notes/:number") { try creditNote($0) },
        PageRoute("/credit-notes/:number/pdf") { try creditNotePDF($0) },
        PageRoute("/archive") { try archive($0) },
        PageRoute("/accounts/:reference") { try account($0) },
        PageRoute("/balances/:reference") { try balance($0) },
        PageRoute("/runs/:run") { try run($0) },
        PageRoute("/runs/:run/held/:reference") { try held($0) },
      ] + readerRoutes,
      missing: { ErrorPage.render(.notFound, language: language($0), links: links($0)) },
      failed: { request, error in
        StandardError.write("\(request.path): \(error)\n")
        let cause: ErrorPage.Cause = (error as? Rejection).map { .refused($0.problems) } ?? .failed
        return ErrorPage.render(cause, language: language(request), links: links(request))
      })
  }

  private static let pageSize = 50

  private func list(_ request: PageRequest) throws -> PageResponse {
    let query = request.query["q"] ?? ""
    let page = max(1, min(1_000_000, request.query["page"].flatMap { Int($0) } ?? 1))
    let filter = InvoiceFilter(search: query.isEmpty ? nil : query, offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
    let rows = try installation.store.invoiceList(filter)
    let total = try installation.store.invoiceCount(filter)
    let runs = try installation.store.billRuns()
    var view = InvoiceListView(
      language: language(request), query: query, rows: rows.map { row($0, request) }, total: total, page: page, pageSize: Self.pageSize,
      totals: query.isEmpty ? try totals(runs) : [], action: "/",
      run: runs.last.map { address(PageAddress("runs", "\($0.id)"), request) }, links: links(request))
    if try !installation.store.creditNotes(CreditNoteFilter(limit: 1)).isEmpty { view.creditNotes = address(PageAddress("credit-notes"), request) }
    if try installation.store.backlog().entries > 0 { view.archive = address(PageAddress("archive"), request) }
    return .html(InvoiceListPage.render(view))
  }

  /// The archive: sealed days, holds, retention.
  private func archive(_ request: PageRequest) throws -> PageResponse {
    let before = request.query["before"].flatMap { Int64($0) } ?? 0
    let view = try ArchiveViews(installation).view(
      before: max(0, before), language: language(request), links: links(request), older: { address(PageAddress("archive").with("before", "\($0)"), request) })
    return .html(ArchivePage.render(view))
  }

  private func totals(_ runs: [BillRun]) throws -> [CurrencyTotal] {
    guard let run = runs.last else { return [] }
    return try installation.store.report(on: run.id).totals.map(total)
  }

  private func total(_ sum: BillRunReport.Total) -> CurrencyTotal {
    CurrencyTotal(
      currency: sum.currency, invoices: sum.invoices, netMinor: sum.netMinor, taxMinor: sum.taxMinor, grossMinor: sum.grossMinor)
  }

  private func row(_ summary: InvoiceSummary, _ request: PageRequest) -> InvoiceRow {
    InvoiceRow(
      number: summary.number, href: address(PageAddress("invoices", summary.number), request), accountName: summary.accountName,
      accountReference: summary.accountReference, issuedOn: summary.issuedOn, dueOn: summary.dueOn,
      gross: Money(amountMinor: summary.grossMinor, currency: summary.currency))
  }

  private func invoice(_ request: PageRequest) throws -> PageResponse {
    let number = request.parameters["number"] ?? ""
    guard let issued = try installation.store.invoice(number: number) else { return notFound(request) }
    let account = try installation.store.account(issued.invoice.account)
    let chosen = chosen(request)
    let before = try installation.store.invoice(before: issued.id, of: issued.invoice.account)?.invoice.number
    let after = try installation.store.invoiceList(InvoiceFilter(account: issued.invoice.account, limit: 500))
      .filter { $0.number != number && $0.issuedOn > issued.invoice.issuedOn }.min { $0.issuedOn < $1.issuedOn }
    var links = links(
      request, at: PageAddress("invoices", number), account: account.map { PageAddress("accounts", $0.reference) }, previous: before.map { PageAddress("invoices", $0) },
      next: after.map { PageAddress("invoices", $0.number) }, canOpenFolds: true)
    links.pdf = address(PageAddress("invoices", number, "pdf"), request)
    links.reader = address(PageAddress("invoices", number, "reader"), request)
    var view = try InvoiceViews(installation).view(
      of: issued, language: chosen, links: links, foldsOpen: request.query["folds"] == "open")
    view.corrections = try CreditNoteViews(installation).corrections(of: issued.id) { address($0, request) }
    return .html(InvoicePage.render(view))
  }

  private func invoicePDF(_ request: PageRequest) throws -> PageResponse {
    guard let issued = try installation.store.invoice(number: request.parameters["number"] ?? "") else { return notFound(request) }
    let bill = try PrintedBills(installation).invoice(issued, language: chosen(request), foldsOpen: request.query["folds"] == "open")
    return PageResponse(contentType: "application/pdf", body: bill.bytes)
  }

  private func account(_ request: PageRequest) throws -> PageResponse {
    guard let account = try installation.store.account(reference: request.parameters["reference"] ?? "") else { return notFound(request) }
    let rows = try installation.store.invoiceList(InvoiceFilter(account: account.id, limit: 500))
    let sums = CurrencyTotal(
      currency: account.currency, invoices: rows.count, netMinor: rows.reduce(0) { $0 + $1.netMinor },
      taxMinor: rows.reduce(0) { $0 + $1.taxMinor }, grossMinor: rows.reduce(0) { $0 + $1.grossMinor })
    var view = AccountView(
      language: language(request), name: account.name, reference: account.reference, rows: rows.map { row($0, request) },
      totals: rows.isEmpty ? [] : [sums], links: links(request))
    view.creditNotes = try installation.store.creditNotes(CreditNoteFilter(account: account.id, limit: 500)).map { creditNoteRow($0, request) }
    view.balances = try balances(of: account.id, request)
    return .html(AccountPage.render(view))
  }

  private func run(_ request: PageRequest) throws -> PageResponse {
    guard let number = request.parameters["run"].flatMap({ Int64($0) }),
      let run = try installation.store.billRuns().first(where: { $0.id.rawValue == number })
    else { return notFound(request) }
    let report = try installation.store.report(on: run.id)
    let accounts = Dictionary(
      uniqueKeysWithValues: try installation.store.accounts(report.held.prefix(200).map(\.account)).map { ($0.id, $0) })
    let held = report.held.prefix(200).map { entry in
      let account = accounts[entry.account]
      return RunView.Held(
        accountName: account?.name ?? "", accountReference: entry.reference,
        href: address(PageAddress("runs", "\(run.id)", "held", entry.reference), request),
        reasons: entry.reasons.map { HoldNote($0, currency: account?.currency ?? .eur) })
    }
    return .html(
      RunPage.render(
        RunView(
          language: language(request), name: "\(run.id)",
          period: ServicePeriod(start: run.billingDay.adding(months: -1), end: run.billingDay), accounts: report.accounts,
          invoices: report.issued, lines: report.lines, totals: report.totals.map(total), held: Array(held),
          heldCount: report.held.count, links: links(request))))
  }

  /// What a run holds back: the invoice as it would be, or only the reasons when the facts allow none.
  private func held(_ request: PageRequest) throws -> PageResponse {
    let reference = request.parameters["reference"] ?? ""
    guard let number = request.parameters["run"].flatMap({ Int64($0) }),
      let run = try installation.store.billRuns().first(where: { $0.id.rawValue == number }),
      let entry = try installation.store.report(on: run.id).held.first(where: { $0.reference == reference }),
      let account = try installation.store.account(entry.account)
    else { return notFound(request) }
    let links = links(request, account: PageAddress("accounts", reference), canOpenFolds: true)
    let view = try InvoiceViews(installation).heldView(
      of: reference, in: run, reasons: entry.reasons, language: chosen(request), links: links,
      foldsOpen: request.query["folds"] == "open")
    if let view { return .html(InvoicePage.render(view)) }
    let only = RunView.Held(
      accountName: account.name, accountReference: reference, reasons: entry.reasons.map { HoldNote($0, currency: account.currency) })
    return .html(HeldPage.render(only, language: language(request), links: links))
  }

  func notFound(_ request: PageRequest) -> PageResponse {
    .html(ErrorPage.render(.notFound, language: language(request), links: links(request)), status: 404)
  }

  // MARK: - Links and language

  /// The same page in every language, the way home, and what else the page knows; a chosen language goes along.
  func links(
    _ request: PageRequest, at own: PageAddress? = nil, account: PageAddress? = nil, previous: PageAddress? = nil, next: PageAddress? = nil,
    canOpenFolds: Bool = false
  ) -> PageLinks {
    func here(_ change: [String: String]) -> String {
      let query = request.query.merging(change) { $1 }.sorted { $0.key < $1.key }
      return query.reduce(own ?? PageAddress(path: request.path)) { $0.with($1.key, $1.value) }.text
    }
    return PageLinks(
      home: address(PageAddress(), request), account: account.map { address($0, request) }, previous: previous.map { address($0, request) },
      next: next.map { address($0, request) }, openFolds: canOpenFolds ? here(["folds": "open"]) : nil,
      languages: ReaderLanguage.allCases.map { .init(language: $0, href: here(["lang": $0.rawValue])) })
  }

  func address(_ address: PageAddress, _ request: PageRequest) -> String {
    address.with("lang", chosen(request)?.rawValue).text
  }

  /// The language the reader asked for by name.
  func chosen(_ request: PageRequest) -> ReaderLanguage? { request.query["lang"].flatMap { ReaderLanguage(rawValue: $0) } }

  func language(_ request: PageRequest) -> ReaderLanguage {
    chosen(request) ?? request.languages.lazy.compactMap { ReaderLanguage(rawValue: $0) }.first ?? .en
  }
}
