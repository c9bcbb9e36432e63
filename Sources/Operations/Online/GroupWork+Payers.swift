import Balances
import Charging
import Parties
import Primitives
import Subscriptions

/// Who pays for what is not new: for a session that goes on, and for a debit that is given back.
extension GroupWork {
  /// Decides what is told of a session: it stays with the subscription and the customer balance that it began with, whoever has the subject or pays
  /// by now. What was used is taken in any case; what is against more is said for what is asked.
  mutating func goOn(_ request: ChargingRequest, _ session: ChargingSession) throws -> ChargingAnswer {
    if request.subject != session.subject, let other = try subscribers.subscriber(request.subject, at: request.at),
      other.subscription.id != session.subscription
    {
      return ChargingAnswer(.serviceDenied, reason: "the session is of \"\(session.subject)\", not of \"\(request.subject)\"")
    }
    guard let stored = try balance(session.balance), let now = try subscribers.subscriber(session.subscription) else {
      return ChargingAnswer(.serviceDenied, reason: "no balance pays for \"\(session.subject)\"")
    }
    var subscriber = now
    if now.account.id != stored.balance.account {
      // Also when it is said by now that somebody else paid from before its beginning on.
      guard let payer = try subscribers.subscriber(session.subscription, paidBy: stored.balance.account) else {
        return ChargingAnswer(.serviceDenied, reason: "balance \(stored.balance.reference) is not of account \(now.account.reference), which pays")
      }
      subscriber = payer
    }
    let name = subscriber.subscription.reference
    var denied: String?
    if !subscriber.isActive(at: request.at) {
      denied = "subscription \(name) is not active"
    } else if !subscriber.pays(at: request.at) {
      denied = "balance \(stored.balance.reference), on which the session began, no longer pays for subscription \(name); begin another session"
    }
    return try decide(request, subscriber, stored, session, denied: denied)
  }

  /// Gives a debit back to the balance that it came from, whoever uses and pays by now.
  mutating func refund(_ request: ChargingRequest) throws -> ChargingAnswer {
    let debit = request.refunds ?? ""
    guard let known = try taken(by: debit) else {
      return ChargingAnswer(.ratingFailed, reason: "there is no debit \"\(debit)\" that took something")
    }
    if known.isGivenBack || refunded.contains(debit) { return ChargingAnswer(.ratingFailed, reason: "the debit \"\(debit)\" was given back before") }
    guard let subscriber = try subscribers.subscriber(known.subscription), let stored = try balance(known.balance) else {
      return ChargingAnswer(.serviceDenied, reason: "what the debit \"\(debit)\" took cannot be given back to anybody")
    }
    if !known.isOf(request.subject) { return ChargingAnswer(.ratingFailed, reason: "the debit \"\(debit)\" is not of \"\(request.subject)\"") }
    return try decide(request, subscriber, stored, nil, taken: known.charged)
  }

  /// What a debit took, of this group or one before; of what has happened and could not be charged at first, what it took when it was told again.
  private func taken(by debit: String) throws -> TakenByDebit? {
    var (first, number): (TakenByDebit?, Int64) = (nil, 0)
    while let known = try taken(by: debit, number) {
      if !known.isUncharged { return known }
      first = first ?? known
      number += 1
    }
    return first
  }

  private func taken(by debit: String, _ number: Int64) throws -> TakenByDebit? {
    guard let index = decided[RequestName(session: debit, number: number)] else { return try rows.taken(by: debit, number) }
    let request = group.requests[index]
    if request.kind != ChargingRequest.Kind.debit.rawValue { return nil }
    return TakenByDebit(
      asked: request.asked, balance: request.balance, subscription: request.subscription, charged: request.charged, isGivenBack: refunded.contains(debit))
  }
}
