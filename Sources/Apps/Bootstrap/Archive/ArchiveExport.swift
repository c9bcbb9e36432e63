import Archiving
import Foundation
public import Operations
import Primitives
import Store
import Vault

/// Writes what the archive keeps as a folder that an auditor checks without Florin: with `sha256sum`, `openssl` and a shell.
public struct ArchiveExport {
  private let archive: Archive
  private let folder: String

  public init(_ archive: Archive, into folder: String) {
    self.archive = archive
    self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
  }

  /// What was written.
  public struct Outcome: Sendable {
    public var documents = 0
    public var bytes: Int64 = 0
    public var erased = 0
    /// Documents that carry the operator's signature.
    public var signed = 0
    public var seals = 0
    public var stamps = 0
    public var unsealed = 0
  }

  /// - Parameter filter: which documents; seals and stamps come along that cover them.
  /// - Throws: `Rejection` (`archive.folder-not-empty`; `archive.damaged` for a document whose bytes are not what was kept).
  public func callAsFunction(_ filter: ArchiveFilter, progress: (Int, Int) -> Void = { _, _ in }) throws -> Outcome {
    try begin()
    var outcome = Outcome()
    var files: [(digest: ContentDigest, path: String)] = []
    var entries: [(link: ContentDigest, path: String)] = []
    var covered: [ChainedEntry] = []
    let total = try archive.store.archiveCount(filter)
    var page = filter
    page.limit = 500
    while true {
      let found = try archive.entries(page)
      guard let last = found.last else { break }
      for one in found {
        let entry = "entries/\(ArchiveExport.safe(one.entry.document.seller))/\(ArchiveExport.padded(one.entry.number)).txt"
        try write(Array(one.chained.text.utf8), entry)
        entries.append((one.chained.link, entry))
        covered.append(one.chained)
        if one.erasure == nil {
          let bytes = try archive.vault.bytes(of: one)
          let path = "documents/\(ArchiveExport.name(of: one.entry, KeptFile(bytes)))"
          if KeptFile.isSigned(bytes) { outcome.signed += 1 }
          try write(bytes, path)
          files.append((one.entry.digest, path))
          outcome.documents += 1
          outcome.bytes += Int64(bytes.count)
        } else {
          outcome.erased += 1
        }
        progress(outcome.documents + outcome.erased, total)
      }
      page.after = last.chained.id
    }
    try write(list(files), "documents.sha256")
    try write(list(entries), "entries.sha256")
    try writeSeals(covering: covered, &outcome)
    try write(Array(ArchiveAuditText.readme(outcome, filter).utf8), "README.txt")
    try write(Array(ArchiveAuditText.check.utf8), "check.sh")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/check.sh")
    return outcome
  }

  private func begin() throws {
    let there = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    if !there.isEmpty {
      throw Rejection(
        Problem(
          .exportFolderTaken, at: .init(file: folder), "the folder is not empty",
          remedy: "name a new one, so that the export holds nothing but what it wrote"))
    }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  /// Seals are all written, because each names the one before; the trees only of those that cover an exported entry.
  private func writeSeals(covering entries: [ChainedEntry], _ outcome: inout Outcome) throws {
    let ids = Set(entries.map(\.id))
    var seals: [(link: ContentDigest, path: String)] = []
    var nodes: [ContentDigest: [UInt8]] = [:]
    var sealedThrough: Int64 = 0
    var after: Int64 = 0
    while true {
      let page = try archive.store.seals(after: after, limit: 200)
      guard let last = page.last else { break }
      for one in page {
        let name = ArchiveExport.padded(one.seal.seal.number)
        try write(Array(one.seal.text.utf8), "seals/\(name).txt")
        seals.append((one.seal.link, "seals/\(name).txt"))
        outcome.seals += 1
        if let stamp = one.stamps.first {
          try write(stamp.response, "seals/\(name).tsr")
          outcome.stamps += 1
        }
        sealedThrough = one.seal.seal.lastEntry
        try addTree(of: one.seal, ids, &nodes)
      }
      after = last.seal.seal.number
    }
    outcome.unsealed = ids.count { $0 > sealedThrough }
    try write(list(seals), "seals.sha256")
    for (digest, bytes) in nodes { try write(bytes, "tree/\(digest)") }
    try write(list(nodes.keys.sorted().map { ($0, "tree/\($0)") }), "tree.sha256")
    if let trust = try archive.settings().timeStamps?.trustFile, let certificates = try? Data(contentsOf: URL(filePath: trust)) {
      try write(Array(certificates), "authority.pem")
    }
  }

  /// The nodes on the ways from the root to exported entries; of others' entries only the hashes within them.
  private func addTree(of seal: ChainedSeal, _ ids: Set<Int64>, _ nodes: inout [ContentDigest: [UInt8]]) throws {
    let range = seal.seal.firstEntry...seal.seal.lastEntry
    guard ids.contains(where: { range.contains($0) }) else { return }
    let links = try archive.store.links(range.lowerBound, through: range.upperBound)
    let wanted = Set(zip(range, links).filter { ids.contains($0.0) }.map { archive.vault.hash(MerkleTree.leafBytes($0.1.bytes)) })
    var onTheWay = wanted
    _ = MerkleTree(hash: archive.vault.hash).root(links.map(\.bytes)) { digest, bytes in
      let isWay = wanted.contains(digest) || (bytes.first == 0x01 && [1, 33].contains { from in
        ContentDigest(bytes: Array(bytes[from..<from + ContentDigest.byteCount])).map(onTheWay.contains) ?? false
      })
      guard isWay else { return }
      onTheWay.insert(digest)
      nodes[digest] = bytes
    }
  }

  // MARK: files

  private func list(_ lines: [(ContentDigest, String)]) -> [UInt8] { Array(lines.map { "\($0)  \($1)\n" }.joined().utf8) }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    let path = folder + "/" + name
    try FileManager.default.createDirectory(atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: path))
  }

  private static func padded(_ number: Int64) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  /// `es/ES-2026-000001.es.pdf`, `es/ES-2026-000001.factur-x.xml`
  static func name(of entry: ArchiveEntry, _ file: KeptFile) -> String {
    let document = entry.document
    let ending = document.form == ArchivedDocument.pdf ? "\(document.language).pdf" : "\(document.form).\(file.ending)"
    return "\(safe(document.seller))/\(document.kind == .invoice ? "" : "credit-")\(safe(document.number)).\(ending)"
  }

  /// A name that means nothing to a shell or a file system, and no two alike.
  private static func safe(_ name: String) -> String {
    let isPlain = { (byte: UInt8) in (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x5F }
    return name.utf8.map { isPlain($0) ? String(UnicodeScalar($0)) : "=" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
