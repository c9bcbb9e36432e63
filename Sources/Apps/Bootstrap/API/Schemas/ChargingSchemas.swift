import HTTPAPI

/// What requests of charging may say.
extension Bodies {
  private static let units = Schema.integer(0...1_000_000_000_000_000)

  private static let named: [ObjectSchema.Field] = [
    .optional("ratingGroup", .integer(0...4_294_967_295), "The network's number for what is charged alike."),
    .init("service", .text(.token.within(1...100)), "The type of the usage, by which prices know it: `data`, `call`."),
    .optional("destination", .text(.token.within(1...100)), "Whom it goes to."),
    .optional("attributes", .map(.plainText), "What prices may look at."),
  ]

  /// - Parameter least: a session may go on or end without a word of any service; what asks for something names it.
  private static func service(_ name: String, _ about: String, _ further: [ObjectSchema.Field], atLeast least: Int = 0) -> Schema {
    .list(.object(ObjectSchema(name, about, named + further)), atLeast: least, atMost: 100)
  }

  private static func session(_ name: String, _ about: String, number: Bool, _ services: Schema, servicesRequired: Bool = true) -> ObjectSchema {
    ObjectSchema(
      name, about,
      [
        .init("session", .text(.token), "Your name of the session."),
        .init("number", .integer(0...4_294_967_295), required: number, "Counts the requests of the session; 0 when left out. The same again is answered as before."),
        .init("subject", .plainText, "Who uses it: the key of a subscription."), .optional("at", .instant, "When it happened; now when left out."),
        .init("services", services, required: servicesRequired),
      ])
  }

  static let reserve = session(
    "ReserveUnits", "Begins a session, or asks for more in it.", number: false,
    service("ReservedService", "A service that is to be used.", [.optional("requested", units, "How many units; the house's usual number when left out.")], atLeast: 1))

  static let commit = session(
    "CommitUnits", "Reports what was used, and may ask for more.", number: true,
    service("CommittedService", "A service that was used.", [.init("used", units, "Units since the last request."), .optional("requested", units, "How many more; none when left out.")]))

  static let releaseSession = session(
    "ReleaseSession", "Ends a session: what was used is taken, the rest let go.", number: true,
    service("EndedService", "A service that was used last.", [.init("used", units, "Units since the last request.")]), servicesRequired: false)

  private static let once = service("DebitedService", "A service used once.", [.optional("units", .integer(1...1_000_000_000_000_000), "1 when left out.")], atLeast: 1)

  static let debit = ObjectSchema(
    "DebitUnits", "Something that happened once: taken whole, or not at all.",
    [
      .init("id", .text(.token), "Your name of it. The same again is answered as before."), .init("subject", .plainText, "Who uses it: the key of a subscription."),
      .optional("at", .instant, "When it happened; now when left out."), .init("services", once),
    ])

  static let refund = ObjectSchema(
    "RefundDebit", "Gives back what a debit took.",
    [
      .init("id", .text(.token), "Your name of the refund."), .init("debit", .text(.token), "The debit's id."),
      .init("subject", .plainText, "Who used it."),
    ])

  static let quotedUnits = ObjectSchema(
    "QuoteUnits", "Something that could be used.",
    [.init("subject", .plainText, "Who would use it."), .optional("at", .instant, "When; now when left out. What is still to come cannot be asked for."), .init("services", once)])

  static let giveUp = ObjectSchema(
    "GiveUpUse", "What will not be charged.",
    [
      .optional("number", .integer(1...1_000_000_000_000), "Which one, where several wait under the name: its number in the list."),
      .init("reason", .plainText, "Why; it is written down for good."),
    ])
}
