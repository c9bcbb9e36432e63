import Balances
import HTTPAPI
import Operations
import Primitives

/// A batch of vouchers, with its codes when they are told.
struct VoucherBatchDocument: Sendable {
  var batch: VoucherBatch
  var codes: [VoucherCode] = []

  var offer: VoucherOffer { batch.offer }
}

enum VoucherShapes {
  static let batch = Shape<VoucherBatchDocument>(
    "VoucherBatch", "Codes that pay into a balance once each.",
    [
      .text("reference", "The operator's own key.") { $0.batch.reference }, .text("unit", "A currency, or a unit of a service.") { $0.offer.unit.text },
      .decimal("amount", "What each is worth, in the unit.") { $0.offer.unit.exact($0.offer.amount) },
      .numberIfAny("validDays", "For how many days what it pays in may be spent; for ever when there is none.") { $0.offer.validDays },
      .flag("bonus", "Given away by the operator, not sold.") { $0.offer.isBonus }, .instant("redeemFrom") { $0.offer.redeemFrom },
      .instant("redeemUntil", "From then on it may not be redeemed.") { $0.offer.redeemUntil }, .instant("madeAt") { $0.batch.madeAt },
      .number("made", "How many there are.") { $0.batch.count }, .number("redeemed") { $0.batch.redeemed },
      .number("blocked", "Not redeemed, and blocked.") { $0.batch.blocked }, .number("left", "May still be redeemed, as far as time allows.") { $0.batch.left },
      .textsIfAny("codes", "Told once, in the order of the vouchers' numbers.") { $0.codes.map(\.printed) },
    ])
}
