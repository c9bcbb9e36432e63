import Feeds
public import Operations
import Parties
public import Primitives
import Store
import Subscriptions

/// Offers to customers: made, shown, accepted.
public struct Quotes {
  let installation: Installation
  let clock: any Clock

  public init(_ installation: Installation, clock: any Clock = MachineClock()) {
    self.installation = installation
    self.clock = clock
  }

  private var today: Day { clock.now().utcDay }

  /// Makes quotes by the newest catalog; what a quote's first bill would be takes the zone of its account.
  private func making(_ quote: Quote) throws -> MakeQuote {
    let version = try installation.newestCatalogID()
    let account = try installation.store.account(reference: quote.account)
    let billing = try account.map { try installation.billing(of: version, for: $0.id) } ?? installation.billing(explaining: version)
    return MakeQuote(store: installation.store, billing: billing)
  }

  /// Makes the quote in a document; the same document again changes nothing.
  public func make(_ path: String) throws -> MakeQuote.Made { try make(try SourceDocument.parse(try TextFile.read(path), file: path)) }

  func make(_ source: SourceNode) throws -> MakeQuote.Made {
    let quote = try Quote.read(source, today: today)
    return try making(quote)(quote, source: source, at: clock.now())
  }

  /// A quote as it was made, with the first bill it would bring at today's prices.
  ///
  /// - Throws: `Rejection` (`quotes.unknown`) when there is none of this reference.
  public func find(_ reference: String) throws -> MakeQuote.Made {
    let stored = try known(reference)
    let quote = try read(stored)
    return MakeQuote.Made(stored, firstBill: try making(quote).firstBill(quote), repeated: true)
  }

  public func list(account reference: String?) throws -> [StoredQuote] {
    guard let reference else { return try installation.store.quotes(for: nil) }
    guard let account = try installation.store.account(reference: reference) else {
      throw Rejection(
        Problem(
          .unknownAccount, path: "account", "there is no account \"\(reference)\"",
          remedy: "`florin account list` names the accounts; references are case-sensitive"))
    }
    return try installation.store.quotes(for: account.id)
  }

  /// Orders what a quote offers; accepting it again changes nothing.
  ///
  /// - Throws: `Rejection` (`orders.quote-expired`) outside the quote's days.
  public func accept(_ reference: String, on day: Day?) throws -> PlaceOrder.Placed {
    let stored = try known(reference)
    let quote = try read(stored)
    let (_, release) = try installation.newestCatalog()
    let place = PlaceOrder(store: installation.store, catalog: release.index)
    // An accepted quote stays accepted as it was, whatever the day of the repeat.
    if let placed = try place.earlier(key: quote.orderKey) { return placed }
    switch quote.accept(key: quote.orderKey, on: day ?? today) {
    case .ordered(let order): return try place(order, at: clock.now()) { try SourceDocument.parse($0, file: "the earlier order") }
    case .notYetValid(let from):
      throw Rejection(
        Problem(.quoteExpired, path: "quotedOn", "the quote \(reference) is not valid before \(from)", remedy: "accept it on \(from) or later"))
    case .expired(let on):
      throw Rejection(
        Problem(.quoteExpired, path: "validUntil", "the quote \(reference) expired on \(on)", remedy: "make a new quote with today's prices"))
    }
  }

  private func read(_ stored: StoredQuote) throws -> Quote {
    try Quote.read(try SourceDocument.parse(stored.document, file: "quote \(stored.reference)"), today: stored.quotedOn)
  }

  private func known(_ reference: String) throws -> StoredQuote {
    if let quote = try installation.store.quote(reference: reference) { return quote }
    throw Rejection(
      Problem(
        .unknownQuote, path: "quote", "there is no quote \"\(reference)\"",
        remedy: "`florin quote list` names the quotes; references are case-sensitive"))
  }
}
