import CSQLite
import Dispatch
import Synchronization

/// Copies what commits left in the log into the database file, beside whoever goes on writing.
///
/// Most of the copying is done on a thread and a connection of its own, with pauses, so that commits do not wait for a disk that has much to
/// do; what was written meanwhile, little by then, is copied by whoever writes, with each commit until the log is begun anew from its start.
/// Without that, a log that is always written to and read would grow for ever.
final class Checkpointer: Sendable {
  /// How many pages may be in the log. The same ones are written again and again: those that have waited longer go into the file less often.
  private let most: Int
  /// After so many more it is tried again, where somebody who reads for long kept the log from being begun anew.
  private var further: Int { most / 4 }
  /// How often it is copied before the writer does the rest: the first time takes long, and much is written meanwhile.
  private static let passes = 2
  /// After so many pages the disk has a pause.
  private static let portion: Int32 = 128

  private enum Phase {
    case idle
    case copying
    case copied
  }

  private struct State {
    var phase = Phase.idle
    /// At how many pages in the log it is copied again, when it was copied and could not be begun anew; `nil`: not asked yet.
    var due: Int?
  }

  private let state: Mutex<State>
  private let queue = DispatchQueue(label: "florin.checkpoint", qos: .utility)
  private let lane: ConnectionLane

  init(_ address: DatabaseAddress, most: Int = 16_000) {
    self.most = most
    state = Mutex(State())
    lane = ConnectionLane {
      let connection = try Connection(at: address)
      if case .sqlite(let sqlite) = connection.driver { try sqlite.pace(pausingAfter: Checkpointer.portion) }
      return connection
    }
  }

  /// Does what is due after a commit, by whoever committed.
  ///
  /// - Parameter pages: how many the log has.
  fileprivate func committed(_ database: OpaquePointer, pages: Int) {
    enum Due {
      case nothing
      case copying
      case theRest
    }
    let due: Due = state.withLock { state in
      if state.phase == .copying { return .nothing }
      if pages < most {
        // It was begun anew.
        state = State()
        return .nothing
      }
      let next = state.due ?? pages + further
      if state.phase == .copied, pages < next {
        state.due = next
        return .theRest
      }
      state = State(phase: .copying)
      return .copying
    }
    switch due {
    case .nothing: break
    case .copying: queue.async { self.copy() }
    case .theRest: sqlite3_wal_checkpoint_v2(database, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
  }

  /// Waits for what is being copied.
  func finish() { queue.sync {} }

  private func copy() {
    // What keeps it from being copied keeps whoever writes from it as well, who then tells.
    for _ in 0..<Checkpointer.passes { try? lane.with { try $0.pragma("PRAGMA wal_checkpoint(PASSIVE)") } }
    state.withLock { $0.phase = .copied }
  }
}

extension SQLiteDriver {
  /// From now on the log is copied beside whoever writes, not by whatever commit finds it too long.
  func checkpoint(with checkpointer: Checkpointer) {
    self.checkpointer = checkpointer
    // Proof of safety: SQLite calls the hook only while a statement of this connection runs, and the connection holds `checkpointer` until it
    // is closed.
    sqlite3_wal_hook(
      handle,
      { context, database, _, pages in
        if let context, let database { Unmanaged<Checkpointer>.fromOpaque(context).takeUnretainedValue().committed(database, pages: Int(pages)) }
        return SQLITE_OK
      }, Unmanaged.passUnretained(checkpointer).toOpaque())
  }
}
