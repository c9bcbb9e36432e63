import Glibc
import Synchronization

/// Whether hot reads are short enough for a connection's own thread, where they keep the other connections of that thread waiting.
///
/// They are until one is not: then all of them go to the threads that wait for the database, for a while. One that is long by itself, as
/// the first of a process is, costs a moment; where they are long again and again, the whiles grow.
final class ShortReads: Sendable {
  /// About what reading a page from a disk takes twenty times over.
  private static let longest: Int64 = 2_000
  private static let rests: ClosedRange<Int64> = 60_000...2_000_000

  /// From when they may be done in place, and how long they rested before.
  private let from = Atomic<Int64>(0)
  private let rested = Atomic<Int64>(0)

  /// - Parameter now: of a steady clock, in microseconds.
  func areShort(at now: Int64) -> Bool { now >= from.load(ordering: .relaxed) }

  /// Notes one that was done in place by the calling thread.
  ///
  /// One that took long because another program had the core says nothing of the database, and handing reads to other threads would only make
  /// them wait for the core more often.
  ///
  /// - Parameters:
  ///   - before: how the thread stood when it began.
  ///   - after: how it stands now.
  func note(from begun: Int64, until now: Int64, since before: ThreadStanding, after: @autoclosure () -> ThreadStanding = .now) {
    guard now - begun > ShortReads.longest else { return }
    let after = after()
    if after.waits > before.waits || after.microseconds - before.microseconds > ShortReads.longest {
      rest(at: now)
    }
  }

  /// Twice as long as before when that was not long ago.
  private func rest(at now: Int64) {
    let (before, sinceThen) = (rested.load(ordering: .relaxed), now - from.load(ordering: .relaxed))
    // One that began beside the one that was noted says nothing new.
    if sinceThen < 0 { return }
    let isAgain = sinceThen < before
    let rest = isAgain ? min(2 * before, ShortReads.rests.upperBound) : ShortReads.rests.lowerBound
    rested.store(rest, ordering: .relaxed)
    from.store(now + rest, ordering: .relaxed)
  }
}

/// How much a thread has computed, and how often it had to wait for something.
struct ThreadStanding {
  var microseconds: Int64
  var waits: Int

  /// Of the calling thread.
  static var now: ThreadStanding {
    var usage = rusage()
    // `RUSAGE_THREAD`, which the headers keep for programs that say they are Linux'.
    getrusage(1, &usage)
    func microseconds(_ time: timeval) -> Int64 { Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_usec) }
    return ThreadStanding(microseconds: microseconds(usage.ru_utime) + microseconds(usage.ru_stime), waits: usage.ru_nvcsw)
  }
}
