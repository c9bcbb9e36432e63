/// The chain of a seller's entries: each link is the SHA-256 of an entry's text, which names the link before.
public struct SellerChain: Sendable {
  private let hash: ContentHash

  public init(hash: @escaping ContentHash) { self.hash = hash }

  /// What stands before the first entry: the SHA-256 of a line with the seller's code.
  public func origin(_ seller: String) -> ContentDigest { hash(Array(SellerChain.originText(seller).utf8)) }

  /// The line that the origin is the SHA-256 of.
  public static func originText(_ seller: String) -> String { "florin archive of \(ArchiveText.escaped(seller))\n" }

  public func link(_ entry: ArchiveEntry, after before: ContentDigest) -> ContentDigest { hash(Array(entry.text(after: before).utf8)) }
}

/// What is wrong with an archive, and with what in it.
public struct ArchiveFinding: Sendable, Hashable, CustomStringConvertible {
  public var subject: String
  public var message: String

  public init(_ subject: String, _ message: String) {
    self.subject = subject
    self.message = message
  }

  public var description: String { "\(subject): \(message)" }
}

/// Proves the chain of one seller, entry by entry in the order of their numbers.
///
/// Each is judged by the links that are stored, so that one changed entry is one finding and not all behind it.
public struct SellerChainProof: Sendable {
  private let chain: SellerChain
  private let seller: String
  private var previous: (number: Int64, link: ContentDigest)

  public init(seller: String, chain: SellerChain) {
    self.chain = chain
    self.seller = seller
    previous = (0, chain.origin(seller))
  }

  /// - Returns: what is wrong with the entry and its place.
  public mutating func look(at one: ChainedEntry) -> [ArchiveFinding] {
    defer { previous = (one.entry.number, one.link) }
    let subject = "\(seller) entry \(one.entry.number) (\(one.entry.document.number), \(one.entry.document.form))"
    var findings: [ArchiveFinding] = []
    let expected = previous.number + 1
    if one.entry.number > expected {
      let missing = expected == one.entry.number - 1 ? "entry \(expected) is" : "entries \(expected) to \(one.entry.number - 1) are"
      findings.append(ArchiveFinding("\(seller) entry \(expected)", "missing: \(missing) gone from the chain"))
    } else if one.before != previous.link {
      findings.append(ArchiveFinding(subject, "inserted, or the one before it was: it names another link before it than the entry before has"))
    }
    if chain.link(one.entry, after: one.before) != one.link {
      findings.append(ArchiveFinding(subject, "edited: its fields do not give its link"))
    }
    return findings
  }

  /// The number and link that the chain ends with so far.
  public var head: (number: Int64, link: ContentDigest) { previous }
}
