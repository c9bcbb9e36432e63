import Documents
import Invoicing
public import Operations
import Parties
public import Primitives
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
    try await PageServer(port: port, desk: desk).run(listening: listening)
  }

  public var desk: PageDesk {
    PageDesk(
      routes: [
        PageRoute("/") { try list($0) },
        PageRoute("/invoices/:number") { try invoice($0) },
        PageRoute("/accounts/:reference") { try account($0) },
        PageRoute("/runs/:run") { try run($0) },
      ],
      missing: { ErrorPage.render(.notFound, language: language($0), links: PageLinks(home: "/")) },
      failed: { request, error in
        let cause: ErrorPage.Cause = (error as? Rejection).map { .refused($0.problems) } ?? .failed
        return ErrorPage.render(cause, language: language(request), links: PageLinks(home: "/"))
      })
  }

  private static let pageSize = 50

  private func list(_ request: PageRequest) throws -> PageResponse {
    let query = request.query["q"] ?? ""
    let page = max(1, min(1_000_000, request.query["page"].flatMap { Int($0) } ?? 1))
    var filter = InvoiceFilter(search: query.isEmpty ? nil : query, offset: (page - 1) * Self.pageSize, limit: Self.pageSize)
    let rows = try installation.store.invoiceList(filter)
    let total = try installation.store.invoiceCount(filter)
    filter.limit = Int.max
    let runs = try installation.store.billRuns()
    return .html(
      InvoiceListPage.render(
        InvoiceListView(
          language: language(request), query: query, rows: rows.map(row), total: total, page: page, pageSize: Self.pageSize,
          totals: try totals(runs), action: "/", run: runs.last.map { "/runs/\($0.id)" }, links: PageLinks(home: "/"))))
  }

  private func totals(_ runs: [BillRun]) throws -> [CurrencyTotal] {
    guard let run = runs.last else { return [] }
    return try installation.store.report(on: run.id).totals.map(total)
  }

  private func total(_ sum: BillRunReport.Total) -> CurrencyTotal {
    CurrencyTotal(
      currency: sum.currency, invoices: sum.invoices, netMinor: sum.netMinor, taxMinor: sum.taxMinor, grossMinor: sum.grossMinor)
  }

  private func row(_ summary: InvoiceSummary) -> InvoiceRow {
    InvoiceRow(
      number: summary.number, href: "/invoices/\(summary.number)", accountName: summary.accountName,
      accountReference: summary.accountReference, issuedOn: summary.issuedOn, dueOn: summary.dueOn,
      gross: Money(amountMinor: summary.grossMinor, currency: summary.currency))
  }

  private func invoice(_ request: PageRequest) throws -> PageResponse {
    let number = request.parameters["number"] ?? ""
    guard let issued = try installation.store.invoice(number: number) else { return notFound(request) }
    let account = try installation.store.account(issued.invoice.account)
    let chosen = request.query["lang"].flatMap { ReaderLanguage(rawValue: $0) }
    let path = "/invoices/\(number)"
    let links = PageLinks(
      home: "/", account: account.map { "/accounts/\($0.reference)" },
      previous: try installation.store.invoice(before: issued.id, of: issued.invoice.account)?.invoice.number.map { "/invoices/\($0)" },
      openFolds: "\(path)?folds=open\(chosen.map { "&lang=\($0.rawValue)" } ?? "")",
      languages: ReaderLanguage.allCases.map { .init(language: $0, href: "\(path)?lang=\($0.rawValue)") })
    let view = try InvoiceViews(installation).view(
      of: issued, language: chosen, links: links, foldsOpen: request.query["folds"] == "open")
    return .html(InvoicePage.render(view))
  }

  private func account(_ request: PageRequest) throws -> PageResponse {
    guard let account = try installation.store.account(reference: request.parameters["reference"] ?? "") else { return notFound(request) }
    let rows = try installation.store.invoiceList(InvoiceFilter(account: account.id, limit: 500))
    let sums = CurrencyTotal(
      currency: account.currency, invoices: rows.count, netMinor: rows.reduce(0) { $0 + $1.netMinor },
      taxMinor: rows.reduce(0) { $0 + $1.taxMinor }, grossMinor: rows.reduce(0) { $0 + $1.grossMinor })
    return .html(
      AccountPage.render(
        AccountView(
          language: language(request), name: account.name, reference: account.reference, rows: rows.map(row),
          totals: rows.isEmpty ? [] : [sums], links: PageLinks(home: "/"))))
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
        accountName: account?.name ?? "", accountReference: entry.reference, href: "/accounts/\(entry.reference)",
        reasons: entry.reasons.map { HoldNote($0, currency: account?.currency ?? .eur) })
    }
    return .html(
      RunPage.render(
        RunView(
          language: language(request), name: "\(run.id)",
          period: ServicePeriod(start: run.billingDay.adding(months: -1), end: run.billingDay), accounts: report.accounts,
          invoices: report.issued, lines: report.lines, totals: report.totals.map(total), held: Array(held),
          heldCount: report.held.count, links: PageLinks(home: "/"))))
  }

  private func notFound(_ request: PageRequest) -> PageResponse {
    .html(ErrorPage.render(.notFound, language: language(request), links: PageLinks(home: "/")), status: 404)
  }

  private func language(_ request: PageRequest) -> ReaderLanguage {
    if let chosen = request.query["lang"].flatMap({ ReaderLanguage(rawValue: $0) }) { return chosen }
    for wanted in request.languages {
      if let language = ReaderLanguage(rawValue: String(wanted.prefix(2)).lowercased()) { return language }
    }
    return .en
  }
}
