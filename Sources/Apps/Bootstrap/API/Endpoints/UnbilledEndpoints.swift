import HTTPAPI
import Invoicing
import Operations
import Parties
import Primitives
import Store

extension FlorinAPI {
  var unbilledEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/accounts/{account}/unbilled", chapter: "Usage", name: "readUnbilled", "Read what an account used and was not billed for",
        about: """
          The bill as it would be if everything before the end of the current cycle were billed now, every amount explained, and a \
          forecast to the end of the cycle: usage so far, times the days of its period by the days elapsed. Nothing is booked.
          """,
        parameters: [
          .path("account", "The account's reference."), .query("through", .day, "First day that is not looked at; the end of the current cycle when left out."),
        ],
        answers: [.json(FlorinAPI.unbilled.schema, "The bill so far.")],
        for: Who.accounts, work: .reading { request in
          let account = try account(request.text("account"), request)
          let preview = try BillRuns(installation).preview(account, through: request.day("through"))
          var answer = Unbilled(account: account.reference, through: preview.through, state: "nothing")
          switch preview.outcome {
          case .nothing: break
          case .held(let reasons): (answer.state, answer.reasons) = ("held", reasons)
          case .bill(let invoice):
            let zone = Zones.zone(account.zoneName) ?? .utc
            answer.state = "bill"
            answer.bill = try document(invoice, accounts: preview.accounts, subscriptions: preview.subscriptions)
            answer.forecast = BillForecast(invoice, today: zone.day(of: installation.clock.now()))
          }
          return .json(answer, FlorinAPI.unbilled, request)
        }).hot()
    ]
  }

  private struct Unbilled: Sendable {
    var account: String
    var through: Day
    var state: String
    var bill: InvoiceDocument?
    var forecast: BillForecast?
    var reasons: [HoldReason] = []
  }

  private static let forecastLine = Shape<Valued<BillForecast.Line>>(
    "ForecastLine", "A usage line as it is, and as it is expected.",
    [
      .number("number", "Of the line.") { $0.value.number }, .money("net", "So far.") { $0.money($0.value.netMinor) },
      .money("expectedNet", "At the end of its period.") { $0.money($0.value.expectedNetMinor) }, .number("elapsedDays") { $0.value.elapsedDays },
      .number("days", "Of its period.") { $0.value.days },
    ])

  private static let forecast = Shape<BillForecast>(
    "Forecast", "What the bill will come to when usage goes on as it did.",
    [
      .list("lines", forecastLine, "Usage lines only; every other line stands as it is.") { forecast in
        forecast.lines.map { Valued(value: $0, currency: forecast.currency) }
      }, .money("net") { Money(amountMinor: $0.netMinor, currency: $0.currency) },
      .money("tax") { Money(amountMinor: $0.taxMinor, currency: $0.currency) }, .money("gross") { Money(amountMinor: $0.grossMinor, currency: $0.currency) },
    ])

  private static let unbilled = Shape<Unbilled>(
    "Unbilled", "The bill of an account so far.",
    [
      .text("account") { $0.account }, .day("through", "First day that was not looked at.") { $0.through },
      .choice("state", ["bill", "nothing", "held"], "`held`: the facts allow no bill, for the reasons given.") { $0.state },
      .objectIfAny("bill", Shapes.invoice, "As it would be issued, without a number.") { $0.bill }, .objectIfAny("forecast", forecast) { $0.forecast },
      .list("reasons", Shapes.holdReason) { $0.reasons },
    ])
}
