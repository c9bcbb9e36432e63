import Archiving
import Operations
import Primitives
import Store

extension Service {
  /// Seals the archive's days by themselves, as its `archive.yaml` says.
  ///
  /// Looks once a minute, so that whichever node is up seals, a clock that jumps is no matter, and what failed is tried again.
  /// Several nodes may do so at once: each day has one seal.
  static func sealDaily(_ installation: Installation, everySeconds: Int64 = 60) async {
    var failures = 0
    while !Task.isCancelled {
      do {
        if let outcome = try await sealWhatIsDue(installation), !outcome.sealed.isEmpty || !outcome.stamped.isEmpty {
          tell("the archive was sealed: \(outcome.sealed.count) seals, \(outcome.stamped.count) time stamps", fault: nil)
        }
        failures = 0
      } catch {
        failures += 1
        // Once when it begins, then every hour; the metrics tell how late it is.
        if failures % 60 == 1 { tell("the archive could not be sealed or stamped; it is tried again", fault: "\(error)") }
      }
      try? await Task.sleep(for: .seconds(everySeconds))
    }
  }

  /// - Returns: `nil` when nothing is scheduled or due.
  static func sealWhatIsDue(_ installation: Installation) async throws -> SealDays.Outcome? {
    let archive = Archive(installation)
    let settings = try archive.settings()
    guard let schedule = settings.sealing else { return nil }
    let backlog = try installation.store.backlog()
    let wantsStamps = settings.timeStamps != nil && backlog.unstamped > 0
    guard wantsStamps || schedule.isDue(backlog.oldestUnsealed, now: archive.clock.now()) else { return nil }
    return try await archive.seal()
  }
}

/// How the archive's sealing stands, for who watches the service.
struct SealingStanding: Sendable {
  var backlog: ArchiveBacklog
  var secondsLate: Int64

  /// `nil` where nothing is sealed by itself.
  init?(_ installation: Installation) throws {
    let archive = Archive(installation)
    guard let schedule = try archive.settings().sealing else { return nil }
    backlog = try installation.store.backlog()
    secondsLate = schedule.secondsLate(backlog.oldestUnsealed, now: archive.clock.now())
  }
}
