public import Primitives

/// An account with its customer as a document describes it, before the store gives them numbers.
public struct AccountDraft: Sendable {
  public var customerReference: String
  public var customerName: String
  /// Numbers (`id`, `customer`, `consolidatedInto`) are 0 or `nil` until stored.
  public var account: BillingAccount
  /// Reference of the account whose invoice carries this one's lines.
  public var consolidatedInto: String?
  /// The first day that is billed here; earlier days were billed elsewhere.
  public var openedOn: Day?
  /// What the account wants said on its invoices, when the document says it.
  public var invoicing: InvoicingDetails?
  public var source: SourceNode

  /// What the reader of accounts must know of the world.
  public struct Known: Sendable {
    public var zones: @Sendable (String) -> Bool
    public var sellers: [SellerCode]

    public init(sellers: [SellerCode], zones: @escaping @Sendable (String) -> Bool) {
      self.sellers = sellers
      self.zones = zones
    }
  }

  /// Reads the list `accounts` of a document; every mistake in it at once.
  ///
  ///     accounts:
  ///       - reference: A-100
  ///         customer: {reference: C-100, name: Ana Ionescu, segment: consumer}
  ///         seller: florin-ro
  ///         currency: RON
  ///         zone: Europe/Bucharest
  ///         language: ro
  ///         address: {lines: [Str. Lunga 1], city: Brasov, postcode: "500035", country: RO}
  ///         cycle: {every: month, anchorDay: 31}
  ///         consolidatedInto: A-1
  ///         openedOn: 2026-01-01
  ///         invoicing: {buyerReference: KST-4711, electronicAddress: {scheme: EM, id: ap@example.ro}}
  public static func read(_ node: SourceNode, _ known: Known) throws(Rejection) -> [AccountDraft] {
    var reader = SourceReader(node)
    var drafts: [AccountDraft] = []
    var problems: [Problem] = []
    for each in reader.required("accounts").map({ reader.list($0) }) ?? [] {
      if let draft = AccountDraft(reading: each, known, &problems) { drafts.append(draft) }
    }
    reader.refuseUnknownFields()
    problems = reader.problems + problems + repeated(drafts) + circles(drafts)
    guard problems.isEmpty else { throw Rejection(problems) }
    return drafts
  }

  private static func repeated(_ drafts: [AccountDraft]) -> [Problem] {
    var seen: Set<String> = []
    return drafts.compactMap { draft in
      let reference = draft.account.reference
      if seen.insert(reference).inserted { return nil }
      return Problem(
        .accountRepeated, at: draft.source.place, path: draft.source.path, "the account \(reference) stands here twice",
        remedy: "give each account a reference of its own")
    }
  }

  /// Circles, sellers and currencies among the accounts of the document; what is stored already is checked there.
  private static func circles(_ drafts: [AccountDraft]) -> [Problem] {
    var numbers: [String: BillingAccountID] = [:]
    for (index, draft) in drafts.enumerated() { numbers[draft.account.reference] = BillingAccountID(Int64(index + 1)) }
    let accounts = drafts.map { draft in
      var account = draft.account
      account.id = numbers[account.reference] ?? BillingAccountID(0)
      account.consolidatedInto = draft.consolidatedInto.flatMap { numbers[$0] }
      return account
    }
    return AccountHierarchy.problems(accounts).map { problem in
      var placed = problem
      if let draft = drafts.first(where: { problem.path == "accounts.\($0.account.reference).consolidatedInto" }) {
        let at = draft.source["consolidatedInto"] ?? draft.source
        (placed.place, placed.path) = (at.place, at.path)
      }
      return placed
    }
  }
}
