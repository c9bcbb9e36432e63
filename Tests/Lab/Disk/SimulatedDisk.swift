import CSQLite
import Foundation
import Seeds
import Synchronization

/// A disk in memory for the SQLite databases of one folder, which fails when it is told to.
///
/// Everything that happens on it is decided by the calls made and the faults armed: no clock, no real disk, no luck.
///
/// Proof of safety: the state is touched only under the lock.
final class SimulatedDisk: @unchecked Sendable {
  let folder: String
  private let lock = Mutex<Void>(())
  private var files: [String: SimulatedFile] = [:]
  private var shared: [String: SharedState] = [:]
  private var armed: Fault?
  private var writes = 0
  private var hasFired = false
  private var isDead = false
  /// How often a reader is still told that the state it wants to read has just changed.
  private var refusedReaders = 0
  /// Counts restarts; what was opened before the last one is gone.
  private var life = 0

  init(folder: String) {
    self.folder = folder.hasSuffix("/") ? folder : folder + "/"
    SimulatedDisks.add(self)
  }

  /// Takes the disk out of the machine; databases on it can no longer be opened.
  func remove() {
    SimulatedDisks.remove(self)
    locked {
      isDead = true
      files = [:]
      shared = [:]
    }
  }

  private func locked<T>(_ body: () -> T) -> T { lock.withLock { _ in body() } }

  // MARK: what goes wrong

  /// Lets something go wrong at one of the next writes.
  func arm(_ fault: Fault) {
    locked {
      armed = fault
      writes = 0
      hasFired = false
    }
  }

  /// Whoever begins to read finds the state just changed, so many times.
  func refuseReaders(_ times: Int) { locked { refusedReaders = times } }

  /// Nothing more goes wrong.
  ///
  /// - Returns: whether it did.
  @discardableResult func disarm() -> Bool {
    locked {
      armed = nil
      return hasFired
    }
  }

  var hasStopped: Bool { locked { isDead } }
  /// Writes since a fault was last armed.
  var writesSeen: Int { locked { writes } }

  /// Starts again after a kill or a loss of power, with what survived. Nothing opened before can be used any more.
  func restart(after fault: Fault) {
    locked {
      var random = Seed(fault.salt)
      for name in files.keys.sorted() {
        guard let file = files[name] else { continue }
        if fault.kind == .powerLoss { file.losePower { random.flip() } }
        files[name] = file.copy()
      }
      shared = [:]
      isDead = false
      armed = nil
      life += 1
    }
  }

  /// Called before every write, truncation, synchronisation and deletion.
  private func beforeWrite(grows: Bool, torn: () -> Void = {}) -> Int32 {
    if isDead { return Code.ioError }
    writes += 1
    guard let fault = armed else { return SQLITE_OK }
    switch fault.kind {
    case .kill, .powerLoss:
      guard writes == fault.write else { return SQLITE_OK }
      hasFired = true
      torn()
      isDead = true
      return Code.ioError
    case .full:
      guard writes >= fault.write, grows else { return SQLITE_OK }
      hasFired = true
      return SQLITE_FULL
    case .ioError:
      guard writes == fault.write else { return SQLITE_OK }
      hasFired = true
      return Code.writeError
    case .busy: return SQLITE_OK
    }
  }

  // MARK: what SQLite asks

  /// An open file. Outlives the disk's restarts, but not usefully.
  final class Handle {
    let disk: SimulatedDisk
    let name: String
    fileprivate let file: SimulatedFile
    fileprivate let state: SharedState
    fileprivate let life: Int
    fileprivate let deletesOnClose: Bool
    fileprivate var level: Int32 = SQLITE_LOCK_NONE
    fileprivate var isMapped = false
    fileprivate var sharedSlots: UInt32 = 0
    fileprivate var exclusiveSlots: UInt32 = 0

    fileprivate init(_ disk: SimulatedDisk, _ name: String, _ file: SimulatedFile, _ state: SharedState, deletesOnClose: Bool) {
      (self.disk, self.name, self.file, self.state, life, self.deletesOnClose) = (disk, name, file, state, disk.life, deletesOnClose)
    }
  }

  /// What all openings of one file share: its locks and its shared memory.
  fileprivate final class SharedState {
    var readers = 0
    var reserved = false
    var exclusive = false
    var regions: [UnsafeMutableRawPointer] = []
    var mapped = 0
    var sharedHolders = [Int](repeating: 0, count: Int(SQLITE_SHM_NLOCK))
    var exclusiveHeld = [Bool](repeating: false, count: Int(SQLITE_SHM_NLOCK))

    func forgetRegions() {
      for region in regions { region.deallocate() }
      regions = []
    }

    deinit { forgetRegions() }
  }

  private func isGone(_ handle: Handle) -> Bool { isDead || handle.life != life }

  func open(_ name: String, flags: Int32) -> Handle? {
    locked {
      if isDead { return nil }
      if files[name] == nil {
        if flags & SQLITE_OPEN_CREATE == 0 { return nil }
        files[name] = SimulatedFile()
      }
      guard let file = files[name] else { return nil }
      let state = shared[name] ?? SharedState()
      shared[name] = state
      return Handle(self, name, file, state, deletesOnClose: flags & SQLITE_OPEN_DELETEONCLOSE != 0)
    }
  }

  func exists(_ name: String) -> Bool { locked { files[name] != nil } }

  func delete(_ name: String) -> Int32 {
    locked {
      let code = beforeWrite(grows: false)
      if code == SQLITE_OK { files[name] = nil }
      return code
    }
  }

  func close(_ handle: Handle) {
    locked {
      unlock(handle, SQLITE_LOCK_NONE)
      if handle.deletesOnClose, !isGone(handle) { files[handle.name] = nil }
    }
  }

  func read(_ handle: Handle, _ buffer: UnsafeMutableRawPointer, _ count: Int, _ offset: Int) -> Int32 {
    locked {
      if isGone(handle) { return Code.ioError }
      return handle.file.read(buffer, count, at: offset) == count ? SQLITE_OK : Code.shortRead
    }
  }

  func write(_ handle: Handle, _ source: UnsafeRawBufferPointer, _ offset: Int) -> Int32 {
    locked {
      if isGone(handle) { return Code.ioError }
      let code = beforeWrite(grows: offset + source.count > handle.file.size) {
        // Torn: a beginning of it is there.
        var random = Seed(armed?.salt ?? 0)
        let sectors = source.count / SimulatedFile.sector
        let kept = random.number(0...max(0, sectors)) * SimulatedFile.sector
        handle.file.write(UnsafeRawBufferPointer(rebasing: source.prefix(kept)), at: offset)
      }
      if code == SQLITE_OK { handle.file.write(source, at: offset) }
      return code
    }
  }

  func truncate(_ handle: Handle, to size: Int) -> Int32 {
    locked {
      if isGone(handle) { return Code.ioError }
      let code = beforeWrite(grows: false)
      if code == SQLITE_OK { handle.file.truncate(to: size) }
      return code
    }
  }

  func synchronise(_ handle: Handle) -> Int32 {
    locked {
      if isGone(handle) { return Code.ioError }
      let code = beforeWrite(grows: false)
      if code == SQLITE_OK { handle.file.makeDurable() }
      return code
    }
  }

  func size(_ handle: Handle) -> Int { locked { handle.file.size } }

  // MARK: locks

  func lock(_ handle: Handle, _ level: Int32) -> Int32 {
    locked {
      if isGone(handle) { return Code.ioError }
      let state = handle.state
      if level <= handle.level { return SQLITE_OK }
      switch level {
      case SQLITE_LOCK_SHARED:
        if state.exclusive { return SQLITE_BUSY }
        state.readers += 1
      case SQLITE_LOCK_RESERVED:
        if state.reserved { return SQLITE_BUSY }
        state.reserved = true
      default:
        if !state.reserved { state.reserved = true } else if handle.level < SQLITE_LOCK_RESERVED { return SQLITE_BUSY }
        if state.readers > 1 {
          handle.level = max(handle.level, SQLITE_LOCK_RESERVED)
          return SQLITE_BUSY
        }
        state.exclusive = true
      }
      handle.level = level
      return SQLITE_OK
    }
  }

  func unlock(_ handle: Handle, to level: Int32) { locked { unlock(handle, level) } }

  private func unlock(_ handle: Handle, _ level: Int32) {
    if handle.level <= level { return }
    let state = handle.state
    if handle.level >= SQLITE_LOCK_RESERVED { state.reserved = false }
    if handle.level >= SQLITE_LOCK_PENDING { state.exclusive = false }
    if level == SQLITE_LOCK_NONE { state.readers -= 1 }
    handle.level = level
  }

  func isReserved(_ handle: Handle) -> Bool { locked { handle.state.reserved } }

  // MARK: the write-ahead log's shared memory

  func map(_ handle: Handle, region: Int, size: Int, extend: Bool) -> (Int32, UnsafeMutableRawPointer?) {
    locked {
      if isGone(handle) { return (Code.ioError, nil) }
      let state = handle.state
      if !handle.isMapped {
        handle.isMapped = true
        state.mapped += 1
      }
      while state.regions.count <= region {
        if !extend { return (SQLITE_OK, nil) }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        state.regions.append(memory)
      }
      return (SQLITE_OK, state.regions[region])
    }
  }

  func unmap(_ handle: Handle) {
    locked {
      guard handle.isMapped else { return }
      handle.isMapped = false
      handle.state.mapped -= 1
      if handle.state.mapped == 0 { handle.state.forgetRegions() }
    }
  }

  func lockShared(_ handle: Handle, _ first: Int, _ count: Int, _ flags: Int32) -> Int32 {
    locked {
      let state = handle.state
      let slots = first..<first + count
      if flags & SQLITE_SHM_UNLOCK != 0 {
        for slot in slots {
          let bit = UInt32(1) << UInt32(slot)
          if handle.sharedSlots & bit != 0 {
            handle.sharedSlots &= ~bit
            state.sharedHolders[slot] -= 1
          }
          if handle.exclusiveSlots & bit != 0 {
            handle.exclusiveSlots &= ~bit
            state.exclusiveHeld[slot] = false
          }
        }
        return SQLITE_OK
      }
      if isGone(handle) { return Code.ioError }
      if flags & SQLITE_SHM_SHARED != 0 {
        // Slots from the fourth on are those of readers.
        if first >= 3, refusedReaders > 0 {
          refusedReaders -= 1
          return SQLITE_BUSY
        }
        for slot in slots where handle.sharedSlots & (UInt32(1) << UInt32(slot)) == 0 {
          if state.exclusiveHeld[slot] { return SQLITE_BUSY }
        }
        for slot in slots where handle.sharedSlots & (UInt32(1) << UInt32(slot)) == 0 {
          handle.sharedSlots |= UInt32(1) << UInt32(slot)
          state.sharedHolders[slot] += 1
        }
        return SQLITE_OK
      }
      if isHeldElsewhere(first) { return SQLITE_BUSY }
      for slot in slots {
        let own = handle.sharedSlots & (UInt32(1) << UInt32(slot)) != 0 ? 1 : 0
        if state.exclusiveHeld[slot], handle.exclusiveSlots & (UInt32(1) << UInt32(slot)) == 0 { return SQLITE_BUSY }
        if state.sharedHolders[slot] > own { return SQLITE_BUSY }
      }
      for slot in slots {
        handle.exclusiveSlots |= UInt32(1) << UInt32(slot)
        state.exclusiveHeld[slot] = true
      }
      return SQLITE_OK
    }
  }

  /// Whether the writer's slot is said to be another process's for some more tries.
  private func isHeldElsewhere(_ slot: Int) -> Bool {
    guard slot == 0, let fault = armed, fault.kind == .busy, fault.write > 0 else { return false }
    hasFired = true
    armed?.write -= 1
    return true
  }

  enum Code {
    static let ioError: Int32 = 10
    static let shortRead: Int32 = 10 | 2 << 8
    static let writeError: Int32 = 10 | 3 << 8
  }
}
