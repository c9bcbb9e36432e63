public import Archiving
import Primitives

/// Proves the archive again from what lies there: every entry, every byte, every seal and every time stamp.
public struct VerifyArchive: Sendable {
  let store: any ArchiveStore
  let vault: any DocumentVault
  let codec: any TimeStampCodec
  /// A PEM file with the certificates that vouch for stamps; `nil`: signatures are not checked.
  let trust: String?

  public init(store: any ArchiveStore, vault: any DocumentVault, codec: any TimeStampCodec, trust: String? = nil) {
    self.store = store
    self.vault = vault
    self.codec = codec
    self.trust = trust
  }

  /// What was looked at.
  public struct Outcome: Sendable {
    public var sellers = 0
    public var entries = 0
    public var erased = 0
    public var bytes: Int64 = 0
    public var seals = 0
    public var stamps = 0
    /// Entries that no seal covers yet.
    public var unsealed = 0
  }

  private static let page = 500

  /// - Parameter looked: called with how many entries were looked at.
  public func callAsFunction(report: (ArchiveFinding) -> Void, looked: (Int) -> Void = { _ in }) throws -> Outcome {
    var outcome = Outcome()
    let chain = SellerChain(hash: vault.hash)
    for seller in try store.archivingSellers() {
      outcome.sellers += 1
      var proof = SellerChainProof(seller: seller, chain: chain)
      while true {
        let entries = try store.chain(of: seller, after: proof.head.number, limit: VerifyArchive.page)
        if entries.isEmpty { break }
        for one in entries {
          proof.look(at: one.chained).forEach(report)
          try look(at: one, &outcome, report)
          looked(outcome.entries)
        }
      }
    }
    try lookAtSeals(&outcome, report)
    return outcome
  }

  private func look(at one: ArchivedEntry, _ outcome: inout Outcome, _ report: (ArchiveFinding) -> Void) throws {
    outcome.entries += 1
    let entry = one.entry
    let subject = "\(entry.document.seller) entry \(entry.number) (\(entry.document.number), \(entry.document.form))"
    if one.erasure != nil {
      outcome.erased += 1
      return
    }
    guard let bytes = try vault.bytes(entry.digest) else {
      report(ArchiveFinding(subject, "its bytes are gone: no file has the SHA-256 \(entry.digest)"))
      return
    }
    outcome.bytes += Int64(bytes.count)
    let digest = vault.hash(bytes)
    if digest != entry.digest { report(ArchiveFinding(subject, "its bytes were changed: their SHA-256 is \(digest), kept was \(entry.digest)")) }
  }

  private func lookAtSeals(_ outcome: inout Outcome, _ report: (ArchiveFinding) -> Void) throws {
    var proof = SealProof(hash: vault.hash)
    var after: Int64 = 0
    while true {
      let seals = try store.seals(after: after, limit: VerifyArchive.page)
      guard let last = seals.last else { break }
      for one in seals {
        outcome.seals += 1
        proof.look(at: one.seal, links: try store.links(one.seal.seal.firstEntry, through: one.seal.seal.lastEntry)).forEach(report)
        for stamp in one.stamps {
          outcome.stamps += 1
          check(stamp, of: one.seal, report)
        }
      }
      after = last.seal.seal.number
    }
    let all = try store.archiveCount(ArchiveFilter())
    outcome.unsealed = all - Int(min(proof.lastEntry, Int64(all)))
  }

  private func check(_ stamp: SealStamp, of seal: ChainedSeal, _ report: (ArchiveFinding) -> Void) {
    let subject = "time stamp of seal \(seal.seal.number)"
    do {
      let at = try codec.read(stamp.response, over: vault.hash(Array(seal.text.utf8)), nonce: nil, trust: trust)
      if at != stamp.stampedAt { report(ArchiveFinding(subject, "it says \(at), kept was \(stamp.stampedAt)")) }
    } catch {
      report(ArchiveFinding(subject, "\(error)"))
    }
  }
}
