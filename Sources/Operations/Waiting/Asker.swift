import Synchronization

/// Somebody who waits in a line for an answer.
struct Asker<Answer: Sendable>: Sendable {
  /// When it came, in looks of the line's watch.
  var since: Int
  var told: @Sendable (Result<Answer, any Error>) -> Void
}

/// Those whose requests are answered together. Each is told once: the answer, or before it that this takes too long.
final class AskersOfGroup<Answer: Sendable>: Sendable {
  let count: Int
  private let askers: Mutex<[Asker<Answer>?]>

  init(_ askers: [Asker<Answer>]) {
    count = askers.count
    self.askers = Mutex(askers)
  }

  /// Whether anybody was not told before.
  var isAnybodyThere: Bool { askers.withLock { $0.contains { $0 != nil } } }

  /// Tells whoever was not told before.
  func tell(_ answers: [Result<Answer, any Error>]) {
    for (asker, answer) in zip(take(), answers) { asker?.told(answer) }
  }

  private func take() -> [Asker<Answer>?] {
    askers.withLock { askers in
      defer { askers = [] }
      return askers
    }
  }

  /// Those who came before a look and were not told; nobody else tells them.
  func takeThose(before look: Int) -> [Asker<Answer>] {
    askers.withLock { askers in
      var late: [Asker<Answer>] = []
      for index in askers.indices {
        guard let asker = askers[index], asker.since < look else { continue }
        late.append(asker)
        askers[index] = nil
      }
      return late
    }
  }
}
