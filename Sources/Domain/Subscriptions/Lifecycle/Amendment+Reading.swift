public import Primitives
import Catalog

/// A command that amends one subscription, as it stands in a document.
public struct AmendmentCommand: Sendable, Hashable {
  /// The idempotency key.
  public var key: String
  /// The subscription's reference.
  public var subscription: String
  public var channel: String
  public var amendment: Amendment
  /// Reference of the account to move to; the reader of the document does not know its number.
  public var movesTo: String?

  private enum Word: String, CaseIterable {
    case activate, changeOffering, changeQuantity, addOption, removeOption, agreePrice, move, suspend, resume, cancel
    case cancelAtTermEnd, withdrawCancellation, attachPromotion
  }

  /// Reads one amendment.
  ///
  ///     key: change-17
  ///     subscription: S-100
  ///     on: 2026-03-15
  ///     change: changeOffering
  ///     to: fibre-100
  ///
  /// `item` names the offering meant, the plan when it is left out; `to`, `quantity`, `offering`, `agreements`,
  /// `account` and `promotion` go with the changes that need them.
  public static func read(_ node: SourceNode, today: Day) throws(Rejection) -> AmendmentCommand {
    var reader = SourceReader(node)
    let key = reader.text("key")
    let subscription = reader.text("subscription")
    let channel = reader.optionalText("channel") ?? "direct"
    let on = reader.optionalDay("on") ?? today
    let word = reader.required("change").flatMap { reader.choice($0, Word.self) }
    var movesTo: String?
    let change = word.flatMap { reader.amendment($0.rawValue, on: on, movesTo: &movesTo) }
    reader.refuseUnknownFields()
    guard reader.problems.isEmpty, let key, let subscription, let change else { throw Rejection(reader.problems) }
    return AmendmentCommand(
      key: key, subscription: subscription, channel: channel, amendment: Amendment(on: on, change), movesTo: movesTo)
  }
}

extension SourceReader {
  fileprivate mutating func amendment(_ word: String, on: Day, movesTo: inout String?) -> Amendment.Change? {
    func selector(_ item: String?) -> ItemSelector { item.map { .offering(OfferingCode($0)) } ?? .plan }
    switch word {
    case "activate": return .activate
    case "changeOffering":
      let item = selector(optionalText("item"))
      let agreements = PriceAgreement.readList(&self, from: on)
      return text("to").map { .changeOffering(of: item, to: OfferingCode($0), agreements: agreements) }
    case "changeQuantity":
      let item = selector(optionalText("item"))
      return number("quantity").map { .changeQuantity(of: item, to: $0) }
    case "addOption":
      let quantity = optionalNumber("quantity") ?? 1
      let agreements = PriceAgreement.readList(&self, from: on)
      return text("offering").map { .addOption(OfferingCode($0), quantity: quantity, agreements: agreements) }
    case "removeOption": return text("offering").map { .removeOption(.offering(OfferingCode($0))) }
    case "agreePrice":
      let item = selector(optionalText("item"))
      return .agreePrice(of: item, PriceAgreement.readList(&self, from: on))
    case "move":
      movesTo = text("account")
      return movesTo.map { _ in .move(to: BillingAccountID(0)) }
    case "suspend": return .suspend
    case "resume": return .resume
    case "cancel": return .cancel
    case "cancelAtTermEnd": return .cancelAtTermEnd
    case "withdrawCancellation": return .withdrawCancellation
    case "attachPromotion": return text("promotion").map { .attachPromotion(PromotionCode($0)) }
    default: return nil
    }
  }
}
