import HTTPAPI

/// What requests about customer balances may say.
extension Bodies {
  static let newBalance = ObjectSchema(
    "NewBalance", "What an account has to spend.",
    [
      .init("reference", .reference, "The operator's own key."), .init("account", .reference, "Who owns it."),
      .init("kind", .choice(["prepaid", "hybrid", "postpaid"]), "`prepaid`: never below zero; `hybrid`: down to the credit limit; `postpaid`: only guards what a bill cycle may come to."),
      .optional("creditLimit", .amount, "How far the money may go below zero; for `hybrid` and `postpaid`."),
      .optional("subscriptions", .list(.reference, atMost: 10_000), "Those that may draw on it; all that the account pays for when left out."),
    ])

  private static let reason = ObjectSchema.Field.optional("reason", .plainText, "Why; it stands with the movement.")

  static let topUp = ObjectSchema(
    "NewTopUp", "An amount that goes in. With nothing but an amount it goes to the main bucket; with terms, to the bucket that has them.",
    [
      .init("amount", .amount, "In the unit."), .optional("bonus", .flag, "Given by the operator, not paid; false when left out."),
      .optional("unit", .text(.token.within(1...40)), "The account's currency, `octets`, `seconds`, `messages`, `events`, or a name of your own."),
      .optional("validFrom", .instant), .optional("validTo", .instant, "From then on it is over."),
      .optional("priority", .integer(0...1000), "Smaller ones are spent first; 100 when left out."),
      .optional("factor", .amount, "How much of the bucket one unit of service takes; 1 when left out."),
      .optional("blockers", .list(.text(.token.within(1...120)), atMost: 50), "What it may not be spent on: `service:NAME`, `rating-group:NUMBER`, `destination:PREFIX`."),
      .optional("rolloverDays", .integer(1...3660), "The rest goes on for so many days, once."),
      .optional("rolloverAtMost", .amount, "At most so much of the rest; all when left out."),
      .optional(
        "notice", .text(.token.within(1...40)),
        "The `balance.low` event that it answers, by its `id`, such as `balance_low_6`. It is answered once, whoever answers it; with another amount or balance it is refused."),
      reason,
    ])

  static let adjustment = ObjectSchema(
    "NewAdjustment", "A correction of one bucket, up (`add`) or down (`take`).",
    [
      .optional("add", .amount, "How much goes in; above zero."), .optional("take", .amount, "How much is taken; above zero."), .optional("bucket", .integer(1...1_000_000), "The main bucket when left out."),
      .init("reason", .plainText, "Why; it stands with the movement."),
    ])

  static let newVouchers = ObjectSchema(
    "NewVouchers", "A batch of codes that pay into a balance once each.",
    [
      .init("reference", .reference, "The operator's own key."), .init("count", .integer(1...1_000), "How many; `florin voucher create` makes more at once."),
      .init("amount", .amount, "What each is worth, in the unit."),
      .init("unit", .text(.token.within(1...40)), "A currency, `octets`, `seconds`, `messages`, `events`, or a name of your own."),
      .optional("validDays", .integer(1...3660), "For how many days what it pays in may be spent; for ever when left out."),
      .optional("bonus", .flag, "Given away by the operator, not sold; false when left out."),
      .optional("redeemFrom", .instant, "At once when left out."), .optional("redeemUntil", .instant, "From then on they may not be redeemed."),
    ])

  static let voucherBlock = ObjectSchema(
    "NewVoucherBlock", "A batch, or one voucher of it, that pays in no more.",
    [.optional("number", .integer(1...100_000), "The voucher's number within its batch; all of them when left out."), .init("reason", .plainText, "Why.")])

  static let redemption = ObjectSchema(
    "NewRedemption", "A voucher that is redeemed.", [.init("code", .plainText, "In any case, with or without hyphens.")])

  static let transfer = ObjectSchema(
    "NewTransfer", "An amount that goes to another balance.",
    [
      .init("to", .reference, "The other balance."), .init("amount", .amount, "In the bucket's unit."),
      .optional("bucket", .integer(1...1_000_000), "The main bucket when left out."), reason,
    ])
}
