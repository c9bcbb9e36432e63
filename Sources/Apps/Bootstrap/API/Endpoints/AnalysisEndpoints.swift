import HTTPAPI
import Invoicing
import Operations
import Parties
import Primitives
import Store

extension FlorinAPI {
  /// Pricing again, simulating, verifying.
  var analysisEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/v1/reratings/differences", chapter: "Analysis", name: "findRatingDifferences", "Tell what closed bills would differ by if priced again", about: "Books nothing. Lists the first thousand accounts that differ.",
        body: .init(.object(Bodies.rerating), example: #"{"from": "2026-01-01", "until": "2026-02-01"}"#), answers: [.json(FlorinAPI.rerated.schema, "Every difference, and its reasons.")],
        for: Who.analysis, work: .long { request in
          var accounts: [ReratedAccount] = []
          let totals = try await Reratings(installation, clock: installation.clock).differences(try FlorinAPI.rerating(request.body)) { FlorinAPI.keep($0, in: &accounts) }
          return .json(Rerated(totals: totals, accounts: accounts), FlorinAPI.rerated, request)
        }),
      Endpoint(
        .post, "/v1/reratings", chapter: "Analysis", name: "bookRerating", "Price closed bills again and book every difference",
        about: "The differences stand on the accounts' next invoices. What is booked does not differ any more.",
        body: .init(.object(Bodies.rerating), example: #"{"from": "2026-01-01", "until": "2026-02-01"}"#), answers: [.json(FlorinAPI.rerated.schema, status: 201, "What was booked.")],
        for: Who.billing, work: .longWriting { request in
          var accounts: [ReratedAccount] = []
          let booked = try await Reratings(installation, clock: installation.clock).book(try FlorinAPI.rerating(request.body), key: request.commandKey) { FlorinAPI.keep($0, in: &accounts) }
          return .json(Rerated(totals: booked.totals, accounts: accounts, booked: booked.rerating), FlorinAPI.rerated, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/simulations", chapter: "Analysis", name: "simulatePrices", "Try new prices on what was billed", about: "Nothing is written.",
        body: .init(
          .object(Bodies.simulation), example: #"{"files": [{"name": "catalog.yaml", "content": "catalog: draft"}], "from": "2026-01-01", "until": "2026-02-01"}"#, maximumBytes: 16 << 20),
        answers: [.json(FlorinAPI.simulation.schema, "Who would pay what.")],
        for: Who.analysis, work: .long { request in
          var reader = SourceReader(request.body)
          let asked = Simulations.Request(catalog: "draft", over: try FlorinAPI.period(request.body), segment: reader.optionalText("segment"), pricedOn: FlorinAPI.day("pricedOn", request.body))
          let draft = try CatalogReader.ofThisMachine().read(FlorinAPI.source(request.body))
          return .json(try await Simulations(installation)(asked, written: draft).report, FlorinAPI.simulation, request)
        }),
      Endpoint(
        .post, "/v1/verification", chapter: "Analysis", name: "verify", "Prove the books from the facts",
        about: "The chain of facts, sums, balances, sequences, projections and, with `rebill`, every invoice computed once more. Lists the first thousand findings.",
        body: .init(.object(ObjectSchema("NewVerification", "How far to go.", [.optional("rebill", .flag, "Compute every invoice again; true when left out.")])), example: "{}"),
        answers: [.json(FlorinAPI.verification.schema, "What was looked at, and what was found.")],
        for: Who.proof, work: .readingSlowly { request in
          var findings: [Finding] = []
          var reader = SourceReader(request.body)
          let outcomes = try Verification(installation)(rebill: reader.optionalFlag("rebill") ?? true, { if findings.count < 1000 { findings.append($0) } })
          return .json(Verified(outcomes: outcomes, findings: findings), FlorinAPI.verification, request)
        }),
    ]
  }

  // MARK: pricing again

  private struct Rerated: Sendable {
    var totals: RerateTotals
    var accounts: [ReratedAccount]
    var booked: ReratingID?
  }

  private static func keep(_ account: ReratedAccount, in accounts: inout [ReratedAccount]) {
    if case .differs(let lines, _) = account.result, !lines.isEmpty, accounts.count < 1000 { accounts.append(account) }
  }

  private static func rerating(_ body: SourceNode) throws -> Reratings.Request {
    var reader = SourceReader(body)
    let scope = AccountScope(
      segment: reader.optionalText("segment"), account: reader.optionalText("account"), offering: reader.optionalText("offering").map { OfferingCode($0) })
    return Reratings.Request(period: try period(body), scope: scope)
  }

  private static func period(_ body: SourceNode) throws -> ServicePeriod {
    guard let from = day("from", body), let until = day("until", body), from < until else {
      throw Rejection(Problem(.wrongPeriod, path: "until", "the period ends before it begins", remedy: "let `until` be a later day than `from`"))
    }
    return ServicePeriod(start: from, end: until)
  }

  private static let reratedTotal = Shape<RerateTotals.InCurrency>(
    "RerateTotal", "The differences in one currency.",
    [
      .text("currency") { $0.currency.code }, .number("accounts") { $0.accounts }, .number("lines") { $0.lines }, .decimal("more", "What accounts have to pay more.") { $0.more },
      .decimal("less", "What they have to pay less; negative.") { $0.less }, .decimal("difference") { $0.difference },
    ])

  private static let reratedLine = Shape<Valued<ReratedLine>>(
    "RerateLine", "One thing that differs.",
    [
      .text("price", "The price's code.") { $0.value.difference.key.price.text }, .object("period", Shapes.period) { $0.value.difference.key.period },
      .money("billed") { $0.money($0.value.difference.before.amountMinor) }, .money("pricedAgain") { $0.money($0.value.difference.after.amountMinor) },
      .money("difference") { $0.money($0.value.difference.amountMinor) },
      .init("reasons", .map(.anyOfType("string")), "What each reason makes of the difference.") { line, _, name, json in
        json.key(name)
        json.object { for part in line.value.reasons { $0.field(named: part.reason.rawValue, line.money(part.amountMinor).exact) } }
      },
    ])

  private static let reratedAccount = Shape<ReratedAccount>(
    "RerateAccount", "An account whose bills differ.",
    [
      .text("account") { $0.account.reference }, .text("currency") { $0.account.currency.code },
      .list("lines", reratedLine) { account in
        guard case .differs(let lines, _) = account.result else { return [] }
        return lines.map { Valued(value: $0, currency: account.account.currency) }
      },
    ])

  private static let notPriced = Shape<NotPricedCounts.Reason>(
    "NotPriced", "Accounts that could not be priced for one reason; they are left as they are.",
    [.text("code") { $0.code }, .text("message") { $0.message }, .number("accounts") { $0.accounts }, .texts("examples") { $0.examples.map(\.reference) }])

  private static let rerated = Shape<Rerated>(
    "Rerating", "Closed bills priced again.",
    [
      .numberIfAny("rerating", "Its number, when something was booked.") { $0.booked.map { Int($0.rawValue) } }, .number("accountsPricedAgain") { $0.totals.accounts },
      .number("accountsDiffering") { $0.totals.differingAccounts }, .list("totals", reratedTotal) { $0.totals.currencies }, .list("accounts", reratedAccount) { $0.accounts },
      .list("notPriced", notPriced) { $0.totals.notPriced.reasons },
    ])

  // MARK: simulating

  private static let change = Shape<CurrencyReport.Change>(
    "AmountChange", "An amount as published, and under the draft.", [.decimal("before") { $0.before }, .decimal("after") { $0.after }, .decimal("difference") { $0.difference }])

  private static let offeringRevenue = Shape<CurrencyReport.OfferingRevenue>(
    "OfferingRevenue", "Net revenue of one offering.", [.textIfAny("offering", "Missing for discounts and charges on the account itself.") { $0.offering?.text }, .object("net", change) { $0.net }, .number("accounts") { $0.accounts }])

  private static let band = Shape<CurrencyReport.Band>(
    "ChangeBand", "Accounts by how much their bills change.",
    [
      .numberIfAny("fromPercent") { $0.band.percent.from }, .numberIfAny("toPercent") { $0.band.percent.to }, .number("accounts") { $0.accounts }, .decimal("difference", "Gross.") { $0.difference },
    ])

  private static let affected = Shape<Valued<CurrencyReport.Affected>>(
    "AffectedAccount", "An account with what changes.",
    [.text("account") { $0.value.reference }, .money("before", "Gross.") { $0.money($0.value.beforeMinor) }, .money("after", "Gross.") { $0.money($0.value.afterMinor) }])

  private static let currencyReport = Shape<CurrencyReport>(
    "SimulationTotal", "The part of a simulation in one currency.",
    [
      .text("currency") { $0.currency.code }, .number("accounts") { $0.accounts }, .number("winners", "Accounts that would pay less.") { $0.winners },
      .number("losers", "Accounts that would pay more.") { $0.losers }, .object("net", change) { $0.net }, .object("gross", change, "With tax: what customers pay.") { $0.gross },
      .list("offerings", offeringRevenue) { $0.offerings }, .list("bands", band) { $0.bands },
      .list("mostAffected", affected) { report in report.mostAffected.map { Valued(value: $0, currency: report.currency) } },
    ])

  private static let simulation = Shape<SimulationReport>(
    "Simulation", "What a draft would have made of the bills.",
    [
      .number("accounts") { $0.accounts }, .number("bills") { $0.bills }, .flag("changesNothing") { $0.changesNothing }, .list("currencies", currencyReport) { $0.currencies },
      .list("notPriced", notPriced) { $0.notPriced.reasons },
    ])

  // MARK: verifying

  private struct Verified: Sendable {
    var outcomes: [Verify.Outcome]
    var findings: [Finding]
  }

  private static let verification = Shape<Verified>(
    "Verification", "What was looked at, and what was found.",
    [
      .flag("ok") { $0.outcomes.allSatisfy { $0.findings == 0 } },
      .list("checks", Shape<Verify.Outcome>("VerifiedLaw", "One law.", [.text("check") { $0.check }, .number("examined") { $0.examined }, .number("findings") { $0.findings }])) { $0.outcomes },
      .list("findings", Shape<Finding>("Finding", "A law that is broken, and where.", [.text("law") { $0.law }, .text("subject") { $0.subject }, .text("message") { $0.message }])) { $0.findings },
    ])
}
