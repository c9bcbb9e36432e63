import Dispatch
import Synchronization

/// For a while no write could be begun: somebody else holds the lock of those who write, or the server does not answer.
public struct WritesHeld: Error, Sendable, CustomStringConvertible {
  public var seconds: Int64

  public var description: String { "no write could be begun for \(seconds) seconds: somebody else writes for as long, or the server does not answer" }
}

/// Finds out whether anything can be written, by beginning a transaction that writes, which takes the lock of those who do, and giving it up:
/// nothing is written.
///
/// It is tried beside whoever asks, on a connection of its own, and at most once a second; not at all where this process has just written.
final class WriteTrial: Sendable {
  /// How long the lock may be held without anybody's minding.
  static let patience = Duration.seconds(10)
  private static let pause = Duration.seconds(1)
  /// How long whoever asks waits for a trial that has just begun.
  private static let moment = Duration.milliseconds(300)

  private struct State {
    var wroteAt: ContinuousClock.Instant?
    var begunAt: ContinuousClock.Instant?
    var triedAt: ContinuousClock.Instant?
    /// What the last trial failed with, until one succeeds.
    var fault: (any Error)?
    /// Since when what charging writes is on its way.
    var chargingSince: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let trying = DispatchQueue(label: "florin.write-trial", qos: .utility)
  private let lane: ConnectionLane

  init(_ lane: ConnectionLane) { self.lane = lane }

  /// Takes note that something was written.
  func wrote() {
    let now = ContinuousClock.now
    state.withLock { state in
      state.wroteAt = now
      state.fault = nil
    }
  }

  /// Takes note of how long charging waits.
  func charging<T>(_ body: () throws -> T) rethrows -> T {
    let now = ContinuousClock.now
    state.withLock { $0.chargingSince = now }
    defer { state.withLock { $0.chargingSince = nil } }
    return try body()
  }

  /// - Throws: what keeps everything from being written: `WritesHeld`, or the database's fault.
  func require(within patience: Duration) throws {
    let ended = DispatchSemaphore(value: 0)
    if begins() {
      trying.async { [self] in
        let outcome = Result { try lane.with { try $0.tryToWrite() } }
        state.withLock { state in
          (state.begunAt, state.triedAt) = (nil, .now)
          state.fault = if case .failure(let fault) = outcome { fault } else { nil }
        }
        ended.signal()
      }
      _ = ended.wait(timeout: .now() + .milliseconds(Int(WriteTrial.moment.components.attoseconds / 1_000_000_000_000_000)))
    }
    let known = state.withLock { $0 }
    if let fault = known.fault { throw fault }
    let now = ContinuousClock.now
    if let wrote = known.wroteAt, now - wrote < patience { return }
    for since in [known.begunAt, known.chargingSince].compactMap(\.self) where now - since > patience {
      throw WritesHeld(seconds: (now - since).components.seconds)
    }
  }

  /// Whether it is time for another trial, which is then on its way.
  private func begins() -> Bool {
    let now = ContinuousClock.now
    return state.withLock { state in
      if state.begunAt != nil { return false }
      if [state.wroteAt, state.triedAt].compactMap(\.self).contains(where: { now - $0 < WriteTrial.pause }) { return false }
      state.begunAt = now
      return true
    }
  }
}

extension Store {
  /// Finds out whether anything can be written, as far as that can be told without writing.
  ///
  /// - Throws: `WritesHeld` when nothing could be for a while, `StoreFault` when the database takes no writes.
  public func requireWrites() throws { try requireWrites(within: WriteTrial.patience) }

  func requireWrites(within patience: Duration) throws { try trial.require(within: patience) }
}
