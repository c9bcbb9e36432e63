import Primitives
import Seeds

/// A seed's world played for so many steps.
struct Simulation {
  let seed: UInt64
  let steps: Int

  struct Outcome {
    /// Empty in a sound world.
    var breaches: [String] = []
    /// The commands given, the last one broke the law.
    var lines: [String] = []
    var tally = Tally()
  }

  func run() async throws -> Outcome {
    var author = Author(Seed(seed))
    var play = try Play()
    var outcome = Outcome()
    for _ in 0..<steps {
      let line = author.next(play.clerk)
      outcome.lines.append(line)
      outcome.breaches = await play.step(line)
      if !outcome.breaches.isEmpty { break }
    }
    if outcome.breaches.isEmpty { outcome.breaches = await play.end(on: author.today.adding(days: 70)) }
    outcome.tally = play.tally
    return outcome
  }

  /// Plays given commands.
  static func replay(_ lines: [String]) async throws -> [String] {
    var play = try Play()
    var latest = Day("2026-01-05") ?? Day(number: 0)
    for line in lines {
      let breaches = await play.step(line)
      if !breaches.isEmpty { return breaches }
      if line.hasPrefix("clock "), let at = Instant(String(line.dropFirst(6))) { latest = max(latest, at.utcDay) }
    }
    return await play.end(on: latest.adding(days: 70))
  }
}
