import Balances
import Charging
import HTTPAPI
import Operations
import Primitives

/// A charge with the currency of its money.
struct ChargeDocument: Sendable {
  var charged: ChargedService
  var currency: Currency

  func money(_ minor: Int64) -> Exact { BalanceUnit.money(currency).exact(minor) }
}

/// One service of an answer, with the currency of its money.
struct ServiceDocument: Sendable {
  var service: ServiceAnswer
  var currency: Currency?
}

enum ChargingShapes {
  static let results = ChargingResult.allCases.map(\.word)

  private static let ofTheRequest = """
    Of the request as a whole: `success` where one service has it, else the first that one has of \(results.dropLast().joined(separator: ", ")). What is \
    taken whole (a debit) succeeds only where no service is refused; where one is, those that could have been taken have its result.
    """

  static let charge = Shape<ChargeDocument>(
    "Charge", "Units and what paid for them.",
    [
      .text("price", "The price's code.") { $0.charged.price.text }, .text("unit") { $0.charged.unit.text }, .number("units") { Int($0.charged.units) },
      .number("unitsFromBuckets", "Of them, paid by buckets of units.") { Int($0.charged.unitsFromBuckets) },
      .decimal("net", "What the others cost, without tax.") { $0.money($0.charged.netMinor) }, .decimal("tax") { $0.money($0.charged.taxMinor) },
      .decimal("gross") { $0.money($0.charged.grossMinor) },
      .decimal("uncollected", "What of it nothing was left to pay with; where the bill charges it (postpaid), what of it is beyond the limit.") { $0.money($0.charged.uncollectedMinor) },
      .list("explanation", Shapes.step, "Why the amount is what it is.") { $0.charged.explanation.steps },
    ])

  static let service = Shape<ServiceDocument>(
    "ChargedServiceAnswer", "What one service is answered with.",
    [
      .number("ratingGroup") { Int($0.service.ratingGroup) }, .text("service") { $0.service.service },
      .choice("result", results) { $0.service.result.word }, .number("code", "The same by the numbers of RFC 8506.") { $0.service.result.rawValue },
      .textIfAny("unit", "What units are.") { $0.service.unit?.text }, .numberIfAny("granted", "Units that may be used now.") { $0.service.granted.map { Int($0) } },
      .numberIfAny("validitySeconds", "For how long.") { $0.service.validitySeconds.map { Int($0) } },
      .flag("final", "Nothing more will be granted after them.") { $0.service.isFinal },
      .textIfAny("finalAction", "What the network does then: `terminate`, `redirect:ADDRESS`, `restrict:FILTER`.") { $0.service.isFinal ? $0.service.finalAction.text : nil },
      .objectIfAny("charged", charge, "What was taken, or would be.") { document in
        document.currency.flatMap { currency in document.service.charged.map { ChargeDocument(charged: $0, currency: currency) } }
      },
      .textIfAny("reason", "Why it was refused; beside the price of a quote, what would keep it from being used.") { $0.service.reason ?? $0.service.result.meaning },
    ])

  static let answer = Shape<ChargingAnswer>(
    "ChargingAnswer", "What was decided.",
    [
      .choice("result", results, ChargingShapes.ofTheRequest) { $0.result.word }, .number("code", "The same by the numbers of RFC 8506.") { $0.result.rawValue },
      .list("services", service) { answer in answer.services.map { ServiceDocument(service: $0, currency: answer.available?.currency) } },
      .textIfAny("currency") { $0.available?.currency.code }, .decimalIfAny("available", "Money that may still be spent, credit included.") { $0.available?.exact },
      .textIfAny("reason", "Why it was refused.") { $0.words },
    ])

  /// A line of a statement.
  static let statementLine = Shape<(charge: StoredCharge, currency: Currency)>(
    "StatementLine", "What was charged, and when.",
    [
      .number("request", "Its number.") { Int($0.charge.request) }, .text("session") { $0.charge.session }, .number("number") { Int($0.charge.number) },
      .text("kind") { $0.charge.kind }, .instant("at", "When it was used.") { $0.charge.at },
      .instant("bookedAt", "When the balance moved, by which a statement chooses.") { $0.charge.bookedAt }, .text("subscription") { $0.charge.subscription },
      .text("service") { $0.charge.charged.service }, .textIfAny("destination") { $0.charge.charged.destination },
      .object("charged", charge) { ChargeDocument(charged: $0.charge.charged, currency: $0.currency) },
    ])

  static let session = Shape<LiveSession>(
    "ChargingSession", "Something being used.",
    [
      .text("session") { $0.session.reference }, .text("balance") { $0.balanceReference }, .text("subscription") { $0.subscriptionReference },
      .instant("begunAt") { $0.session.begunAt }, .instant("validUntil", "Whoever is not heard of by then is taken for gone.") { $0.session.validUntil },
      .list("services", part) { $0.session.services },
    ])

  private static let part = Shape<SessionService>(
    "ChargingSessionService", "One service of a session.",
    [
      .number("ratingGroup") { Int($0.ratingGroup) }, .text("service") { $0.service }, .number("used") { Int($0.used) }, .number("granted") { Int($0.granted) },
      .instant("grantedUntil") { $0.grantedUntil }, .flag("final") { $0.isFinal },
    ])
}
