import Feeds
import Foundation
public import Operations
public import Parties
public import Primitives
import Store
import Subscriptions

/// Documents that people write: accounts, orders, amendments, third-party charges. Read whole, refused whole.
public struct WrittenDocuments {
  let installation: Installation
  let clock: any Clock

  public init(_ installation: Installation, clock: (any Clock)? = nil) {
    self.installation = installation
    self.clock = clock ?? installation.clock
  }

  private func node(_ path: String) throws -> SourceNode { try SourceDocument.parse(try TextFile.read(path), file: path) }

  private var today: Day { clock.now().utcDay }

  /// Registers the accounts of a document, all or none. Accounts open today unless they say otherwise.
  public func registerAccounts(_ path: String) throws -> [BillingAccount] { try registerAccounts(try node(path)) }

  /// - Parameter key: the same document under the same key again gives the accounts that it registered.
  func registerAccounts(_ source: SourceNode, key: String? = nil) throws -> [BillingAccount] {
    let name = key.map { "accounts:\($0)" }
    if let name, let earlier = try installation.store.command(key: name) {
      return try earlier.answer.split(separator: "\n").compactMap { try installation.store.account(reference: String($0)) }
    }
    let (_, release) = try installation.newestCatalog()
    let drafts = try AccountDraft.read(
      source, AccountDraft.Known(sellers: release.sellers.map(\.code), zones: Zones.exists))
    let wrong = drafts.compactMap(\.vatIdentifierProblem) + drafts.flatMap { draft in draft.invoicing?.problems(of: draft.account, draft.source["invoicing"] ?? draft.source) ?? [] }
    if !wrong.isEmpty { throw Rejection(wrong) }
    let accepted = Set(drafts.map(\.account.reference))
    let mismatches = try drafts.flatMap { draft -> [Problem] in
      guard let into = draft.consolidatedInto, !accepted.contains(into), let stored = try installation.store.account(reference: into)
      else { return [] }
      let at = draft.source["consolidatedInto"] ?? draft.source
      return AccountHierarchy.mismatches(draft.account, into: stored, at: at.place, path: at.path)
    }
    guard mismatches.isEmpty else { throw Rejection(mismatches) }
    let ids = try installation.store.register(
      drafts.map { draft in
        Registration(
          customerReference: draft.customerReference, customerName: draft.customerName, account: draft.account,
          consolidatedIntoReference: draft.consolidatedInto, openedOn: draft.openedOn ?? today,
          invoicing: draft.invoicing, place: draft.source.place)
      },
      command: name.map {
        StoredCommand(key: $0, fingerprint: "", answer: drafts.map(\.account.reference).joined(separator: "\n"))
      })
    return try installation.store.accounts(ids)
  }

  /// Replaces what the accounts of a document want said on their invoices, all or none.
  public func replaceInvoicing(_ path: String) throws -> [String] { try replaceInvoicing(try node(path)) }

  func replaceInvoicing(_ source: SourceNode) throws -> [String] {
    var reader = SourceReader(source)
    var problems: [Problem] = []
    var found: [(account: BillingAccountID, reference: String, details: InvoicingDetails)] = []
    for entry in reader.required("invoicing").map({ reader.list($0) }) ?? [] {
      guard let node = entry["account"], case .scalar(let reference, _) = node.content else {
        problems.append(Problem(.missingField, at: entry.place, path: entry.path, "the field `account` is missing", remedy: "add `account` here"))
        continue
      }
      guard let account = try installation.store.account(reference: reference) else {
        problems.append(
          Problem(
            .unknownAccount, at: node.place, path: node.path, "there is no account \"\(reference)\"",
            remedy: "register it first, or correct the reference"))
        continue
      }
      guard case .map(let fields) = entry.content else { continue }
      let rest = SourceNode(.map(fields.filter { $0.key != "account" }), place: entry.place, path: entry.path)
      let details = InvoicingDetails.read(rest, &problems)
      problems += details.problems(of: account, rest)
      found.append((account.id, reference, details))
    }
    reader.refuseUnknownFields()
    problems = reader.problems + problems
    guard problems.isEmpty else { throw Rejection(problems) }
    try installation.store.replaceInvoicing(found.map { ($0.account, $0.details) })
    return found.map(\.reference)
  }

  /// Replaces what one account wants said on its invoices.
  func replaceInvoicing(of account: BillingAccount, _ source: SourceNode) throws -> InvoicingDetails {
    var problems: [Problem] = []
    let details = InvoicingDetails.read(source, &problems)
    problems += details.problems(of: account, source)
    guard problems.isEmpty else { throw Rejection(problems) }
    try installation.store.replaceInvoicing([(account.id, details)])
    return details
  }

  /// Places the order in a document; the same document again changes nothing.
  public func placeOrder(_ path: String) throws -> PlaceOrder.Placed { try placeOrder(try node(path)) }

  func placeOrder(_ source: SourceNode) throws -> PlaceOrder.Placed {
    let (_, release) = try installation.newestCatalog()
    return try PlaceOrder(store: installation.store, catalog: release.index)(
      try Order.read(source, today: today), source: source, at: clock.now()
    ) { try SourceDocument.parse($0, file: "the earlier order") }
  }

  /// Checks the quote in a document and orders it on a day under a key.
  ///
  /// - Throws: `Rejection` (`orders.quote-expired`) outside the quote's days.
  public func acceptQuote(_ path: String, key: String, on day: Day?) throws -> PlaceOrder.Placed {
    let (_, release) = try installation.newestCatalog()
    let source = try node(path)
    let quote = try Quote.read(source, today: today)
    switch quote.accept(key: key, on: day ?? today) {
    case .ordered(let order):
      return try PlaceOrder(store: installation.store, catalog: release.index)(order, source: source, at: clock.now()) {
        try SourceDocument.parse($0, file: "the earlier order")
      }
    case .notYetValid(let from):
      throw Rejection(
        Problem(.quoteExpired, at: source.place, path: "quotedOn", "the quote is not valid before \(from)", remedy: "accept it on \(from) or later"))
    case .expired(let on):
      throw Rejection(
        Problem(.quoteExpired, at: source.place, path: "validUntil", "the quote expired on \(on)", remedy: "write a new quote with today's prices"))
    }
  }

  /// Carries out the amendment in a document; the same document again changes nothing.
  public func amend(_ path: String, today day: Day?) throws -> String { try amend(try node(path), today: day) }

  func amend(_ source: SourceNode, today day: Day? = nil) throws -> String {
    let (_, release) = try installation.newestCatalog()
    let today = day ?? today
    let command = try AmendmentCommand.read(source, today: today)
    return try AmendSubscription(store: installation.store, catalog: release.index)(command, today: today, at: clock.now()).reference
  }

  /// Adds charges of other companies to accounts; each source and id counts once.
  ///
  /// - Returns: how many were added, and how many were there before.
  public func addThirdPartyCharges(_ path: String) throws -> (added: Int, repeated: Int) { try addThirdPartyCharges(try node(path)) }

  func addThirdPartyCharges(_ source: SourceNode) throws -> (added: Int, repeated: Int) {
    var reader = SourceReader(source)
    var problems: [Problem] = []
    var charges: [ThirdPartyCharge] = []
    for entry in reader.required("charges").map({ reader.list($0) }) ?? [] {
      if let charge = try charge(entry, &problems) { charges.append(charge) }
    }
    reader.refuseUnknownFields()
    problems = reader.problems + problems
    if !problems.isEmpty { throw Rejection(problems) }
    return try installation.store.addThirdParty(charges)
  }

  private func charge(_ node: SourceNode, _ problems: inout [Problem]) throws -> ThirdPartyCharge? {
    var reader = SourceReader(node)
    let reference = reader.text("account")
    let source = reader.text("source")
    let id = reader.text("id")
    let provider = reader.text("provider")
    let name = reader.text("name")
    let usedOn = reader.day("usedOn")
    let amount = reader.number("amount")
    let tax = reader.text("tax")
    reader.refuseUnknownFields()
    var account: BillingAccount?
    if let reference {
      account = try installation.store.account(reference: reference)
      if account == nil {
        reader.report(
          .unknownAccount, node["account"] ?? node, "there is no account \"\(reference)\"", remedy: "register it first, or correct the reference")
      }
    }
    if let account, let amount, amount.minorUnits(digits: account.currency.minorDigits, mode: .down).map({
      Money(amountMinor: $0, currency: account.currency).exact != amount
    }) ?? true {
      reader.report(
        .wrongValue, node["amount"] ?? node, "\(amount) is not an amount of whole \(account.currency) minor units",
        remedy: "write at most \(account.currency.minorDigits) decimals")
    }
    problems += reader.problems
    guard reader.problems.isEmpty, let account, let source, let id, let provider, let name, let usedOn, let amount, let tax,
      let minor = amount.minorUnits(digits: account.currency.minorDigits, mode: .halfUp)
    else { return nil }
    return ThirdPartyCharge(
      account: account.id, source: source, externalID: id, provider: provider, name: name, usedOn: usedOn,
      amountMinor: minor, taxCategory: TaxCategoryCode(tax))
  }
}

extension ProblemCode {
  public static let quoteExpired = ProblemCode("orders.quote-expired")
}
