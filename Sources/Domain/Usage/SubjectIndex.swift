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
}

/// Whose usage is: who pays, and under which subscription.
public struct SubjectOwner: Sendable, Hashable, Comparable {
  public var account: BillingAccountID
  public var subscription: SubscriptionID

  public init(account: BillingAccountID, subscription: SubscriptionID) {
    self.account = account
    self.subscription = subscription
  }

  public static func < (a: SubjectOwner, b: SubjectOwner) -> Bool { (a.account, a.subscription) < (b.account, b.subscription) }
}

/// Who a subject belonged to at an instant, for a whole operator, in memory.
///
/// Read once from the subscriptions; those that change later are laid over it, so that an order costs what it changes
/// and not what the operator has.
public struct SubjectIndex: Sendable {
  /// The last subscription fact taken into account; `nil` when it was not read from facts.
  public let factsThrough: Int64?
  private let read: SubjectColumns
  /// Of subscriptions that changed since.
  private let later: SubjectColumns
  private let changed: Set<SubscriptionID>

  public init(_ rows: [SubjectEntry], factsThrough: Int64? = nil) {
    var builder = Builder()
    for row in rows { builder.add(row) }
    self = builder.index(factsThrough: factsThrough)
  }

  private init(_ read: SubjectColumns, later: SubjectColumns, changed: Set<SubscriptionID>, factsThrough: Int64?) {
    self.read = read
    self.later = later
    self.changed = changed
    self.factsThrough = factsThrough
  }

  /// Takes entries in, in any order, without holding them twice.
  public struct Builder {
    private var columns = SubjectColumns()

    /// - Parameter count: how many entries there will be at most, when that is known: room is made for them at once.
    public init(atMost count: Int = 0) { columns.reserve(count) }

    /// Takes one more in.
    public mutating func add(_ entry: SubjectEntry) { columns.append(entry) }

    /// The index of all that were taken in.
    ///
    /// - Parameter factsThrough: the last subscription fact among them; `nil` when they were not read from facts.
    public consuming func index(factsThrough: Int64?) -> SubjectIndex {
      columns.close()
      var none = SubjectColumns()
      none.close()
      return SubjectIndex(columns, later: none, changed: [], factsThrough: factsThrough)
    }
  }

  /// The same, with what some subscriptions are by now in the place of what they were.
  ///
  /// - Parameter entries: all that `subscriptions` have by now.
  public func updated(_ entries: [SubjectEntry], of subscriptions: Set<SubscriptionID>, factsThrough: Int64) -> SubjectIndex {
    var columns = SubjectColumns()
    for position in 0..<later.count where !subscriptions.contains(later.subscription(position)) { columns.append(later.entry(position)) }
    for entry in entries { columns.append(entry) }
    columns.close()
    return SubjectIndex(read, later: columns, changed: changed.union(subscriptions), factsThrough: factsThrough)
  }

  public var isEmpty: Bool { later.count == 0 && (changed.isEmpty ? read.count == 0 : isSuperseded) }

  /// Whether so much has changed that reading everything again is the cheaper way on.
  public var isLargelyChanged: Bool { changed.count > 1_000 + read.count / 50 }

  private var isSuperseded: Bool { (0..<read.count).allSatisfy { changed.contains(read.subscription($0)) } }

  /// Whose the usage is, or why nobody's.
  public enum Answer: Equatable {
    /// The entry's position; `owner` tells whose it is.
    case entry(Int32)
    /// The subject is known, but belonged to nobody at that instant.
    case unusedThen
    case unknown
  }

  /// The entry for a subject at an instant; the one that started last when several hold it, and of those the one with the
  /// greatest account and subscription, however the index came about: a proof must find what an import found.
  ///
  /// - Parameter fact: what was known then: up to this subscription fact.
  public func find(_ subject: UnsafeBufferPointer<UInt8>, at: Int64, asKnownAt fact: Int64 = .max - 1) -> Answer {
    var isKnown = false
    var best: (position: Int, start: Int64, owner: SubjectOwner)?
    func look(in columns: SubjectColumns, _ position: Int, offset: Int) {
      isKnown = true
      guard columns.contains(position, at) else { return }
      let (start, owner) = (columns.start(position), columns.owner(position))
      if best.map({ ($0.start, $0.owner) < (start, owner) }) ?? true { best = (position + offset, start, owner) }
    }
    if later.count > 0 { later.forEach(subject, asKnownAt: fact) { look(in: later, $0, offset: read.count) } }
    read.forEach(subject, asKnownAt: fact) { position in
      if changed.isEmpty || !changed.contains(read.subscription(position)) { look(in: read, position, offset: 0) }
    }
    return best.map { .entry(Int32($0.position)) } ?? (isKnown ? .unusedThen : .unknown)
  }

  /// The entry that used the subject at an instant; `nil` when none did.
  public func find(_ subject: String, at: Instant) -> SubjectEntry? {
    var copy = subject
    guard case .entry(let index) = copy.withUTF8({ find($0, at: at.microseconds) }) else { return nil }
    let position = Int(index)
    return position < read.count ? read.entry(position) : later.entry(position - read.count)
  }

  /// The last instant up to one at which usage under a subject is a subscription's; `nil` when it was not until then.
  public func last(_ subject: String, of subscription: SubscriptionID, upTo at: Instant) -> Instant? {
    var copy = subject
    return copy.withUTF8 { bytes in
      // Whose it is changes where an entry begins or ends and nowhere else.
      var instants = [at.microseconds]
      func look(in columns: SubjectColumns, _ position: Int) {
        let entry = columns.entry(position)
        instants += [entry.from, entry.to].compactMap { $0.map { $0.microseconds - 1 } }.filter { $0 < at.microseconds }
      }
      later.forEach(bytes, asKnownAt: .max - 1) { look(in: later, $0) }
      read.forEach(bytes, asKnownAt: .max - 1) { if !changed.contains(read.subscription($0)) { look(in: read, $0) } }
      let last = instants.sorted(by: >).first { instant in
        if case .entry(let entry) = find(bytes, at: instant) { owner(of: entry).subscription == subscription } else { false }
      }
      return last.map { Instant(microseconds: $0) }
    }
  }

  /// All that holds by now; made one by one.
  public var entries: some Sequence<SubjectEntry> {
    let older = (0..<read.count).lazy.filter { !changed.contains(read.subscription($0)) }.map(read.entry)
    return [AnySequence(older), AnySequence((0..<later.count).lazy.map(later.entry))].joined()
  }

  /// Whose an entry is.
  public func owner(of entry: Int32) -> SubjectOwner {
    let position = Int(entry)
    return position < read.count ? read.owner(position) : later.owner(position - read.count)
  }

  /// Sorts numbers that hold an entry's position in their upper half by account and subscription, then by the lower half.
  public func sort(_ order: inout [UInt64]) {
    order.sort()
    // Positions read together ascend with account and subscription already.
    guard let last = order.last, Int(last >> 32) >= read.count else { return }
    order.sort { a, b in
      let (one, other) = (owner(of: Int32(a >> 32)), owner(of: Int32(b >> 32)))
      return one == other ? a < b : one < other
    }
  }
}
