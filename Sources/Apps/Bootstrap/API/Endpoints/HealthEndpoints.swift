import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  /// What `/health/…` answers.
  private struct Health: Sendable {
    var status: String
    var catalogVersion: Int64?
    var sealing: SealingStanding?
  }

  private static let health = Shape<Health>(
    "Health", "How the service is.",
    [
      .text("status", "`live` or `ready`.") { $0.status },
      .numberIfAny("catalogVersion", "The newest published catalog; missing before the first one.") { $0.catalogVersion.map(Int.init) },
      .textIfAny("archiveSealing", "`current`, or `late` when days wait to be sealed for more than an hour; missing where none are sealed by themselves.") {
        $0.sealing.map { $0.secondsLate == 0 ? "current" : "late" }
      },
    ])

  var healthEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/health/live", chapter: "Service", name: "readLiveness", "Whether the process works",
        about: "Answers without looking at the database. Restart the process when it does not answer.",
        answers: [.json(FlorinAPI.health.schema, "It works.")], for: .open, work: .plain { .json(Health(status: "live"), FlorinAPI.health, $0) }),
      Endpoint(
        .get, "/health/ready", chapter: "Service", name: "readReadiness", "Whether requests can be answered",
        about: """
          Reads from the database, and begins a write that it gives up, at most once a second; when a write failed because the disk took none, tries \
          whether it takes one again. Send requests elsewhere while it answers 503: with `database.full` and `database.unwritable` (a standby, a lock \
          that somebody has held for ten seconds) only writes fail.
          """,
        answers: [.json(FlorinAPI.health.schema, "Requests can be answered.")],
        for: .open, work: .reading { [installation, store = installation.store] request in
          try store.requireSpace()
          try store.requireWrites()
          return .json(
            Health(status: "ready", catalogVersion: try store.newestCatalog()?.id.rawValue, sealing: try? SealingStanding(installation)), FlorinAPI.health, request)
        }),
    ]
  }
}
