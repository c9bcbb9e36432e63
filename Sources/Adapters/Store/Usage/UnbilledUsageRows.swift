import Primitives
import Usage

/// What an account used and was not billed for, read in one range scan per run.
///
/// Made once per snapshot, whose runs it knows.
struct UnbilledUsageRows {
  private let connection: Connection
  private let runs: [AssignedRun]
  private let corrected: CorrectedUsage

  init(_ connection: Connection) throws {
    self.connection = connection
    runs = try connection.whileUnchanged { try AssignedRuns(connection: connection).all() }
    corrected = try connection.whileUnchanged { try CorrectedUsage.Presence(connection) }.isAny ? try CorrectedUsage(connection) : .none
  }

  /// Events before `cutOff` that no bill has covered, with what to write down when this bill is issued.
  ///
  /// - Parameters:
  ///   - since: how far the account is billed; `.none` for the first bill.
  ///   - throughRound: the last round to look at; take it once per run, so that every account sees the same facts.
  ///   - correctableFrom: usage before it has no invoice that could be corrected, and goes to the next one by any rule.
  ///   - group: read nothing but this, of which no bill is made; `nil`: everything.
  func read(
    account: BillingAccountID, cutOff: Instant, since: UsageClosing, throughRound: Int64, rule: LateEventRule,
    correctableFrom: Instant = Instant(microseconds: .min), only group: UsageGroup? = nil
  ) throws -> UnbilledUsage {
    var gathering = UnbilledGathering(cutOff: cutOff, since: since, throughRound: throughRound, rule: rule)
    gathering.correctableFrom = correctableFrom
    gathering.group = group
    if !corrected.isEmpty { gathering.corrected = (corrected, account.rawValue) }
    let rows = try connection.prepare("SELECT events FROM usage_assigned WHERE place BETWEEN ? AND ? ORDER BY place")
    defer { rows.reset() }
    for run in runs where run.lastRound >= since.openFromRound && run.accounts.contains(account.rawValue) {
      let places = run.places(of: account)
      rows.reset()
      rows.bind(1, places.lowerBound)
      rows.bind(2, places.upperBound)
      while try rows.step() {
        guard rows.withBlobBytes(0, { gathering.add($0) }) else {
          throw DamagedRow(table: "usage_assigned", row: account.rawValue, what: "the packed usage of run \(run.run) cannot be read")
        }
      }
    }
    return gathering.result(account)
  }

  /// Whether any usage was corrected by later events.
  var hasCorrections: Bool { !corrected.isEmpty }

  /// The last round committed.
  func lastRound() throws -> Int64 {
    let row = try connection.prepare("SELECT COALESCE(MAX(round), 0) FROM usage_round")
    defer { row.reset() }
    _ = try row.step()
    return row.int64(0)
  }
}

extension PackedUsageReader.Section {
  fileprivate func isOf(_ group: UsageGroup) -> Bool { subscription == group.subscription.rawValue && group.type.utf8.elementsEqual(type) }
}

/// Sorts an account's events into due, late and not yet due.
struct UnbilledGathering {
  private let cutOff: Instant
  private let since: UsageClosing
  private let throughRound: Int64
  private let rule: LateEventRule
  var correctableFrom = Instant(microseconds: .min)
  /// What alone is taken in; `nil`: everything.
  var group: UsageGroup?
  /// Which events were corrected, and for whom is read; `nil` when none was.
  var corrected: (usage: CorrectedUsage, account: Int64)?
  private var due = UsageGathering()
  private var waiting = UsageGathering()
  private var late = 0
  private var openFrom: Int64

  init(cutOff: Instant, since: UsageClosing, throughRound: Int64, rule: LateEventRule) {
    self.cutOff = cutOff
    self.since = since
    self.throughRound = throughRound
    self.rule = rule
    openFrom = throughRound + 1
  }

  /// Takes in one packed value; `false` when it is damaged.
  mutating func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var reader = PackedUsageReader(bytes)
    while !reader.isAtEnd {
      guard let section = reader.section() else { return false }
      // Everything of an older round is billed; a newer one this bill cannot see.
      if section.round < since.openFromRound || section.round > throughRound || group.map({ !section.isOf($0) }) ?? false {
        reader.skip(section)
        continue
      }
      var event = PackedUsageReader.Event()
      due.begin(section)
      waiting.begin(section)
      for _ in 0..<section.count {
        guard reader.next(&event) else { return false }
        add(event, round: section.round)
      }
    }
    return true
  }

  private mutating func add(_ event: PackedUsageReader.Event, round: Int64) {
    if event.attributesChanged {
      let attributes = event.attributes.isEmpty ? [:] : FlatAttributes.read(event.attributes)
      due.attributes = attributes
      waiting.attributes = attributes
    }
    let at = Instant(microseconds: event.at)
    if at >= cutOff {
      openFrom = min(openFrom, round)
    } else if !since.isBilled(at: at, round: round) {
      var replacesBilled = false
      if let corrected {
        if corrected.usage.isVoid(event.event, throughRound: throughRound) { return }
        replacesBilled = corrected.usage.replacesBilled(event.event, account: corrected.account, since: since)
      }
      let isLate = since.isLate(at: at, round: round)
      if at >= correctableFrom, isLate && rule == .correction || replacesBilled {
        waiting.add(event)
      } else {
        if isLate { late += 1 }
        due.add(event)
      }
    }
  }

  mutating func result(_ account: BillingAccountID) -> UnbilledUsage {
    UnbilledUsage(
      account: account, usage: due.sorted(), awaitingCorrection: waiting.sorted(), lateCount: late,
      closing: UsageClosing(cutOff: cutOff, throughRound: throughRound, openFromRound: openFrom))
  }
}

/// Collects events by subscription and type.
struct UsageGathering {
  private var groups: [AssignedUsage] = []
  /// Whether `groups` are in the order of subscription and type, as far as they go.
  private var isAscending = true
  private var section = PackedUsageReader.Section(
    round: 0, subscription: 0, type: UnsafeRawBufferPointer(start: nil, count: 0), count: 0, length: 0)
  /// Where the section's events go; -1 until its first one comes.
  private var place = -1
  private var lastPlace = -1
  /// The events of `place`, taken out of `groups` while its section is read.
  private var open: [MeteredUsage] = []
  var attributes: [String: String] = [:]

  mutating func begin(_ section: PackedUsageReader.Section) {
    close()
    self.section = section
    attributes = [:]
  }

  /// Puts the events of the section that ends back to their group.
  private mutating func close() {
    guard place >= 0 else { return }
    swap(&groups[place].events, &open)
    place = -1
  }

  mutating func add(_ event: PackedUsageReader.Event) {
    if place < 0 { openGroup() }
    open.append(MeteredUsage(event, attributes))
  }

  /// Takes in every event of a packed value; `false` when it is damaged.
  mutating func addAll(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var reader = PackedUsageReader(bytes)
    while !reader.isAtEnd {
      guard let section = reader.section() else { return false }
      begin(section)
      if section.count == 0 { continue }
      openGroup()
      // A list of its own name is appended to without asking each time whether somebody else reads it.
      var events: [MeteredUsage] = []
      swap(&events, &open)
      defer { swap(&events, &open) }
      var attributes: [String: String] = [:]
      var event = PackedUsageReader.Event()
      for _ in 0..<section.count {
        guard reader.next(&event) else { return false }
        if event.attributesChanged { attributes = event.attributes.isEmpty ? [:] : FlatAttributes.read(event.attributes) }
        events.append(MeteredUsage(event, attributes))
      }
    }
    return true
  }

  /// Takes the section's group out, with room for its events.
  private mutating func openGroup() {
    place = placeOfSection()
    swap(&groups[place].events, &open)
    let needed = open.count + section.count
    // Room for a month of days at once: usage arrives in many small rounds.
    if needed > open.capacity { open.reserveCapacity(max(needed, open.capacity * 2, 16)) }
  }

  /// Every round packs an account's sections in the same order, so the next one is mostly the one after the last.
  private mutating func placeOfSection() -> Int {
    let next = lastPlace + 1 < groups.count ? lastPlace + 1 : 0
    if next < groups.count, isSection(groups[next]) {
      lastPlace = next
    } else {
      let type = String(decoding: section.type, as: UTF8.self)
      if !isAfterAll(type), let known = find(type) {
        lastPlace = known
      } else {
        let new = AssignedUsage(subscription: SubscriptionID(section.subscription), type: type, events: [])
        if let last = groups.last, UsageGathering.isBefore(new, last) { isAscending = false }
        lastPlace = groups.count
        if groups.isEmpty { groups.reserveCapacity(16) }
        groups.append(new)
      }
    }
    return lastPlace
  }

  private func isSection(_ group: AssignedUsage) -> Bool {
    group.subscription.rawValue == section.subscription && group.type.utf8.elementsEqual(section.type)
  }

  private struct Key: Hashable {
    var subscription: Int64
    var type: String
  }

  /// Where the groups stand, as far as it was asked; only needed once they are out of order.
  private var places: [Key: Int] = [:]

  /// Whether the section comes after every group: so does each one of the first round that is read.
  private func isAfterAll(_ type: String) -> Bool {
    guard isAscending, let last = groups.last else { return groups.isEmpty }
    let before = last.subscription.rawValue
    return before < section.subscription || before == section.subscription && last.type < type
  }

  private mutating func find(_ type: String) -> Int? {
    guard isAscending else {
      for place in places.count..<groups.count {
        places[Key(subscription: groups[place].subscription.rawValue, type: groups[place].type)] = place
      }
      return places[Key(subscription: section.subscription, type: type)]
    }
    var low = 0
    var high = groups.count
    while low < high {
      let middle = (low + high) / 2
      if (groups[middle].subscription.rawValue, groups[middle].type) < (section.subscription, type) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < groups.count && isSection(groups[low]) ? low : nil
  }

  private static func isBefore(_ a: AssignedUsage, _ b: AssignedUsage) -> Bool { (a.subscription, a.type) < (b.subscription, b.type) }

  /// Groups by subscription and type, the events of each by instant and number.
  mutating func sorted() -> [AssignedUsage] {
    close()
    var result = groups
    groups = []
    for index in result.indices where !UsageGathering.isInOrder(result[index].events) {
      result[index].events.sort(by: UsageGathering.before)
    }
    if !isAscending { result.sort(by: UsageGathering.isBefore) }
    return result
  }

  private static func isInOrder(_ events: [MeteredUsage]) -> Bool {
    for index in events.indices.dropFirst() {
      let (a, b) = (events[index - 1].at, events[index].at)
      if a > b || a == b && events[index - 1].event > events[index].event { return false }
    }
    return true
  }

  private static func before(_ a: MeteredUsage, _ b: MeteredUsage) -> Bool { (a.at, a.event) < (b.at, b.event) }
}

extension MeteredUsage {
  @inline(__always)
  fileprivate init(_ event: PackedUsageReader.Event, _ attributes: [String: String]) {
    self.init(
      event: event.event, at: Instant(microseconds: event.at), quantity: Exact(unscaled: event.digits, scale: event.scale), attributes: attributes)
  }
}
