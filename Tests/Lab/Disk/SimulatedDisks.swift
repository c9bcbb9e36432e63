import CSQLite
import Foundation
import Synchronization

/// Puts simulated disks before the machine's own: SQLite opens databases in their folders on them, all others as ever.
enum SimulatedDisks {
  private static let disks = Mutex<[SimulatedDisk]>([])

  static func add(_ disk: SimulatedDisk) {
    _ = isInstalled
    disks.withLock { $0.append(disk) }
  }

  static func remove(_ disk: SimulatedDisk) { disks.withLock { $0.removeAll { $0 === disk } } }

  fileprivate static func disk(of name: UnsafePointer<CChar>?) -> (SimulatedDisk, String)? {
    guard let name else { return nil }
    let path = String(cString: name)
    return disks.withLock { known in known.first { path.hasPrefix($0.folder) }.map { ($0, path) } }
  }

  /// Made once; SQLite keeps the two tables for the life of the process.
  private static let isInstalled: Bool = {
    _ = csqlite_prepare_process()
    guard let machine = sqlite3_vfs_find(nil) else { return false }
    let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    vfs.initialize(to: machine.pointee)
    vfs.pointee.pNext = nil
    vfs.pointee.zName = UnsafePointer(strdup("florin-simulated"))
    vfs.pointee.szOsFile = max(machine.pointee.szOsFile, Int32(MemoryLayout<OpenFile>.size))
    vfs.pointee.pAppData = UnsafeMutableRawPointer(machine)
    vfs.pointee.xOpen = { vfs, name, file, flags, outFlags in
      guard let vfs, let file, let machine = vfs.pointee.machine else { return SimulatedDisk.Code.ioError }
      guard let (disk, path) = disk(of: name) else { return machine.pointee.xOpen(machine, name, file, flags, outFlags) }
      let open = UnsafeMutableRawPointer(file).assumingMemoryBound(to: OpenFile.self)
      guard let handle = disk.open(path, flags: flags) else {
        open.pointee.base.pMethods = nil
        return SQLITE_CANTOPEN
      }
      open.initialize(to: OpenFile(base: sqlite3_file(pMethods: UnsafePointer(methods)), handle: Unmanaged.passRetained(handle)))
      outFlags?.pointee = flags
      return SQLITE_OK
    }
    vfs.pointee.xDelete = { vfs, name, directory in
      guard let machine = vfs?.pointee.machine else { return SimulatedDisk.Code.ioError }
      guard let (disk, path) = disk(of: name) else { return machine.pointee.xDelete(machine, name, directory) }
      return disk.delete(path)
    }
    vfs.pointee.xAccess = { vfs, name, flags, result in
      guard let machine = vfs?.pointee.machine else { return SimulatedDisk.Code.ioError }
      guard let (disk, path) = disk(of: name) else { return machine.pointee.xAccess(machine, name, flags, result) }
      result?.pointee = disk.exists(path) ? 1 : 0
      return SQLITE_OK
    }
    vfs.pointee.xSleep = { vfs, microseconds in
      // Waiting for a lock of a simulated disk takes no time: whoever holds it is simulated too.
      if BusyThread.isWaiting() { return microseconds }
      guard let machine = vfs?.pointee.machine else { return microseconds }
      return machine.pointee.xSleep(machine, microseconds)
    }
    return sqlite3_vfs_register(vfs, 1) == SQLITE_OK
  }()

  /// What SQLite calls on a file of a simulated disk.
  ///
  /// Proof of safety: filled in once, before its first use, and never changed.
  private nonisolated(unsafe) static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
    let table = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    table.initialize(to: sqlite3_io_methods())
    table.pointee.iVersion = 2
    table.pointee.xClose = { file in
      guard let file else { return SQLITE_OK }
      let handle = OpenFile.of(file)
      handle.disk.close(handle)
      UnsafeMutableRawPointer(file).assumingMemoryBound(to: OpenFile.self).pointee.handle.release()
      return SQLITE_OK
    }
    table.pointee.xRead = { file, buffer, count, offset in
      guard let file, let buffer else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      return handle.disk.read(handle, buffer, Int(count), Int(offset))
    }
    table.pointee.xWrite = { file, buffer, count, offset in
      guard let file, let buffer else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      return handle.disk.write(handle, UnsafeRawBufferPointer(start: buffer, count: Int(count)), Int(offset))
    }
    table.pointee.xTruncate = { file, size in
      guard let file else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      return handle.disk.truncate(handle, to: Int(size))
    }
    table.pointee.xSync = { file, _ in
      guard let file else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      return handle.disk.synchronise(handle)
    }
    table.pointee.xFileSize = { file, size in
      guard let file else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      size?.pointee = Int64(handle.disk.size(handle))
      return SQLITE_OK
    }
    table.pointee.xLock = { file, level in
      guard let file else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      return BusyThread.noting(handle.disk.lock(handle, level))
    }
    table.pointee.xUnlock = { file, level in
      guard let file else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      handle.disk.unlock(handle, to: level)
      return SQLITE_OK
    }
    table.pointee.xCheckReservedLock = { file, result in
      guard let file else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      result?.pointee = handle.disk.isReserved(handle) ? 1 : 0
      return SQLITE_OK
    }
    table.pointee.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    table.pointee.xSectorSize = { _ in Int32(SimulatedFile.sector) }
    table.pointee.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
    table.pointee.xShmMap = { file, region, size, extend, memory in
      guard let file else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      let (code, start) = handle.disk.map(handle, region: Int(region), size: Int(size), extend: extend != 0)
      memory?.pointee = start
      return code
    }
    table.pointee.xShmLock = { file, first, count, flags in
      guard let file else { return SimulatedDisk.Code.ioError }
      let handle = OpenFile.of(file)
      return BusyThread.noting(handle.disk.lockShared(handle, Int(first), Int(count), flags))
    }
    table.pointee.xShmBarrier = { _ in atomicMemoryFence(ordering: .sequentiallyConsistent) }
    table.pointee.xShmUnmap = { file, _ in
      guard let file else { return SQLITE_OK }
      let handle = OpenFile.of(file)
      handle.disk.unmap(handle)
      return SQLITE_OK
    }
    return table
  }()
}

/// Whether it is for a simulated disk that SQLite is about to wait on this thread: it waits right after it was told that a lock is held.
private enum BusyThread {
  private static let key = "florin.simulated-disk.busy"

  static func noting(_ code: Int32) -> Int32 {
    if code == SQLITE_BUSY { Thread.current.threadDictionary[key] = true }
    return code
  }

  static func isWaiting() -> Bool {
    defer { Thread.current.threadDictionary[key] = nil }
    return Thread.current.threadDictionary[key] != nil
  }
}

/// What SQLite allocates for an open file; its own part comes first.
private struct OpenFile {
  var base: sqlite3_file
  var handle: Unmanaged<SimulatedDisk.Handle>

  static func of(_ file: UnsafeMutablePointer<sqlite3_file>) -> SimulatedDisk.Handle {
    UnsafeMutableRawPointer(file).assumingMemoryBound(to: OpenFile.self).pointee.handle.takeUnretainedValue()
  }
}

extension sqlite3_vfs {
  /// The machine's own.
  fileprivate var machine: UnsafeMutablePointer<sqlite3_vfs>? { pAppData?.assumingMemoryBound(to: sqlite3_vfs.self) }
}
