import Primitives

/// Entries of a subject index, column by column: sixty bytes each, whatever their number.
///
/// In ascending order of account, subscription, subject and start, and found by subject through a table of chains.
struct SubjectColumns: Sendable {
  /// The subjects, one behind the other.
  private var texts: [UInt8] = []
  private var textEnds: [UInt32] = []
  private var accounts: [Int64] = []
  private var subscriptions: [Int64] = []
  private var starts: [Int64] = []
  /// `Int64.max` where it is open.
  private var ends: [Int64] = []
  /// By position; only of entries that were not always what was known.
  private var known: [Int32: Range<Int64>] = [:]
  /// By the subject's hash, the first entry of its chain; -1: none.
  private var slots: [Int32] = [-1]
  private var next: [Int32] = []
  private var isAscending = true

  var count: Int { accounts.count }

  mutating func reserve(_ count: Int) {
    // Telephone numbers and most meters are no longer.
    texts.reserveCapacity(count * 12)
    textEnds.reserveCapacity(count)
    accounts.reserveCapacity(count)
    subscriptions.reserveCapacity(count)
    starts.reserveCapacity(count)
    ends.reserveCapacity(count)
  }

  mutating func append(_ entry: SubjectEntry) {
    let last = count - 1
    texts.append(contentsOf: entry.subject.utf8)
    textEnds.append(UInt32(texts.count))
    accounts.append(entry.account.rawValue)
    subscriptions.append(entry.subscription.rawValue)
    starts.append(entry.from.microseconds)
    ends.append(entry.to?.microseconds ?? .max)
    if entry.knownFrom != .min || entry.knownTo != .max { known[Int32(last + 1)] = entry.knownFrom..<entry.knownTo }
    if last >= 0, isAscending, precedes(last + 1, last) { isAscending = false }
  }

  /// Puts the entries in their order and makes them ready to be found.
  mutating func close() {
    if !isAscending { sort() }
    var size = 16
    while size < count { size *= 2 }
    slots = [Int32](repeating: -1, count: size)
    next = [Int32](repeating: -1, count: count)
    for position in 0..<count {
      let slot = subject(position) { SubjectColumns.slot(of: $0, size: size) }
      next[position] = slots[slot]
      slots[slot] = Int32(position)
    }
  }

  func owner(_ position: Int) -> SubjectOwner {
    SubjectOwner(account: BillingAccountID(accounts[position]), subscription: SubscriptionID(subscriptions[position]))
  }

  func entry(_ position: Int) -> SubjectEntry {
    var entry = SubjectEntry(
      subject: subject(position) { String(decoding: $0, as: UTF8.self) }, subscription: SubscriptionID(subscriptions[position]),
      account: BillingAccountID(accounts[position]), from: Instant(microseconds: starts[position]),
      to: ends[position] == .max ? nil : Instant(microseconds: ends[position]))
    if let facts = known[Int32(position)] { (entry.knownFrom, entry.knownTo) = (facts.lowerBound, facts.upperBound) }
    return entry
  }

  /// Looks at every entry of a subject that was known then.
  func forEach(_ wanted: UnsafeBufferPointer<UInt8>, asKnownAt fact: Int64, _ body: (Int) -> Void) {
    var index = slots[SubjectColumns.slot(of: wanted, size: slots.count)]
    while index >= 0 {
      let position = Int(index)
      if subject(position, { SubjectColumns.equal($0, wanted) }), known.isEmpty || known[index]?.contains(fact) ?? true { body(position) }
      index = next[position]
    }
  }

  func start(_ position: Int) -> Int64 { starts[position] }
  func subscription(_ position: Int) -> SubscriptionID { SubscriptionID(subscriptions[position]) }
  func contains(_ position: Int, _ at: Int64) -> Bool { starts[position] <= at && at < ends[position] }

  private func subject<T>(_ position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
    let range = (position == 0 ? 0 : Int(textEnds[position - 1]))..<Int(textEnds[position])
    return texts.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (left, right) = ((accounts[a], subscriptions[a]), (accounts[b], subscriptions[b]))
    if left != right { return left < right }
    return subject(a) { one in
      subject(b) { other in one.elementsEqual(other) ? starts[a] < starts[b] : one.lexicographicallyPrecedes(other) }
    }
  }

  private mutating func sort() {
    let order = (0..<Int32(count)).sorted { precedes(Int($0), Int($1)) }
    var sorted = SubjectColumns()
    sorted.texts.reserveCapacity(texts.count)
    for position in order {
      subject(Int(position)) { sorted.texts.append(contentsOf: $0) }
      sorted.textEnds.append(UInt32(sorted.texts.count))
    }
    // One column after the other, so that never two of everything are held.
    (texts, textEnds) = (sorted.texts, sorted.textEnds)
    accounts = order.map { accounts[Int($0)] }
    subscriptions = order.map { subscriptions[Int($0)] }
    starts = order.map { starts[Int($0)] }
    ends = order.map { ends[Int($0)] }
    if !known.isEmpty {
      var moved: [Int32: Range<Int64>] = [:]
      for (place, position) in order.enumerated() { moved[Int32(place)] = known[position] }
      known = moved
    }
    isAscending = true
  }

  private static func equal(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for index in 0..<a.count where a[index] != b[index] { return false }
    return true
  }

  private static func slot(of bytes: UnsafeBufferPointer<UInt8>, size: Int) -> Int {
    let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    return Int(truncatingIfNeeded: IdentityMark().of(source: empty, id: bytes) & UInt64(size - 1))
  }
}
