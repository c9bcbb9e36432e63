public import Primitives

/// One invoice in a list.
public struct InvoiceRow: Sendable, Hashable {
  public var number: String
  public var href: String
  public var accountName: String
  public var accountReference: String
  public var issuedOn: Day
  public var dueOn: Day
  public var gross: Money

  public init(
    number: String, href: String, accountName: String, accountReference: String, issuedOn: Day, dueOn: Day, gross: Money
  ) {
    self.number = number
    self.href = href
    self.accountName = accountName
    self.accountReference = accountReference
    self.issuedOn = issuedOn
    self.dueOn = dueOn
    self.gross = gross
  }
}

/// Sums of many invoices in one currency.
public struct CurrencyTotal: Sendable, Hashable {
  public var currency: Currency
  public var invoices: Int
  public var netMinor: Int64
  public var taxMinor: Int64
  public var grossMinor: Int64

  public init(currency: Currency, invoices: Int, netMinor: Int64, taxMinor: Int64, grossMinor: Int64) {
    self.currency = currency
    self.invoices = invoices
    self.netMinor = netMinor
    self.taxMinor = taxMinor
    self.grossMinor = grossMinor
  }
}

/// A page of the list of invoices. `rows` are those of page `page` (from 1); `total` counts all that match.
public struct InvoiceListView: Sendable {
  public var language: ReaderLanguage
  public var query: String
  public var rows: [InvoiceRow]
  public var total: Int
  public var page: Int
  public var pageSize: Int
  public var totals: [CurrencyTotal]
  /// Where the search form leads; the page adds `?q=…&page=…`.
  public var action: String
  /// Where the run's summary is, when there is one.
  public var run: String?
  /// Where the credit notes are, when there are some.
  public var creditNotes: String?
  /// The page of the archive, when it keeps anything.
  public var archive: String?
  public var links: PageLinks

  public init(
    language: ReaderLanguage, query: String = "", rows: [InvoiceRow], total: Int, page: Int = 1, pageSize: Int = 50,
    totals: [CurrencyTotal], action: String = "/", run: String? = nil, links: PageLinks = PageLinks()
  ) {
    self.language = language
    self.query = query
    self.rows = rows
    self.total = total
    self.page = page
    self.pageSize = pageSize
    self.totals = totals
    self.action = action
    self.run = run
    self.links = links
  }
}

/// One account and its invoices.
public struct AccountView: Sendable {
  public var language: ReaderLanguage
  public var name: String
  public var reference: String
  public var rows: [InvoiceRow]
  /// Its credit notes, in the order of their issue.
  public var creditNotes: [CreditNoteRow] = []
  /// What it has to spend.
  public var balances: [BalanceRow] = []
  public var totals: [CurrencyTotal]
  public var links: PageLinks

  public init(
    language: ReaderLanguage, name: String, reference: String, rows: [InvoiceRow], totals: [CurrencyTotal],
    links: PageLinks = PageLinks()
  ) {
    self.language = language
    self.name = name
    self.reference = reference
    self.rows = rows
    self.totals = totals
    self.links = links
  }
}

/// What a bill run did.
public struct RunView: Sendable {
  public struct Held: Sendable, Hashable {
    public var accountName: String
    public var accountReference: String
    /// The held invoice's page, when one could be made.
    public var href: String?
    public var reasons: [HoldNote]

    public init(accountName: String, accountReference: String, href: String? = nil, reasons: [HoldNote]) {
      self.accountName = accountName
      self.accountReference = accountReference
      self.href = href
      self.reasons = reasons
    }
  }

  public var language: ReaderLanguage
  /// What the run is called, such as its number.
  public var name: String
  public var period: ServicePeriod
  public var accounts: Int
  public var invoices: Int
  public var lines: Int
  public var totals: [CurrencyTotal]
  /// The first held accounts; `heldCount` says how many there are.
  public var held: [Held]
  public var heldCount: Int
  /// Wall time in seconds; `nil` when not measured.
  public var seconds: Exact?
  /// True when `florin verify` found no difference, false when it did, `nil` when it was not run.
  public var verified: Bool?
  public var links: PageLinks

  public init(
    language: ReaderLanguage, name: String, period: ServicePeriod, accounts: Int, invoices: Int, lines: Int,
    totals: [CurrencyTotal], held: [Held] = [], heldCount: Int? = nil, seconds: Exact? = nil, verified: Bool? = nil,
    links: PageLinks = PageLinks()
  ) {
    self.language = language
    self.name = name
    self.period = period
    self.accounts = accounts
    self.invoices = invoices
    self.lines = lines
    self.totals = totals
    self.held = held
    self.heldCount = heldCount ?? held.count
    self.seconds = seconds
    self.verified = verified
    self.links = links
  }
}
