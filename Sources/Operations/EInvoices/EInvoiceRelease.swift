public import EInvoicing
public import Invoicing
public import Parties
public import Primitives

/// Lets documents be issued only when a receiver would take them in the format that their account asks for.
///
/// Accounts without a format are not looked at. Everything is read as it is now: what an account or seller has filled in
/// since counts.
public struct EInvoiceRelease: Sendable {
  let store: any EInvoiceFactsStore
  /// Those of the catalog that bills, with the details that the newest one says.
  let sellers: [SellerEntity]
  private let hasDefaults: Bool

  /// - Parameters:
  ///   - sellers: those of the catalog that bills.
  ///   - newest: those of the newest catalog, whose details count.
  public init(store: any EInvoiceFactsStore, sellers: [SellerEntity], newest: [SellerEntity]) {
    self.store = store
    self.sellers = sellers.map { billed in
      var seller = billed
      if let now = newest.first(where: { $0.code == billed.code }) {
        seller.details = now.details
        // Credit notes are numbered as the newest says, whatever billed their invoice.
        seller.creditNoteNumberPrefix = now.creditNoteNumberPrefix
      }
      return seller
    }
    hasDefaults = self.sellers.contains { !$0.details.eInvoices.isEmpty }
  }

  /// What the accounts of a batch ask for, read once.
  struct Asked {
    var wishes: [BillingAccountID: EInvoiceWish]
    let release: EInvoiceRelease

    /// The format in which an account takes e-invoices; `nil`: in none.
    func format(of account: BillingAccount) -> EInvoiceFormat? {
      guard release.hasDefaults || !wishes.isEmpty else { return nil }
      return release.seller(account.seller)?.details.eInvoiceFormat(of: account, saying: wishes[account.id])
    }
  }

  func asked(by accounts: [BillingAccountID]) throws -> Asked { Asked(wishes: try store.eInvoiceWishes(among: accounts), release: self) }

  /// Why a bill run would hold an invoice if it were to issue it now; empty when it would not, or the account takes no e-invoices.
  public func reasons(_ invoice: Invoice) throws -> [HoldReason] {
    guard let account = try store.account(invoice.account), let format = try asked(by: [account.id]).format(of: account) else { return [] }
    return try reasons(invoice, for: account, as: format, ahead: 0)
  }

  /// Why an invoice must not be issued yet, a reason for each rule that it would break; empty when it may be.
  ///
  /// - Parameter ahead: how many others get their numbers before it, at most.
  func reasons(_ invoice: Invoice, for account: BillingAccount, as format: EInvoiceFormat, ahead: Int) throws -> [HoldReason] {
    guard let seller = seller(invoice.seller) else { return [] }
    var numbered = invoice
    numbered.number = InvoiceNumberSequence.text(
      prefix: seller.invoiceNumberPrefix, number: try store.nextNumber(of: seller.code, .invoice) + Int64(ahead))
    var facts = try facts(invoice, seller, account)
    facts.replaces = try store.awaitingReplacement(invoice.account, over: invoice.billingPeriod).map {
      PrecedingInvoice(number: $0.number, issuedOn: $0.issuedOn)
    }
    return format.findings(EInvoice(numbered, facts)).filter { $0.weight == .fatal }.map { HoldReason($0, format) }
  }

  /// Refuses a credit note that a receiver would refuse.
  ///
  /// - Throws: `Rejection` (`einvoice.rule-broken`) with every rule that it would break.
  func check(_ note: CreditNote, of invoice: Invoice) throws {
    guard let account = try store.account(invoice.account), let seller = seller(invoice.seller),
      let format = try asked(by: [account.id]).format(of: account)
    else { return }
    var numbered = note
    numbered.number = InvoiceNumberSequence.text(prefix: seller.creditNoteNumberPrefix, number: try store.nextNumber(of: seller.code, .creditNote))
    let document = EInvoice(numbered, of: invoice, try facts(invoice, seller, account))
    let fatal = format.findings(document).filter { $0.weight == .fatal }
    if !fatal.isEmpty { throw Rejection(fatal.map { Problem($0) }) }
  }

  private func facts(_ invoice: Invoice, _ seller: SellerEntity, _ account: BillingAccount) throws -> EInvoiceFacts {
    let users = Set(invoice.lines.compactMap(\.usedBy)).sorted()
    let subscriptions = Set(invoice.lines.compactMap(\.charge.subscription)).sorted()
    return EInvoiceFacts(
      seller: seller, account: account, invoicing: try store.invoicing(of: account.id), language: account.language,
      users: Dictionary(try store.accounts(users).map { ($0.id, $0.name) }) { first, _ in first },
      subjects: try store.subscriptionLabels(subscriptions).compactMapValues { $0.subject.isEmpty ? nil : $0.subject })
  }

  private func seller(_ code: SellerCode) -> SellerEntity? { sellers.first { $0.code == code } }
}

extension ProblemCode {
  /// A rule that the document must keep is broken; the message begins with the rule's number.
  public static let einvoiceRule = ProblemCode("einvoice.rule-broken")
}

extension Problem {
  /// A finding in the words of every other problem.
  public init(_ finding: RuleFinding) {
    self.init(.einvoiceRule, path: finding.place, "\(finding.rule): \(finding.message)", remedy: finding.remedy)
  }
}

extension HoldReason {
  /// A rule that the invoice would break, as evidence: its number, the place, what to fill in and with what.
  init(_ finding: RuleFinding, _ format: EInvoiceFormat) {
    self.init(
      .eInvoiceRefused,
      [
        .init("rule", finding.rule), .init("format", format.rawValue), .init("term", finding.place), .init("message", finding.message),
        .init("remedy", finding.remedy), .init("command", finding.isOfAccount ? "florin account invoicing FILE" : "florin catalog publish CATALOG"),
      ])
  }
}

extension RuleFinding {
  /// Whether what is to be filled in is the account's; else it is the catalog's, which has the sellers, the taxes and the names of what is sold.
  var isOfAccount: Bool {
    let (account, seller) = (remedy.firstRange(of: "account's")?.lowerBound, remedy.firstRange(of: "seller's")?.lowerBound)
    switch (account, seller) {
    case (let account?, let seller?): return account < seller
    case (_?, nil): return true
    case (nil, _?): return false
    case (nil, nil):
      // BT-44 to BT-58 are the buyer's.
      let term = place.split(separator: "/").last.map { $0.prefix { $0 != "[" } } ?? ""
      guard term.hasPrefix("BT-"), let number = Int(term.dropFirst(3).prefix { $0.isNumber }) else { return term == "BG-7" || term == "BG-8" }
      return (44...58).contains(number)
    }
  }
}
