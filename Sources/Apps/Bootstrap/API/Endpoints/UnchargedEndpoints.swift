import Charging
import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  /// What networks told was used and what waits to be charged.
  var unchargedEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/charging/uncharged", chapter: "Charging", name: "listUnchargedUses", "List what could not be charged",
        about: "What networks told was used in sessions that are over, with the reason why it could not be charged; in the order of sessions, at most ten thousand.",
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(FlorinAPI.unchargedUse), "Uses that wait.")],
        for: Who.billing, work: .reading { request in
          .page(PageOf(ofAll: try store.uncharged(limit: 10_000), after: try request.after(), limit: request.limit), FlorinAPI.unchargedUse, request)
        }),
      Endpoint(
        .post, "/v1/charging/uncharged/attempts", chapter: "Charging", name: "chargeUnchargedUses", "Charge what could not be charged",
        about: "As of when it was used, as far as it can be charged by now: after somebody put right what was wrong. What still cannot be charged waits on.",
        body: .init(.object(ObjectSchema("ChargeUncharged", "Nothing has to be said.", [])), example: "{}"),
        answers: [.json(FlorinAPI.unchargedAttempt.schema, "What came of it.")],
        for: Who.billing, work: .longWriting { request in
          let charged = try await charging.line.chargeUncharged()
          return .json(UnchargedAttempt(charged: charged, waiting: try store.unchargedCount()), FlorinAPI.unchargedAttempt, request)
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
    "UnchargedService", "Units that were used.",
    [.number("ratingGroup") { Int($0.ratingGroup) }, .text("service") { $0.service }, .textIfAny("destination") { $0.destination }, .number("used") { Int($0.used) }])

  private static let unchargedUse = Shape<UnchargedUse>(
    "UnchargedUse", "What was used in a session and could not be charged.",
    [
      .text("session") { $0.request.session }, .text("subject") { $0.request.subject }, .instant("usedAt") { $0.request.at },
      .instant("notedAt", "When it was told.") { $0.notedAt }, .choice("result", ChargingShapes.results) { $0.result.word },
      .textIfAny("reason", "Why it could not be charged.") { $0.reason ?? $0.result.meaning }, .list("services", unchargedService) { $0.request.services },
    ])
}
