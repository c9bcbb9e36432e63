public import Primitives

/// The root over the entries of a day, in a chain of seals; what a time stamp is asked for.
public struct ArchiveSeal: Sendable, Hashable {
  public var number: Int64
  /// The day (UTC) that it closes: its entries were kept on it, or before it and after the last seal.
  public var day: Day
  /// The entries it covers, of all sellers, in the order in which they were kept.
  public var firstEntry: Int64
  public var lastEntry: Int64
  public var root: ContentDigest
  public var sealedAt: Instant

  public init(number: Int64, day: Day, firstEntry: Int64, lastEntry: Int64, root: ContentDigest, sealedAt: Instant) {
    self.number = number
    self.day = day
    self.firstEntry = firstEntry
    self.lastEntry = lastEntry
    self.root = root
    self.sealedAt = sealedAt
  }

  /// What is stamped: a few lines that name the root and the seal before.
  public func text(after before: ContentDigest) -> String {
    """
    florin archive seal 1
    seal: \(number)
    day: \(day)
    entries: \(firstEntry) to \(lastEntry)
    root: \(root)
    sealed: \(sealedAt)
    before: \(before)

    """
  }

  /// The line that what stands before the first seal is the SHA-256 of.
  public static let originText = "florin archive seals\n"
}

/// A seal with its place among the seals.
public struct ChainedSeal: Sendable, Hashable {
  public var seal: ArchiveSeal
  public var before: ContentDigest
  public var link: ContentDigest

  public init(seal: ArchiveSeal, before: ContentDigest, link: ContentDigest) {
    self.seal = seal
    self.before = before
    self.link = link
  }

  public var text: String { seal.text(after: before) }
}

/// Proves seals in the order of their numbers against the links of the entries that they cover.
public struct SealProof: Sendable {
  private let hash: ContentHash
  private var previous: (number: Int64, lastEntry: Int64, link: ContentDigest)

  public init(hash: @escaping ContentHash) {
    self.hash = hash
    previous = (0, 0, hash(Array(ArchiveSeal.originText.utf8)))
  }

  /// - Parameter links: of the entries from the first to the last, those that are there, in their order.
  public mutating func look(at one: ChainedSeal, links: [ContentDigest]) -> [ArchiveFinding] {
    let seal = one.seal
    defer { previous = (seal.number, seal.lastEntry, one.link) }
    let subject = "seal \(seal.number) of \(seal.day)"
    var findings: [ArchiveFinding] = []
    if seal.number != previous.number + 1 {
      findings.append(ArchiveFinding("seal \(previous.number + 1)", "missing from the chain of seals"))
    } else if one.before != previous.link {
      findings.append(ArchiveFinding(subject, "inserted, or the one before it was: it names another seal before it"))
    } else if seal.firstEntry != previous.lastEntry + 1 {
      findings.append(ArchiveFinding(subject, "its entries begin with \(seal.firstEntry), those of the seal before end with \(previous.lastEntry)"))
    }
    if hash(Array(one.text.utf8)) != one.link { findings.append(ArchiveFinding(subject, "edited: its fields do not give its link")) }
    let expected = seal.lastEntry - seal.firstEntry + 1
    if Int64(links.count) != expected {
      findings.append(ArchiveFinding(subject, "it covers \(expected) entries, \(links.count) are there"))
    } else if MerkleTree(hash: hash).root(links.map(\.bytes)) != seal.root {
      findings.append(ArchiveFinding(subject, "the links of its entries do not give its root: one of them was changed with its entry"))
    }
    return findings
  }

  /// The last entry that a seal covers so far.
  public var lastEntry: Int64 { previous.lastEntry }
}
