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

/// Answers of several who ask together, told together once the last of them is there.
final class GatheredAnswers<Answer: Sendable>: Sendable {
  private struct Gathered {
    var answers: [Result<Answer, any Error>?]
    var missing: Int
  }

  private let gathered: Mutex<Gathered>
  private let told: @Sendable ([Result<Answer, any Error>]) -> Void

  /// - Parameters:
  ///   - count: how many are asked for, at least one.
  ///   - told: called once, by whoever brings the last.
  init(_ count: Int, told: @escaping @Sendable ([Result<Answer, any Error>]) -> Void) {
    gathered = Mutex(Gathered(answers: Array(repeating: nil, count: count), missing: count))
    self.told = told
  }

  /// Takes the answer of one of them, which has none yet.
  func take(_ answer: Result<Answer, any Error>, at place: Int) {
    let all: [Result<Answer, any Error>]? = gathered.withLock { gathered in
      gathered.answers[place] = answer
      gathered.missing -= 1
      return gathered.missing == 0 ? gathered.answers.compactMap(\.self) : nil
    }
    if let all { told(all) }
  }
}
