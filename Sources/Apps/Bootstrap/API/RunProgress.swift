import HTTPAPI
import Operations
import Primitives

/// Tells how far a bill run has come, as server-sent events, from what it has recorded.
struct RunProgress: Sendable {
  /// Reads what is recorded of the run.
  let read: @Sendable () async throws -> BillRunReport
  /// Whether what keeps it from being read may be over soon.
  let passes: @Sendable (any Error) -> Bool
  var pause = Duration.milliseconds(250)
  /// How long it may not be readable; a run waits for the database as well.
  var patience = Duration.seconds(600)

  /// Tells until the run is over, what keeps it from being read stays, or the task is cancelled.
  func follow(_ tell: (_ event: [UInt8]) -> Void) async {
    var told = -1
    var trouble = Backoff()
    var unreadableSince: ContinuousClock.Instant?
    while !Task.isCancelled {
      do {
        let report = try await read()
        (unreadableSince, trouble) = (nil, Backoff())
        let done = report.accounts - report.pending
        if report.run.finishedAt != nil || report.pending == 0 && done > 0 && told == done {
          return tell(RunProgress.event("report", Shapes.runReport.bytes(report)))
        }
        if done != told {
          told = done
          tell(RunProgress.event("progress", Array("{\"done\":\(done),\"total\":\(report.accounts)}".utf8)))
        }
        try? await Task.sleep(for: pause)
      } catch {
        if Task.isCancelled { return }
        let since = unreadableSince ?? .now
        unreadableSince = since
        guard passes(error), .now - since < patience else {
          return tell(RunProgress.event("fault", Array(#"{"code":"http.fault","message":"how far the run has come cannot be read; ask again later"}"#.utf8)))
        }
        tell(Array(": the database cannot be read at this moment; this goes on by itself\n\n".utf8))
        try? await Task.sleep(for: trouble.next())
      }
    }
  }

  /// One server-sent event; the data has no line ends in it.
  private static func event(_ name: String, _ data: [UInt8]) -> [UInt8] { Array("event: \(name)\ndata: ".utf8) + data + Array("\n\n".utf8) }
}
