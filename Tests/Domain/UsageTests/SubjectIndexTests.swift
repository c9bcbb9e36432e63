import Primitives
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

  @Test func tellsUnknownFromUnusedThen() {
    func answer(_ text: String) -> SubjectIndex.Answer {
      var copy = text
      return copy.withUTF8 { SubjectIndexTests.index.find($0, at: 0) }
    }
    #expect(answer("600") == .unusedThen)
    #expect(answer("6000") == .unknown)
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
