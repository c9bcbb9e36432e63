import Primitives
public import Archiving

/// Where the bytes of kept documents lie, found by their SHA-256.
public protocol DocumentVault: Sendable {
  var hash: ContentHash { get }
  /// Keeps bytes; they are durable when it returns. What is there already stays.
  func put(_ bytes: [UInt8]) throws -> ContentDigest
  /// The bytes as they lie there; `nil` when there are none. Nobody has compared them with their digest.
  func bytes(_ digest: ContentDigest) throws -> [UInt8]?
  func holds(_ digest: ContentDigest) throws -> Bool
  /// Erases bytes; when there are none, nothing.
  func remove(_ digest: ContentDigest) throws
}

extension DocumentVault {
  /// The bytes of an entry, compared with what the entry says of them.
  ///
  /// - Throws: `Rejection` (`archive.erased`, `archive.damaged`).
  public func bytes(of archived: ArchivedEntry) throws -> [UInt8] {
    let entry = archived.entry
    if let erasure = archived.erasure {
      throw Rejection(
        Problem(
          .archiveErased, path: "document", "\(entry.document.number) was erased on \(erasure.erasedAt.utcDay), when its retention had ended",
          remedy: "its entry and its SHA-256 are still there: `florin archive list --document \(entry.document.number)`"))
    }
    guard let bytes = try bytes(entry.digest) else { throw damaged(entry, "is not in the archive's folder") }
    guard hash(bytes) == entry.digest else { throw damaged(entry, "is not what was kept: its SHA-256 is another") }
    return bytes
  }

  private func damaged(_ entry: ArchiveEntry, _ what: String) -> Rejection {
    Rejection(
      Problem(
        .archiveDamaged, path: "document", "\(entry.document.number) (\(entry.document.form)) \(what): \(entry.digest)",
        remedy: "run `florin archive verify`, and put the file back from a backup of the archive's folder"))
  }
}
