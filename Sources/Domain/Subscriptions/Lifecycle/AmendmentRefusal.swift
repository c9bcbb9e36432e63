public import Primitives

/// Why the business says no to an amendment. Listed in the order they are tested: the first that applies is the answer.
public enum AmendmentRefusal: Sendable, Hashable {
  // 1. the state of the subscription
  case draft
  case alreadyActive
  case ended(on: Day)
  // 2. the day
  case beforeStart(Day)
  /// What lies before that day is closed.
  case beforeEarliest(Day)
  // 3. what it is about
  case notHeld(on: Day)
  case unknownAccount
  case otherCurrency(Currency)
  // 4. what the catalog allows
  case unknownOffering(OfferingCode)
  case ineligible(OfferingCode, Ineligibility)
  case notAnOption(OfferingCode)
  case notAPlan(OfferingCode)
  case optionNotAllowed(OfferingCode, by: OfferingCode)
  case unknownPromotion(PromotionCode)
  case promotionNotOffered(PromotionCode)
  // 5. what it says
  case quantityNotAllowed(limit: Exact)
  case nothingChanges
  // 6. what else is already planned
  case alreadyHeld(OfferingCode)
  case alreadySuspended(from: Day)
  case notSuspended
  case alreadyEnding(on: Day)
  case notEnding
  case noTerm
}

extension AmendmentRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .draft: "the subscription is a draft; activate it first"
    case .alreadyActive: "the subscription was activated before"
    case .ended(let day): "the subscription ends on \(day)"
    case .beforeStart(let day): "the subscription starts on \(day)"
    case .beforeEarliest(let day): "days before \(day) are closed"
    case .notHeld(let day): "nothing of that kind is held on \(day)"
    case .unknownAccount: "the account does not exist"
    case .otherCurrency(let currency): "the account is kept in another currency, \(currency)"
    case .unknownOffering(let code): "the catalog has no offering \(code)"
    case .ineligible(let code, let why): "\(code) cannot be ordered: \(why)"
    case .notAnOption(let code): "\(code) is not an option"
    case .notAPlan(let code): "\(code) is neither a plan nor a bundle"
    case .optionNotAllowed(let option, let plan): "\(plan) does not allow the option \(option)"
    case .unknownPromotion(let code): "the catalog has no promotion \(code)"
    case .promotionNotOffered(let code): "the promotion \(code) is not offered on that day"
    case .quantityNotAllowed(let limit): "a quantity must be above 0 and at most \(limit)"
    case .nothingChanges: "that is what the subscription says already"
    case .alreadyHeld(let code): "\(code) is held on that day, or will be, already"
    case .alreadySuspended(let day): "a suspension from \(day) is in the way"
    case .notSuspended: "the subscription is not suspended on that day"
    case .alreadyEnding(let day): "the subscription ends already, on \(day)"
    case .notEnding: "no cancellation is planned"
    case .noTerm: "the subscription has no contract term"
    }
  }
}

/// What became of an amendment.
public enum AmendmentOutcome: Sendable, Hashable {
  /// The subscription as it is now, the facts to append, and the first day they change: bills after it must look
  /// again from there (`unsettledFrom`).
  case amended(Subscription, facts: [SubscriptionFact], from: Day)
  case refused(AmendmentRefusal)
}
