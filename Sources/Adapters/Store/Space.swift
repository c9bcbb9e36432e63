import Dispatch
import Operations
import Synchronization

/// Remembers that a write failed because there was no space, or because the disk takes none, until a larger one has succeeded.
final class Space: Sendable {
  private struct State {
    /// What the last attempt that the disk did not take said.
    var fault: StoreFault?
    var triedAt = ContinuousClock.now
  }

  private let state = Mutex(State())
  fileprivate let looking = DispatchQueue(label: "florin.space", qos: .utility)

  var isFull: Bool { state.withLock { $0.fault?.isDiskFull == true } }
  var isDoubted: Bool { state.withLock { $0.fault != nil } }

  /// Takes note when the disk does not take what `body` writes.
  func watching<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch let fault as StoreFault where fault.isDiskFull || fault.kind == .storage {
      state.withLock { $0 = State(fault: fault, triedAt: .now) }
      throw fault
    }
  }

  /// What was said when the disk took nothing; `nil` when it does, or when it is time to try again.
  func standingFault(retryingAfter pause: Duration) -> StoreFault? {
    state.withLock { state in
      guard let fault = state.fault, .now - state.triedAt < pause else { return nil }
      return fault
    }
  }

  func isFreeAgain() { state.withLock { $0.fault = nil } }
}

extension Store {
  /// How much is written to see whether there is space again: more than most requests write, so that a disk with a few
  /// bytes left is not taken for one with space.
  private static let triedBytes = 16 * (64 << 10)

  /// Finds out whether the disk takes writes again, when one failed for want of space or because it cannot be written; else there is nothing
  /// to find out.
  ///
  /// At most once a second a megabyte is written and removed again: nobody else may be writing who would notice.
  ///
  /// - Throws: `StoreFault` of the kind `full` or `storage` while it does not.
  public func requireSpace() throws {
    guard space.isDoubted else { return }
    if let fault = space.standingFault(retryingAfter: .seconds(1)) { throw fault }
    // Letters by chance, and no repetition that a server which packs what it stores would look back to.
    var random = SystemRandomNumberGenerator()
    let filler = String(repeating: RandomText.letters(Store.triedBytes / 16, &random), count: 16)
    try write { c in
      // What an attempt that died left behind goes first, so that attempts do not add up.
      try c.prepare("DELETE FROM space_attempt").run()
      let row = try c.prepare("INSERT INTO space_attempt(filler) VALUES (?)")
      row.bind(1, filler)
      try row.run()
    }
    try write { try $0.prepare("DELETE FROM space_attempt").run() }
    space.isFreeAgain()
  }

  /// The same beside whoever asks, who does not wait until it is found out.
  public func lookForSpace() {
    if space.isDoubted { space.looking.async { try? self.requireSpace() } }
  }

  /// Whether the last writes failed because there is no space where the database is.
  public var isFull: Bool { space.isFull }
}
