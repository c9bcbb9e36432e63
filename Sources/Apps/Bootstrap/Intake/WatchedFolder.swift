import Feeds
import Foundation
import Operations
public import Primitives

/// A folder into which others put usage files: each is imported once it is whole, and moved out of the way.
///
/// What was imported goes to `done/`, what cannot be read at all to `refused/` with the reason beside it. A file whose
/// import was broken off stays where it is, and goes on where it stopped at the next look.
public struct WatchedFolder {
  /// What became of one file.
  public enum Happening: Sendable {
    case imported(UsageImports.Outcome)
    /// The same content was imported before; nothing was counted.
    case known(Rejection)
    case refused(Rejection)
    /// The world failed; the file is tried again.
    case postponed(String)
  }

  let folder: URL
  let imports: UsageImports
  let reading: UsageImports.Reading
  private var look = FolderLook()

  /// - Throws: `Rejection` (`usage.unreadable-file`) when there is no such folder, or no folders can be made in it.
  public init(_ path: String, imports: UsageImports, reading: UsageImports.Reading) throws {
    folder = URL(filePath: path, directoryHint: .isDirectory)
    self.imports = imports
    self.reading = reading
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
      (try? FileManager.default.createDirectory(at: place("done"), withIntermediateDirectories: true)) != nil,
      (try? FileManager.default.createDirectory(at: place("refused"), withIntermediateDirectories: true)) != nil
    else {
      throw Rejection(
        Problem(
          .usageUnreadableFile, at: .init(file: path), "this is no folder in which files can be kept",
          remedy: "make the folder, and let this user write in it: what is done is moved to `done` or `refused` within it"))
    }
  }

  /// Files are there that are not whole yet.
  public var isWaiting: Bool { look.isWaiting }

  /// Imports what is whole by now; calls `told` after each file.
  ///
  /// - Throws: when the folder cannot be read, or a file that is done cannot be moved.
  public mutating func work(_ told: (String, Happening) throws -> Void) throws {
    for name in look.take(try entries()) {
      let happening = take(name)
      switch happening {
      case .imported, .known: try move(name, to: "done")
      case .refused(let rejection):
        try move(name, to: "refused")
        try Data((rejection.description + "\n").utf8).write(to: place("refused").appending(path: name + ".problem.txt"))
      case .postponed: break
      }
      try told(name, happening)
    }
  }

  private func take(_ name: String) -> Happening {
    do {
      return .imported(try imports.importFile(folder.appending(path: name).path, reading))
    } catch let rejection as Rejection {
      return rejection.problems.first?.code == .usageSameFile ? .known(rejection) : .refused(rejection)
    } catch {
      return .postponed("\(error)")
    }
  }

  private func entries() throws -> [FolderLook.Entry] {
    let keys: Set<URLResourceKey> = [.isRegularFileKey, .fileSizeKey, .contentModificationDateKey]
    return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys)).compactMap { file in
      let facts = try file.resourceValues(forKeys: keys)
      guard facts.isRegularFile == true else { return nil }
      return FolderLook.Entry(
        name: file.lastPathComponent, bytes: Int64(facts.fileSize ?? 0),
        changedAt: Int64((facts.contentModificationDate ?? .distantPast).timeIntervalSince1970 * 1e6))
    }
  }

  private func place(_ name: String) -> URL { folder.appending(path: name, directoryHint: .isDirectory) }

  /// Under a name of its own, whatever lies there already.
  private func move(_ name: String, to target: String) throws {
    var free = place(target).appending(path: name)
    var number = 1
    while FileManager.default.fileExists(atPath: free.path) {
      number += 1
      free = place(target).appending(path: "\(name).\(number)")
    }
    try FileManager.default.moveItem(at: folder.appending(path: name), to: free)
  }
}
