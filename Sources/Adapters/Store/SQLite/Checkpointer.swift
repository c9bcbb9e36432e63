import CSQLite
import Dispatch
import Synchronization

/// Copies what commits left in the log into the database file, beside whoever goes on writing.
///
/// Most of the copying is done on a thread and a connection of its own, with pauses, so that commits do not wait for a disk that has much to
/// do; what was written meanwhile, little by then, is copied by whoever writes, so that the log is begun anew from its start. Without that, a
/// log that is always written to would grow for ever.
final class Checkpointer: Sendable {
  /// How many pages may be in the log. The same ones are written again and again: those that have waited longer go into the file less often.
  private let most: Int
  /// After so many more it is tried again, where somebody who reads for long kept the log from being begun anew.
  private var further: Int { most / 4 }
  /// How often it is copied before the writer does the rest: the first time takes long, and much is written meanwhile.
  private static let passes = 2
  /// After so many pages the disk has a pause.
  private static let portion: Int32 = 128

  private enum State {
    case idle
    case copying
    case copied
  }

  private let state = Mutex(State.idle)
  private let queue = DispatchQueue(label: "florin.checkpoint", qos: .utility)
  private let lane: ConnectionLane

  init(_ address: DatabaseAddress, most: Int = 16_000) {
    self.most = most
    lane = ConnectionLane {
      let connection = try Connection(at: address)
      if case .sqlite(let sqlite) = connection.driver { try sqlite.pace(pausingAfter: Checkpointer.portion) }
      return connection
    }
  }

  /// Begins to copy, unless that goes on or is done.
  private func begin() {
    let begins = state.withLock { state in
      guard case .idle = state else { return false }
      state = .copying
      return true
    }
    guard begins else { return }
    queue.async { [self] in
      // What keeps it from being copied keeps whoever writes from it as well, who then tells.
      for _ in 0..<Checkpointer.passes { try? lane.with { try $0.pragma("PRAGMA wal_checkpoint(PASSIVE)") } }
      state.withLock { $0 = .copied }
    }
  }

  /// Whether what was in the log is copied, told once.
  private func isDone() -> Bool {
    state.withLock { state in
      guard case .copied = state else { return false }
      state = .idle
      return true
    }
  }

  /// What is done after a commit, by whoever committed.
  final class Turn {
    private let checkpointer: Checkpointer
    /// How many pages may be in the log until it is copied.
    private var due: Int

    init(_ checkpointer: Checkpointer) {
      self.checkpointer = checkpointer
      due = checkpointer.most
    }

    /// - Parameter pages: how many the log has.
    fileprivate func committed(_ database: OpaquePointer, pages: Int) {
      if checkpointer.isDone() {
        sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        due = pages + checkpointer.further
      } else if pages < checkpointer.most {
        // It was begun anew.
        due = checkpointer.most
      } else if pages >= due {
        checkpointer.begin()
      }
    }
  }
}

extension SQLiteDriver {
  /// From now on the log is copied in turns, not by whatever commit finds it too long.
  func checkpoint(in turn: Checkpointer.Turn) {
    self.turn = turn
    // Proof of safety: SQLite calls the hook only while a statement of this connection runs, and the connection holds `turn` until it is closed.
    sqlite3_wal_hook(
      handle,
      { context, database, _, pages in
        if let context, let database { Unmanaged<Checkpointer.Turn>.fromOpaque(context).takeUnretainedValue().committed(database, pages: Int(pages)) }
        return SQLITE_OK
      }, Unmanaged.passUnretained(turn).toOpaque())
  }
}
