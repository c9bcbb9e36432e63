import Balances
import Charging
import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  var chargingEndpoints: [Endpoint] {
    [
      asking(
        "reserve", "reserveUnits", "Reserve units", "Begins a session, or asks for more in it.", Bodies.reserve,
        #"{"session": "s-1", "subject": "600100100", "services": [{"service": "data", "ratingGroup": 10, "requested": 10000000}]}"#, as: .initial),
      asking(
        "commit", "commitUnits", "Commit what was used", "Takes what was used, and grants more where that is asked for.", Bodies.commit,
        #"{"session": "s-1", "number": 1, "subject": "600100100", "services": [{"service": "data", "ratingGroup": 10, "used": 8000000, "requested": 10000000}]}"#,
        as: .update),
      asking(
        "release", "releaseSession", "End a session", "Takes what was used last, and lets the rest go.", Bodies.releaseSession,
        #"{"session": "s-1", "number": 2, "subject": "600100100", "services": [{"service": "data", "ratingGroup": 10, "used": 500000}]}"#, as: .terminate),
      asking(
        "debit", "debitUnits", "Take at once", "For what happens once: taken whole, or not at all.", Bodies.debit,
        #"{"id": "sms-1", "subject": "600100100", "services": [{"service": "data", "units": 1000000}]}"#, as: .debit),
      asking(
        "refund", "refundDebit", "Give a debit back", "Whole, once, to the buckets it came from.", Bodies.refund,
        #"{"id": "sms-1-back", "debit": "sms-1", "subject": "600100100"}"#, as: .refund),
      asking(
        "quote", "quoteUnits", "Ask what something would cost", "Nothing is taken or set aside. The price is told whether there is so much or not: `uncollected` says what of it is missing, `reason` what would keep it from being used.", Bodies.quotedUnits,
        #"{"subject": "600100100", "services": [{"service": "data", "units": 1000000}]}"#, as: .quote),
      Endpoint(
        .get, "/v1/charging/sessions", chapter: "Charging", name: "listChargingSessions", "List sessions going on", about: "Those that end first first; at most ten thousand.",
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(ChargingShapes.session), "Sessions.")],
        for: Who.billing, work: .reading { request in
          let sessions = try store.openSessions(limit: 10_000)
          return .page(PageOf(ofAll: sessions, after: try request.after(), limit: request.limit), ChargingShapes.session, request)
        }),
      Endpoint(
        .get, "/v1/balances/{balance}/charges", chapter: "Balances", name: "listBalanceCharges", "List what was charged",
        about: "The statement of a balance: each use once, with its price and the reason of every amount. Uses are chosen by when they were booked, as balances move then; `at` says when they were used.",
        parameters: [
          .path("balance", "The balance's reference."), .query("from", .instant, "Booked from this instant on; all when left out."),
          .query("until", .instant, "Booked before this instant."),
        ] + Endpoint.Parameter.paging,
        answers: [.json(.page(ChargingShapes.statementLine), "Charges.")],
        for: Who.accounts, work: .reading { request in
          let stored = try balance(request)
          let from = request.text("from").flatMap { Instant($0) } ?? Instant(microseconds: .min)
          let until = request.text("until").flatMap { Instant($0) } ?? Instant(microseconds: .max)
          // Charges of one request stay together.
          let read = try store.chargePage(of: stored.balance.id, from: from, until: until, after: try request.after(), limit: request.limit)
          let page = PageOf(read.charges.map { (charge: $0, currency: stored.balance.currency) }, next: read.next)
          return .page(page, ChargingShapes.statementLine, request)
        }),
    ]
  }

  private func asking(
    _ path: String, _ name: String, _ summary: String, _ about: String, _ body: ObjectSchema, _ example: String, as kind: ChargingRequest.Kind
  ) -> Endpoint {
    let names = kind == .quote ? "" : " No `Idempotency-Key`: \(kind == .debit || kind == .refund ? "`id` names it" : "`session` and `number` name it"), and the same again is answered as before."
    return Endpoint(
      .post, "/v1/charging/\(path)", chapter: "Charging", name: name, summary,
      about: about + " Refusals are results, not errors: `credit-limit-reached`, `user-unknown`." + names, body: .init(.object(body), example: example),
      answers: [.json(ChargingShapes.answer.schema, "What was decided; durable before it is told.")], for: Who.billing,
      work: .queued { request, told in
        do throws(Rejection) {
          let asked = try FlorinAPI.chargingRequest(request.body, kind, now: installation.clock.now())
          charging.answer(asked) { outcome in
            told { .json(try outcome.noted().get(), ChargingShapes.answer, request) }
          }
        } catch {
          told { throw error }
        }
      }
    ).hot()
  }

  /// A clock that runs ahead by no more than this is not believed, and nothing is said of it.
  private static let aheadSeconds: Int64 = 60

  /// A checked body as a request.
  ///
  /// - Throws: `Rejection` for what only the present can say: what balances and prices will be is not known.
  static func chargingRequest(_ body: SourceNode, _ kind: ChargingRequest.Kind, now: @autoclosure () -> Instant) throws(Rejection) -> ChargingRequest {
    if kind == .quote, let at = body["at"], let instant = body.text("at").flatMap({ Instant($0) }), instant > now().adding(seconds: aheadSeconds) {
      throw Rejection(
        Problem(
          .wrongValue, at: at.place, path: at.path, "\(instant) has not come yet: what there will be by then to pay with is not known",
          remedy: "leave `at` out for what it costs now, or ask for an instant that has passed"))
    }
    let services = body.items("services").map { service in
      var attributes: [String: String] = [:]
      if case .map(let entries)? = service["attributes"]?.content { for (key, value) in entries { attributes[key] = value.text } }
      return ServiceUnits(
        ratingGroup: service.number("ratingGroup") ?? 0, service: service.text("service") ?? "", destination: service.text("destination"), attributes: attributes,
        requested: service.number("requested") ?? (kind == .update || kind == .terminate ? 0 : nil),
        used: service.number("used") ?? (kind == .debit || kind == .quote ? service.number("units") ?? 1 : 0))
    }
    return ChargingRequest(
      session: body.text("session") ?? body.text("id") ?? "", number: body.number("number") ?? 0, kind: kind, subject: body.text("subject") ?? "",
      at: body.text("at").flatMap { Instant($0) } ?? now(), services: services, refunds: body.text("debit"))
  }
}

/// Fields of what was checked against its schema before.
extension SourceNode {
  fileprivate var text: String? { if case .scalar(let text, _) = content { text } else { nil } }

  fileprivate func text(_ key: String) -> String? { self[key]?.text }

  fileprivate func items(_ key: String) -> [SourceNode] { if case .list(let items)? = self[key]?.content { items } else { [] } }

  /// A whole number, however JSON writes it.
  fileprivate func number(_ key: String) -> Int64? {
    guard let text = text(key) else { return nil }
    if let number = Int64(text) { return number }
    var reader = SourceReader(self)
    return reader.optionalInteger(key).map { Int64($0) }
  }
}
