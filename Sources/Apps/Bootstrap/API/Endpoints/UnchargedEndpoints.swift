import Charging
import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  /// What networks told was used and what waits to be charged, or was given up.
  var unchargedEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/charging/uncharged", chapter: "Charging", name: "listUnchargedUses", "List what could not be charged",
        about: """
          What networks told was used in sessions, with the reason why it could not be charged: the services of which something still \
          waits; in the order of sessions, at most ten thousand.
          """,
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(FlorinAPI.unchargedUse), "Uses that wait.")],
        for: Who.billing, work: .reading { request in
          .page(PageOf(ofAll: try store.uncharged(limit: 10_000), after: try request.after(), limit: request.limit), FlorinAPI.unchargedUse, request)
        }),
      Endpoint(
        .post, "/v1/charging/uncharged/attempts", chapter: "Charging", name: "chargeUnchargedUses", "Charge what could not be charged",
        about: """
          As of when it was used, as far as it can be charged by now: after somebody put right what was wrong. What still cannot be charged waits on. \
          When the database does not answer for ten seconds meanwhile, the answer is 503: what was charged by then stays charged, and the same \
          request again goes on.
          """,
        body: .init(.object(ObjectSchema("ChargeUncharged", "Nothing has to be said.", [])), example: "{}"),
        answers: [.json(FlorinAPI.unchargedAttempt.schema, "What came of it.")],
        for: Who.billing, work: .longWriting { request in
          let charged = try await charging.line.chargeUncharged()
          return .json(UnchargedAttempt(charged: charged, waiting: try store.unchargedCount()), FlorinAPI.unchargedAttempt, request)
        }),
      Endpoint(
        .post, "/v1/charging/uncharged/{session}/give-up", chapter: "Charging", name: "giveUpUnchargedUse", "Give up what could not be charged",
        about: """
          For good, where nobody can ever be charged: it waits no more. What it was, why, and who gave it up stays written down. What the network \
          tells of the session later is charged as far as it goes beyond that. Where several sessions wait under the name, `number` says which \
          (`charging.several-wait`, 409).
          """,
        parameters: [.path("session", .text(.plain.within(1...2_000)), "The session's name, with what is no letter or digit in percent form: `radius%3Alab%2Fbras-1%2F4D2B-79`.")],
        body: .init(.object(Bodies.giveUp), example: #"{"reason": "a test line, nobody's"}"#),
        answers: [.json(FlorinAPI.givenUpUse.schema, status: 201, "What was given up.")],
        for: Who.billing, work: .longWriting { request in
          var reader = SourceReader(request.body)
          let order = GiveUpUse(
            session: request.text("session") ?? "", number: reader.integer("number").map { Int64($0) }, reason: reader.text("reason") ?? "", by: who(request), key: request.commandKey)
          return .json(try await charging.line.giveUp(order), FlorinAPI.givenUpUse, request, status: 201)
        }),
      Endpoint(
        .get, "/v1/charging/given-up", chapter: "Charging", name: "listGivenUpUses", "List what was given up",
        about: "What could not be charged and waits no more, with who gave it up and why; the newest first.",
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(FlorinAPI.givenUpUse), "Uses that were given up.")],
        for: Who.billing, work: .reading { request in
          let before = try request.after()
          let read = try store.givenUp(before: before == 0 ? nil : before, limit: request.limit + 1)
          return .page(PageOf(read, limit: request.limit) { $0.id }, FlorinAPI.givenUpUse, request)
        }),
    ]
  }

  private struct UnchargedAttempt: Sendable {
    var charged: Int
    var waiting: Int
  }

  private static let unchargedAttempt = Shape<UnchargedAttempt>(
    "UnchargedAttempt", "What came of charging what waited.",
    [.number("charged", "Sessions that were charged.") { $0.charged }, .number("waiting", "Sessions that wait on.") { $0.waiting }])

  private static let unchargedService = Shape<ServiceUnits>(
    "UnchargedService", "A service of which something waits.",
    [
      .number("ratingGroup") { Int($0.ratingGroup) }, .text("service") { $0.service }, .textIfAny("destination") { $0.destination },
      .number("used", "All that was used in the session, as it was told.") { Int($0.used) },
    ])

  private static let givenUpService = Shape<GivenUpUnits>(
    "GivenUpService", "Units of a service that were given up.",
    [
      .number("ratingGroup") { Int($0.ratingGroup) }, .text("service") { $0.service }, .textIfAny("destination") { $0.destination },
      .number("used", "All that was used in the session, as it was told.") { Int($0.used) }, .number("givenUp", "What of it was given up.") { Int($0.units) },
    ])

  private static let givenUpUse = Shape<GivenUpUse>(
    "GivenUpUse", "What was used in a session, could not be charged, and will not be.",
    [
      .number("number") { Int($0.id) }, .text("session") { $0.session }, .text("subject") { $0.subject }, .instant("usedAt") { $0.usedAt },
      .instant("notedAt", "When it was told.") { $0.notedAt }, .choice("result", ChargingShapes.results) { $0.result.word },
      .textIfAny("obstacle", "Why it could not be charged.") { $0.obstacle ?? $0.result.meaning }, .list("services", givenUpService) { $0.services },
      .text("reason", "Why it was given up.") { $0.reason }, .text("by", "Who gave it up.") { $0.givenUpBy }, .instant("givenUpAt") { $0.givenUpAt },
    ])

  private static let unchargedUse = Shape<UnchargedUse>(
    "UnchargedUse", "What was used in a session and could not be charged.",
    [
      .number("number", "Tells it from others that wait under the same name; never given again.") { Int($0.number) }, .text("session") { $0.request.session },
      .text("subject") { $0.request.subject }, .instant("usedAt") { $0.request.at },
      .instant("notedAt", "When it was told.") { $0.notedAt }, .choice("result", ChargingShapes.results) { $0.result.word },
      .textIfAny("reason", "Why it could not be charged.") { $0.reason ?? $0.result.meaning }, .list("services", unchargedService) { $0.request.services },
    ])
}
