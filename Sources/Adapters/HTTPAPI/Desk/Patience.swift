import Dispatch
import Synchronization

/// Tells those who have waited too long, and lets them go.
///
/// All wait equally long, so who came first is told first: one timer for the eldest serves all of them, and costs nothing while
/// answers come in time. A timer for each would wake a thread for every request long after its answer.
final class Patience: Sendable {
  let seconds: Int
  private let line = Mutex(Line())

  fileprivate struct Line {
    var waiters: [Waiter] = []
    /// Those before it have left.
    var first = 0
    var isTimed = false
  }

  fileprivate struct Waiter {
    var until: DispatchTime
    var isWaiting: @Sendable () -> Bool
    var tell: @Sendable () -> Void
  }

  init(seconds: Int) { self.seconds = seconds }

  /// - Parameters:
  ///   - isWaiting: whether there is still somebody to tell.
  ///   - tell: called once the time is over; it does nothing for those who have their answer.
  func add(isWaiting: @escaping @Sendable () -> Bool, tell: @escaping @Sendable () -> Void) {
    let until = DispatchTime.now() + .seconds(seconds)
    let isFirst = line.withLock { line in
      line.forgetAnswered()
      line.waiters.append(Waiter(until: until, isWaiting: isWaiting, tell: tell))
      defer { line.isTimed = true }
      return !line.isTimed
    }
    if isFirst { look(at: until) }
  }

  private func look(at time: DispatchTime) {
    DispatchQueue.global().asyncAfter(deadline: time) { [self] in
      let now = DispatchTime.now()
      let (late, next) = line.withLock { line in
        let late = line.takeThose(until: now)
        line.isTimed = line.first < line.waiters.count
        return (late, line.isTimed ? line.waiters[line.first].until : nil)
      }
      for waiter in late { waiter.tell() }
      if let next { look(at: next) }
    }
  }
}

extension Patience.Line {
  mutating func forgetAnswered() {
    while first < waiters.count, !waiters[first].isWaiting() { first += 1 }
    guard first == waiters.count || first > 1024 else { return }
    waiters.removeFirst(first)
    first = 0
  }

  mutating func takeThose(until now: DispatchTime) -> [Patience.Waiter] {
    forgetAnswered()
    var late: [Patience.Waiter] = []
    while first < waiters.count, waiters[first].until <= now {
      late.append(waiters[first])
      first += 1
    }
    forgetAnswered()
    return late
  }
}
