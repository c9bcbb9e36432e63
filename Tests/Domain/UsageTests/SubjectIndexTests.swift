import Primitives
import Seeds
import Testing
import Usage

struct SubjectIndexTests {
  static let index = SubjectIndex([
    SubjectEntry(subject: "600", subscription: .init(1), account: .init(10), from: Instant(seconds: 100), to: Instant(seconds: 200)),
    SubjectEntry(subject: "600", subscription: .init(2), account: .init(20), from: Instant(seconds: 200), to: Instant(seconds: 300)),
    SubjectEntry(subject: "601", subscription: .init(3), account: .init(10), from: Instant(seconds: 100)),
    SubjectEntry(subject: "601", subscription: .init(3), account: .init(30), from: Instant(seconds: 500)),
  ])

  /// Subject, second, and whose it is: subscription and account.
  static let table: [(String, Int64, [Int64]?)] = [
    ("600", 99, nil),
    ("600", 100, [1, 10]),
    ("600", 199, [1, 10]),
    ("600", 200, [2, 20]),
    ("600", 300, nil),
    ("601", 499, [3, 10]),
    ("601", 500, [3, 30]),
    ("602", 150, nil),
    ("", 150, nil),
  ]

  @Test(arguments: table) func finds(_ subject: String, _ second: Int64, _ expected: [Int64]?) {
    let found = SubjectIndexTests.index.find(subject, at: Instant(seconds: second))
    #expect(found.map { [$0.subscription.rawValue, $0.account.rawValue] } == expected)
  }

  /// Subject, subscription, second, and the microsecond of the last instant up to then.
  @Test(arguments: [
    ("600", 1, 150, 150_000_000), ("600", 1, 200, 199_999_999), ("600", 1, 999, 199_999_999), ("600", 2, 999, 299_999_999),
    ("600", 2, 199, nil), ("600", 3, 999, nil), ("601", 3, 999, 999_000_000), ("602", 3, 999, nil),
  ] as [(String, Int64, Int64, Int64?)]) func theLastInstantOfASubscription(_ subject: String, _ subscription: Int64, _ second: Int64, _ expected: Int64?) {
    let found = SubjectIndexTests.index.last(subject, of: SubscriptionID(subscription), upTo: Instant(seconds: second))
    #expect(found?.microseconds == expected)
  }

  @Test func tellsUnknownFromUnusedThen() {
    func answer(_ text: String) -> SubjectIndex.Answer {
      var copy = text
      return copy.withUTF8 { SubjectIndexTests.index.find($0, at: 0) }
    }
    #expect(answer("600") == .unusedThen)
    #expect(answer("6000") == .unknown)
  }
}

/// An index that took in changes as they came answers like one read anew.
struct ChangedSubjectsTests {
  private static let subjects = ["600", "601", "a subject that is longer than most", "", "6"]

  private static func spells(of subscription: Int64, _ seed: inout Seed) -> [SubjectEntry] {
    let subject = seed.pick(subjects)
    let first = Int64(seed.number(0...50))
    return (0..<Int64(seed.number(0...3))).map { part in
      let start = first + part * 20
      return SubjectEntry(
        subject: subject, subscription: .init(subscription), account: .init(Int64(seed.number(1...6))), from: Instant(seconds: start),
        to: seed.flip() ? Instant(seconds: start + 20) : nil)
    }
  }

  @Test(arguments: Seed.some) func answersAsIfReadAnew(_ start: Seed) {
    var seed = start
    var held: [Int64: [SubjectEntry]] = [:]
    for id in 1...Int64(seed.number(1...20)) { held[id] = ChangedSubjectsTests.spells(of: id, &seed) }
    var index = SubjectIndex(held.values.flatMap(\.self).shuffled(using: &seed), factsThrough: 0)
    for fact in 1...Int64(seed.number(1...6)) {
      let ids = (0..<seed.number(1...3)).map { _ in Int64(seed.number(1...25)) }
      for id in ids { held[id] = ChangedSubjectsTests.spells(of: id, &seed) }
      let changed = Set(ids)
      index = index.updated(changed.flatMap { held[$0] ?? [] }, of: Set(changed.map { SubscriptionID($0) }), factsThrough: fact)
      #expect(index.factsThrough == fact)
      let anew = SubjectIndex(held.values.flatMap(\.self))
      #expect(Set(index.entries) == Set(anew.entries))
      #expect(index.isEmpty == anew.isEmpty)
      check(index, anew)
    }
  }

  private func check(_ index: SubjectIndex, _ anew: SubjectIndex) {
    var found: [UInt64] = []
    for subject in ChangedSubjectsTests.subjects + ["unknown"] {
      for second in stride(from: Int64(-5), to: 130, by: 5) {
        let (one, other) = (index.find(subject, at: Instant(seconds: second)), anew.find(subject, at: Instant(seconds: second)))
        // Of several that started together the same is told: `verify` looks it up in an index of another making.
        #expect(one.map { [$0.account.rawValue, $0.subscription.rawValue, $0.from.seconds] } == other.map { [$0.account.rawValue, $0.subscription.rawValue, $0.from.seconds] })
        var copy = subject
        let (first, second) = copy.withUTF8 { (index.find($0, at: second * 1_000_000), anew.find($0, at: second * 1_000_000)) }
        if case .entry(let entry) = first {
          #expect(index.owner(of: entry) == one.map { SubjectOwner(account: $0.account, subscription: $0.subscription) })
          found.append(UInt64(entry) << 32 | UInt64(found.count))
        } else {
          #expect(first == second)
        }
      }
    }
    index.sort(&found)
    let owners = found.map { index.owner(of: Int32($0 >> 32)) }
    #expect(owners == owners.sorted())
  }

  @Test func entriesThatWereKnownForAWhileAreFoundThen() {
    var early = SubjectEntry(subject: "600", subscription: .init(2), account: .init(9), from: Instant(seconds: 0))
    early.knownTo = 5
    var late = SubjectEntry(subject: "600", subscription: .init(1), account: .init(7), from: Instant(seconds: 0))
    late.knownFrom = 5
    // Out of order, so that what is known moves with its entry.
    let index = SubjectIndex([early, late])
    func owner(at fact: Int64) -> Int64? {
      var subject = "600"
      guard case .entry(let entry) = subject.withUTF8({ index.find($0, at: 1, asKnownAt: fact) }) else { return nil }
      return index.owner(of: entry).account.rawValue
    }
    #expect(owner(at: 4) == 9)
    #expect(owner(at: 5) == 7)
  }
}

struct UsageClosingTests {
  /// Instant and round of an event, and how a bill closed at 1000 through round 5 sees it.
  static let table: [(Int64, Int64, billed: Bool, late: Bool)] = [
    (999, 5, true, false),
    (1000, 5, false, false),
    (999, 6, false, true),
    (1000, 6, false, false),
  ]

  @Test(arguments: table) func decides(_ at: Int64, _ round: Int64, _ billed: Bool, _ late: Bool) {
    let closing = UsageClosing(cutOff: Instant(microseconds: 1000), throughRound: 5, openFromRound: 3)
    #expect(closing.isBilled(at: Instant(microseconds: at), round: round) == billed)
    #expect(closing.isLate(at: Instant(microseconds: at), round: round) == late)
  }

  @Test func nothingIsBilledNorLateBeforeTheFirstBill() {
    let at = Instant(microseconds: -5)
    #expect(!UsageClosing.none.isBilled(at: at, round: 1))
    #expect(!UsageClosing.none.isLate(at: at, round: 1))
  }
}
