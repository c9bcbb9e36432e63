/// What came of one seed, as a worker tells it.
struct SeedReport: Codable {
  var seed: UInt64
  var breaches: [String] = []
  /// The shortest story found that breaks the same law.
  var story: [String] = []
  var storyBreaches: [String] = []
  /// How many commands it had before, and how often it was replayed.
  var longStory = 0
  var replays = 0
  var tally = Tally()
  var seconds = 0.0

  /// Plays a seed; a world that breaks a law is told again as a short story.
  static func play(_ seed: UInt64, steps: Int, shrinks: Bool = true) async -> SeedReport {
    let began = ContinuousClock.now
    var report = SeedReport(seed: seed)
    do {
      let outcome = try await Simulation(seed: seed, steps: steps).run()
      report.breaches = outcome.breaches
      report.tally = outcome.tally
      report.seconds = (ContinuousClock.now - began) / .seconds(1)
      report.longStory = outcome.lines.count
      if !outcome.breaches.isEmpty, shrinks {
        var shrinker = Shrinker(outcome.lines, breaking: outcome.breaches)
        try await shrinker.shrink()
        report.story = shrinker.lines
        report.replays = shrinker.replays
        report.storyBreaches = try await Simulation.replay(shrinker.lines)
      }
    } catch {
      report.breaches = ["fault: \(error)"]
    }
    return report
  }

  /// The story as plain text, in the language of `Tests/Stories`.
  var text: String {
    var lines = ["seed \(seed) breaks a law after \(longStory) commands:"] + breaches.map { "  BROKEN: \($0)" }
    if !story.isEmpty {
      lines.append("told shorter, \(story.count) commands (\(replays) replays):")
      lines += story.map { "> \($0)" } + storyBreaches.map { "  BROKEN: \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
