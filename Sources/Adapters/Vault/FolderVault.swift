public import Archiving
import Foundation
public import Operations

/// Bytes as files in a folder, each under its SHA-256: `ab/cdef…`.
///
/// A file is written under another name, made durable, and then given its own: a crash leaves a file that is whole, or none. Two that keep the same bytes at
/// once, in one process or in many, end with one file.
public struct FolderVault: DocumentVault {
  public let folder: String

  public init(folder: String) { self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder }

  public var hash: ContentHash { ContentHashing.sha256 }

  /// Where bytes lie.
  public func path(_ digest: ContentDigest) -> String {
    let name = digest.description
    return "\(folder)/\(name.prefix(2))/\(name.dropFirst(2))"
  }

  public func put(_ bytes: [UInt8]) throws -> ContentDigest {
    let digest = hash(bytes)
    if let known = try self.bytes(digest), hash(known) == digest { return digest }
    let path = path(digest)
    let shelf = String(path.prefix(folder.utf8.count + 3))
    if !FileManager.default.fileExists(atPath: shelf) {
      try FileManager.default.createDirectory(atPath: shelf, withIntermediateDirectories: true)
      try VaultFile.makeDurable(folder: folder)
    }
    let draft = "\(shelf)/.\(UUID().uuidString)"
    do {
      try VaultFile.write(bytes, to: draft)
      guard rename(draft, path) == 0 else { throw VaultFault(doing: "give its name to", path) }
    } catch {
      unlink(draft)
      throw error
    }
    try VaultFile.makeDurable(folder: shelf)
    return digest
  }

  public func bytes(_ digest: ContentDigest) throws -> [UInt8]? { try VaultFile.read(path(digest)) }

  public func holds(_ digest: ContentDigest) throws -> Bool { access(path(digest), F_OK) == 0 }

  public func remove(_ digest: ContentDigest) throws {
    let path = path(digest)
    if unlink(path) == 0 { return try VaultFile.makeDurable(folder: String(path.prefix(folder.utf8.count + 3))) }
    guard errno == ENOENT else { throw VaultFault(doing: "erase", path) }
  }
}

/// The archive's folder cannot be used.
public struct VaultFault: Error, CustomStringConvertible {
  public let description: String

  /// - Parameter doing: what failed; the reason is the system's last one.
  init(doing: String, _ path: String) {
    description = "cannot \(doing) \(path): \(String(cString: strerror(errno)))\n    remedy: see that the archive's folder is there, has space, and may be written by this user"
  }
}

/// Files by the system's own calls: what is written must be on disk before anybody is told.
enum VaultFile {
  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o444)
    guard file >= 0 else { throw VaultFault(doing: "write", path) }
    defer { close(file) }
    try bytes.withUnsafeBytes { all in
      var rest = all
      while !rest.isEmpty {
        let count = Foundation.write(file, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw VaultFault(doing: "write", path) }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
    guard fsync(file) == 0 else { throw VaultFault(doing: "make durable", path) }
  }

  static func makeDurable(folder: String) throws {
    let handle = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { throw VaultFault(doing: "open", folder) }
    defer { close(handle) }
    guard fsync(handle) == 0 else { throw VaultFault(doing: "make durable", folder) }
  }

  static func read(_ path: String) throws -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw VaultFault(doing: "read", path)
    }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 256 << 10)
    while true {
      let count = Foundation.read(file, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw VaultFault(doing: "read", path) }
      if count == 0 { return bytes }
      bytes += piece[..<count]
    }
  }
}
