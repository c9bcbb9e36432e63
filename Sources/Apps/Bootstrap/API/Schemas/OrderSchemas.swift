import HTTPAPI

/// What requests that order, offer and amend may say; the readers of the domain read the same fields.
enum Bodies {
  static let agreement = ObjectSchema(
    "NewPriceAgreement", "An agreed price; says one of `replace`, `add`, `percentOff`.",
    [
      .init("price", .plainText, "The price's code."), .optional("replace", .amount, "The agreed amount for one unit and one period."),
      .optional("add", .amount, "Added to the list amount."), .optional("percentOff", .amount),
      .optional("from", .day), .optional("to", .day, "First day it no longer holds."),
    ])

  static let option = ObjectSchema(
    "NewOption", "An option that goes with an offering.",
    [.init("offering", .plainText), .optional("quantity", .amount), .optional("agreements", .list(.object(agreement), atMost: 50))])

  static let orderLine = ObjectSchema(
    "NewOrderLine", "One subscription to begin.",
    [
      .init("offering", .plainText, "The offering's code."), .optional("startsOn", .day, "Today when left out."), .optional("endsOn", .day),
      .optional("reference", .reference, "The subscription's own key; made when left out."), .optional("quantity", .amount), .optional("termMonths", .integer(1...120)),
      .optional("subject", .text(.plain.within(0...120)), "The key usage arrives under."), .optional("options", .list(.object(option), atMost: 50)),
      .optional("agreements", .list(.object(agreement), atMost: 50)), .optional("promotions", .list(.plainText, atMost: 20)),
    ])

  static let order = ObjectSchema(
    "NewOrder", "An order. `Idempotency-Key` is its key.",
    [
      .init("customer", .plainText, "The customer's reference."), .init("account", .plainText, "The account that pays."),
      .optional("channel", .plainText, "Where it was placed; `direct` when left out."), .optional("placedOn", .day, "Today when left out."),
      .init("lines", .list(.object(orderLine), atMost: 100)),
    ])

  static let quote = ObjectSchema(
    "NewQuote", "An offer to a customer.",
    [
      .init("reference", .reference, "The operator's own key."), .init("customer", .plainText), .init("account", .plainText), .optional("channel", .plainText),
      .optional("quotedOn", .day, "Today when left out."), .optional("validUntil", .day, "First day it can no longer be accepted; in 30 days when left out."),
      .init("lines", .list(.object(orderLine), atMost: 100)),
    ])

  /// One kind of amendment, with the fields that it needs.
  private static func amendment(_ words: [String], _ about: String, _ fields: [ObjectSchema.Field] = []) -> ObjectSchema {
    ObjectSchema(
      nil, about,
      [.init("change", .choice(words)), .optional("on", .day, "The day it takes effect; today when left out."), .optional("channel", .plainText)] + fields)
  }

  private static let item = ObjectSchema.Field.optional("item", .plainText, "The offering meant; the plan when left out.")
  private static let agreements = ObjectSchema.Field.optional("agreements", .list(.object(agreement), atMost: 50))

  static let amendments = Schema.variants(
    name: "NewAmendment", by: "change",
    [
      amendment(["activate", "suspend", "resume", "cancel", "cancelAtTermEnd", "withdrawCancellation"], "Needs nothing more."),
      amendment(["changeOffering"], "Another offering instead.", [.init("to", .plainText, "The new offering's code."), item, agreements]),
      amendment(["changeQuantity"], "Another quantity.", [.init("quantity", .amount), item]),
      amendment(["addOption"], "One more option.", [.init("offering", .plainText), .optional("quantity", .amount), agreements]),
      amendment(["removeOption"], "One option less.", [.init("offering", .plainText)]),
      amendment(["agreePrice"], "An agreed price.", [item, .init("agreements", .list(.object(agreement), atMost: 50))]),
      amendment(["move"], "Another account pays.", [.init("account", .plainText, "The account's reference.")]),
      amendment(["attachPromotion"], "A coupon or campaign.", [.init("promotion", .plainText)]),
    ])

  static let credit = ObjectSchema(
    "NewCreditNote", "What to give back. Everything that is left when neither `percent` nor `amount` is said.",
    [
      .init("reason", .plainText, "The customer reads it on the credit note."), .optional("lines", .list(.integer(1...1_000_000), atMost: 1000), "Only these lines; all when left out."),
      .optional("percent", .amount, "Of what each line was issued with."), .optional("amount", .amount, "So much, tax included."), .optional("on", .day, "The day of the document; today when left out."),
    ])

  static let cancellation = ObjectSchema(
    "NewCancellation", "Takes an invoice back whole.",
    [
      .init("reason", .plainText, "The customer reads it on the credit note."), .optional("rebill", .flag, "Also bill the same period again; false when left out."),
      .optional("on", .day, "The day of the documents; today when left out."),
    ])

  static let billRun = ObjectSchema("NewBillRun", "A bill run to plan.", [.init("billingDay", .day, "Accounts whose cycle ended on or before it are due.")])

  static let rerating = ObjectSchema(
    "NewRerating", "Which bills to price again. Nothing said of a scope: everybody's.",
    [
      .init("from", .day), .init("until", .day, "First day that does not belong to it any more."), .optional("account", .plainText),
      .optional("offering", .plainText), .optional("segment", .plainText),
    ])

  static let simulation = ObjectSchema(
    "NewSimulation", "A draft catalog over what was billed.",
    [
      .init("files", .list(.object(FlorinAPI.catalogFile), atMost: 1000), "The draft."), .init("from", .day), .init("until", .day, "First day that does not belong to it any more."),
      .optional("segment", .plainText), .optional("pricedOn", .day, "Take the draft's prices of this day for the whole period."),
    ])

  static let address = Schema.object(
    ObjectSchema(
      "NewAddress", "Where mail arrives.",
      [
        .optional("lines", .list(.plainText, atMost: 10)), .optional("city", .plainText), .optional("postcode", .plainText), .init("country", .country, "ISO 3166-1."),
        .optional("region", .plainText),
      ]))

  static let account = ObjectSchema(
    "NewAccount", "An account to register.",
    [
      .init("reference", .reference, "The operator's own key."),
      .init("customer", .object(ObjectSchema("NewCustomer", "Its customer; several accounts may name the same.", [.init("reference", .reference), .init("name", .plainText), .optional("segment", .plainText)]))),
      .optional("name", .plainText), .init("seller", .plainText), .init("currency", .text(.plain.within(3...3)), "ISO 4217."), .init("zone", .plainText, "IANA name."),
      .optional("language", .choice(["en", "es", "ko", "ro"])),
      .init("address", address),
      .optional("tax", .object(ObjectSchema("NewTaxStanding", "Says one of `vat` and `exempt`; taxable when left out.", [.optional("vat", .plainText), .optional("exempt", .plainText)]))),
      .optional(
        "cycle",
        .object(
          ObjectSchema(
            "NewBillCycle", "Monthly on the first when left out.",
            [.optional("every", .choice(["week", "month", "quarter", "half-year", "year"])), .optional("anchorDay", .integer(1...31)), .optional("anchorMonth", .integer(1...12))]))),
      .optional("paymentTermDays", .integer(0...366)), .optional("paymentMethod", .plainText), .optional("consolidatedInto", .plainText, "The account whose invoice carries its lines."),
      .optional("openedOn", .day, "The first day that is billed here; today when left out."),
      .optional("invoicing", .object(invoicing), "What it wants said on its invoices, and where it takes them."),
    ])

  static let accounts = ObjectSchema("NewAccounts", "Accounts to register, all or none.", [.init("accounts", .list(.object(account), atMost: 10_000))])

  static let thirdParty = ObjectSchema(
    "NewThirdPartyCharges", "Charges of other companies; each source and id counts once.",
    [
      .init(
        "charges",
        .list(
          .object(
            ObjectSchema(
              "NewThirdPartyCharge", "An amount another company charges through the next bill.",
              [
                .init("account", .plainText), .init("source", .plainText), .init("id", .plainText), .init("provider", .plainText), .init("name", .plainText), .init("usedOn", .day),
                .init("amount", .amount), .init("tax", .plainText, "The tax category."),
              ])), atMost: 10_000))
    ])
}
