import Balances
public import Documents
import Invoicing
import Messaging
public import Operations
public import Primitives
import Store
import Synchronization

extension ProblemCode {
  /// A link to what a balance was paid in and spent within no days at all, or too many.
  public static let linkPeriod = ProblemCode("link.wrong-period")
}

/// The links by which readers open their bills, of one installation.
public struct BillLinks: Sendable {
  let installation: Installation
  private let secretsKeyFile: String?
  private let made = Made()

  /// - Parameter secretsKeyFile: what seals the keys of links; `secrets.key` in the home when `nil`.
  public init(_ installation: Installation, secretsKeyFile: String? = nil) {
    self.installation = installation
    self.secretsKeyFile = secretsKeyFile
  }

  /// How a link is wanted.
  public struct Wish: Sendable {
    public static let usualDays = 90

    public var days: Int
    /// The account's own when `nil`.
    public var language: ReaderLanguage?

    public init(days: Int = Wish.usualDays, language: ReaderLanguage? = nil) {
      self.days = days
      self.language = language
    }
  }

  /// A link, and where it leads at whatever address the service has.
  public struct New: Sendable {
    public var link: ReaderLink
    /// Such as `/b/TOKEN`.
    public var path: String
  }

  /// A link to an issued invoice.
  public func link(to issued: IssuedInvoice, _ wish: Wish = Wish()) throws -> New { try link(.invoice(issued.id), issued.invoice.account, wish) }

  /// A link to an issued credit note.
  public func link(to issued: IssuedCreditNote, _ wish: Wish = Wish()) throws -> New { try link(.creditNote(issued.id), issued.note.account, wish) }

  /// A link to what a customer balance was paid in and spent within days.
  ///
  /// - Throws: `Rejection` (`link.wrong-period`) for more than a year.
  public func link(toStatementOf balance: StoredBalance, _ period: ServicePeriod, _ wish: Wish = Wish()) throws -> New {
    guard (1...366).contains(period.days) else {
      throw Rejection(Problem(.linkPeriod, path: "period", "a statement cannot be of \(period.days) days", remedy: "name 1 to 366 days"))
    }
    return try link(.statement(balance.balance.id, period), balance.balance.account, wish)
  }

  private func link(_ document: ReaderLink.Document, _ account: BillingAccountID, _ wish: Wish) throws -> New {
    let now = installation.clock.now()
    var random = SystemRandomNumberGenerator()
    // A link that is made in the very instant of a withdrawal was made after it.
    let madeAt = try installation.store.linksWithdrawn(of: account, to: document).map { max(now, Instant(microseconds: $0.microseconds + 1)) } ?? now
    let link = ReaderLink(document, account: account, language: wish.language?.rawValue, madeAt: madeAt, expiresAt: try ReaderLinks.end(afterDays: wish.days, from: now))
    return New(link: link, path: try BillLinks.path(try links().signer(at: now, random: &random).token(link)))
  }

  static func path(_ token: String) -> String { "/b/" + token }

  /// What a token opens, with what signs the links of its pages.
  ///
  /// While there is no key nothing was signed, and nothing is made for a stranger.
  func open(_ token: String) throws -> (OpenedLink, ReaderLinks.Signer?) {
    if try installation.store.linkKeys().isEmpty { return (.unknown, nil) }
    return try links().open(token, at: installation.clock.now())
  }

  /// Puts a new key in force; links that the old ones signed open for some days more.
  public func rotate(keepDays: Int) throws {
    var random = SystemRandomNumberGenerator()
    try links().rotate(keepSeconds: Int64(keepDays) * 86_400, at: installation.clock.now(), random: &random)
  }

  /// Withdraws every link made so far for an account.
  public func withdraw(linksOf account: BillingAccountID) throws { try installation.store.withdraw(linksOf: account, to: nil, at: installation.clock.now()) }

  /// Withdraws every link made so far to an invoice.
  public func withdraw(linksTo issued: IssuedInvoice) throws {
    try installation.store.withdraw(linksOf: issued.invoice.account, to: .invoice(issued.id), at: installation.clock.now())
  }

  /// Withdraws every link made so far to a credit note.
  public func withdraw(linksTo issued: IssuedCreditNote) throws {
    try installation.store.withdraw(linksOf: issued.note.account, to: .creditNote(issued.id), at: installation.clock.now())
  }

  private func links() throws -> ReaderLinks {
    if let known = made.links.withLock({ $0 }) { return known }
    let new = ReaderLinks(store: installation.store, sealer: try SecretsKey.sealer(installation.home, file: secretsKeyFile), signatures: SystemSignatures())
    made.links.withLock { $0 = new }
    return new
  }

  private final class Made: Sendable {
    let links = Mutex<ReaderLinks?>(nil)
  }
}
