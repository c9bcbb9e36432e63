public import Catalog
import Parties
public import Primitives
public import Subscriptions

/// Carries out dated amendments of one subscription.
public struct AmendSubscription {
  let store: any PartyStore
  let catalog: CatalogIndex

  public init(store: any PartyStore, catalog: CatalogIndex) {
    self.store = store
    self.catalog = catalog
  }

  /// - Throws: `Rejection` when the subscription is unknown or the business refuses the amendment; nothing is written then.
  public func callAsFunction(_ command: AmendmentCommand, today: Day, at: Instant) throws -> Subscription {
    let reference = command.subscription
    let fingerprint = "\(command.amendment) \(command.movesTo ?? "")"
    if let earlier = try store.command(key: "amendment:\(command.key)") {
      guard earlier.fingerprint == fingerprint, earlier.answer == reference else {
        throw Rejection(
          Problem(
            .keyReused, path: "key", "the key \"\(command.key)\" was used before for another amendment, of \(earlier.answer)",
            remedy: "repeat the first request unchanged, or use a new key for the new one"))
      }
      if let known = try store.subscription(reference: earlier.answer) { return known }
    }
    guard let subscription = try store.subscription(reference: reference) else {
      throw Rejection(
        Problem(
          .unknownSubscription, path: "subscription", "there is no subscription \"\(reference)\"",
          remedy: "`florin account show ACCOUNT` lists the subscriptions of an account"))
    }
    guard let payer = subscription.payer(on: max(today, subscription.startsOn)), let account = try store.account(payer) else {
      throw Rejection(
        Problem(
          .unknownAccount, path: "account", "the account that pays \(reference) is not there",
          remedy: "run `florin verify`; restore from a backup what it names"))
    }
    let target = try command.movesTo.flatMap { try store.account(reference: $0) }
    let context = AmendmentContext(
      today: today, catalog: catalog, segment: account.segment, channel: command.channel, currency: account.currency,
      currencyOf: { [target] in $0 == target?.id ? target?.currency : nil })
    var amendment = command.amendment
    if command.movesTo != nil { amendment.change = .move(to: target?.id ?? BillingAccountID(0)) }
    switch subscription.amending(amendment, in: context) {
    case .refused(let refusal):
      throw Rejection(
        Problem(
          .amendmentRefused, path: reference, "the amendment of \(reference) on \(amendment.on) is refused: \(refusal)",
          remedy: "choose another day or change; `florin account show \(account.reference)` shows what is held"))
    case .amended(let amended, let facts, _):
      try store.update(
        amended, facts: facts, at: at,
        command: StoredCommand(key: "amendment:\(command.key)", fingerprint: fingerprint, answer: reference))
      return amended
    }
  }
}
