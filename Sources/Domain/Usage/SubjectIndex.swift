public import Primitives

/// One spell during which usage under a subject belongs to a subscription and is paid by an account.
///
/// `[from, to)` in UTC instants; open when `to` is `nil`. A subject may pass to another subscription, and a
/// subscription to another payer: each is an entry of its own.
public struct SubjectEntry: Sendable, Hashable {
  public var subject: String
  public var subscription: SubscriptionID
  public var account: BillingAccountID
  public var from: Instant
  public var to: Instant?
  /// The subscription facts between which this was what was known: `[knownFrom, knownTo)`; always, unless said.
  public var knownFrom = Int64.min
  public var knownTo = Int64.max

  public init(subject: String, subscription: SubscriptionID, account: BillingAccountID, from: Instant, to: Instant? = nil) {
    self.subject = subject
    self.subscription = subscription
    self.account = account
    self.from = from
    self.to = to
  }

  func contains(_ at: Int64) -> Bool {
    from.microseconds <= at && (to.map { at < $0.microseconds } ?? true)
  }
}

/// Who a subject belonged to at an instant, for a whole operator, in memory.
///
/// Built once per import from the subscriptions. Entries are kept in the order of account and subscription, so
/// their positions sort usage the way bills read it.
public struct SubjectIndex: Sendable {
  /// In ascending order of account, subscription, subject and start.
  public let entries: [SubjectEntry]
  /// The last subscription fact taken into account; `nil` when it was not read from facts.
  public let factsThrough: Int64?
  private let slots: [Int32]
  private let next: [Int32]
  private let keys: [[UInt8]]

  public init(_ rows: [SubjectEntry], factsThrough: Int64? = nil) {
    self.factsThrough = factsThrough
    let entries = rows.sorted {
      ($0.account, $0.subscription, $0.subject, $0.from) < ($1.account, $1.subscription, $1.subject, $1.from)
    }
    var size = 16
    while size < entries.count * 2 { size *= 2 }
    var slots = [Int32](repeating: -1, count: size)
    var next = [Int32](repeating: -1, count: entries.count)
    let keys = entries.map { Array($0.subject.utf8) }
    for index in entries.indices {
      let slot = keys[index].withUnsafeBufferPointer { SubjectIndex.slot(of: $0, size: size) }
      next[index] = slots[slot]
      slots[slot] = Int32(index)
    }
    self.entries = entries
    self.slots = slots
    self.next = next
    self.keys = keys
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// Whose the usage is, or why nobody's.
  public enum Answer: Equatable {
    case entry(Int32)
    /// The subject is known, but belonged to nobody at that instant.
    case unusedThen
    case unknown
  }

  /// The entry for a subject at an instant; the one that started last when several hold it.
  ///
  /// - Parameter fact: what was known then: up to this subscription fact.
  public func find(_ subject: UnsafeBufferPointer<UInt8>, at: Int64, asKnownAt fact: Int64 = .max - 1) -> Answer {
    var index = slots[SubjectIndex.slot(of: subject, size: slots.count)]
    var known = false
    var best: Int32 = -1
    while index >= 0 {
      let position = Int(index)
      if SubjectIndex.equal(keys[position], subject), entries[position].knownFrom <= fact, fact < entries[position].knownTo {
        known = true
        if entries[position].contains(at), best < 0 || entries[Int(best)].from < entries[position].from { best = index }
      }
      index = next[position]
    }
    return best >= 0 ? .entry(best) : known ? .unusedThen : .unknown
  }

  /// The entry that used the subject at an instant; `nil` when none did.
  public func find(_ subject: String, at: Instant) -> SubjectEntry? {
    var copy = subject
    if case .entry(let index) = copy.withUTF8({ find($0, at: at.microseconds) }) { return entries[Int(index)] }
    return nil
  }

  private static func equal(_ a: [UInt8], _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    return a.withUnsafeBufferPointer { left in
      for index in 0..<b.count where left[index] != b[index] { return false }
      return true
    }
  }

  private static func slot(of bytes: UnsafeBufferPointer<UInt8>, size: Int) -> Int {
    let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    return Int(truncatingIfNeeded: IdentityMark().of(source: empty, id: bytes) & UInt64(size - 1))
  }
}
