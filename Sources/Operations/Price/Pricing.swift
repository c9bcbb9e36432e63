import Catalog
import Primitives
import Rating
import Usage

/// Short ways from a scenario's numbers to the rating engine; nothing is priced here.
enum Pricing {
  /// Where scenarios without a date happen: a period of one ordinary month, in UTC.
  static let month = ServicePeriod(start: Day(number: 20_454), end: Day(number: 20_485))

  static func rater(
    _ form: PriceForm, adjustments: [Adjustment] = [], meter: Meter? = nil, perEvent: Bool = false,
    context: PriceContext = PriceContext()
  ) throws(Rejection) -> PriceRater {
    try PriceRater(
      PriceVersion(effective: EffectivePeriod(from: Day(number: 0)), currency: .eur, form: form, adjustments: adjustments),
      meter: meter, perEvent: perEvent, context: context)
  }

  static func exact(
    _ form: PriceForm, _ quantity: Exact, adjustments: [Adjustment] = [], alreadyBilled: AlreadyBilled? = nil,
    isLastPart: Bool = true
  ) throws(Rejection) -> ExactPrice {
    try rater(form, adjustments: adjustments).exact(
      RatingRequest(quantity: quantity, period: month, alreadyBilled: alreadyBilled, isLastPart: isLastPart))
  }

  /// Events priced one after the other; `unit: s` makes their quantity a length of time.
  static func events(
    _ form: PriceForm, _ usage: [MeteredUsage], meter: Meter, perEvent: Bool = true, allowances: [AllowanceBucket] = [],
    period: ServicePeriod = month, context: PriceContext = PriceContext()
  ) throws(Rejection) -> ExactPrice {
    try rater(form, meter: meter, perEvent: perEvent, context: context).exact(
      RatingRequest(quantity: .zero, usage: usage, period: period, allowances: allowances))
  }

  static func meter(_ aggregation: Meter.Aggregation = .sum, unit: String = "unit") -> Meter {
    Meter(
      code: "scenario", name: "", eventType: "usage", unit: unit, aggregation: aggregation, uniqueField: "id", bucketSeconds: 3600,
      operationField: "operation")
  }

  /// One event a second from the start of the ordinary month, in the order given.
  static func inOrder(_ quantities: [Exact]) -> [MeteredUsage] {
    let start = Instant(seconds: Int64(month.start.number) * 86_400)
    return quantities.enumerated().map { index, quantity in
      MeteredUsage(event: Int64(index), at: start.adding(seconds: Int64(index)), quantity: quantity)
    }
  }

  /// Minor units, two decimals, half up; refused when the amount does not fit.
  static func minor(_ amount: Exact) throws(Rejection) -> Int64 {
    if let minor = amount.minorUnits(digits: 2, mode: .halfUp) { return minor }
    throw Rejection(
      Problem(.amountTooLarge, "the amount \(amount) does not fit a booked amount", remedy: "check the quantity and the price"))
  }
}
