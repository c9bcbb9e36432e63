import Balances
import Charging
import Foundation
import Operations
import Primitives
import Seeds
import Testing

@testable import Bootstrap
@testable import Lab
@testable import Store

@Suite struct RecentTests {
  /// What is asked for again and again stays while very much else comes; of that, no more is kept than was said.
  @Test func whatIsAskedForAgainStays() {
    var recent = Recent<SubscriptionID, Int>(most: 1_000)
    for number in 0..<5 { recent.keep(-number, for: SubscriptionID(Int64(number))) }
    for number in 1_000..<20_000 {
      recent.keep(number, for: SubscriptionID(Int64(number)))
      if number % 10 == 0 {
        #expect(recent.use(SubscriptionID(0)) == 0)
        recent.change(SubscriptionID(1)) { $0 -= 1 }
        recent.keep(-2, for: SubscriptionID(2))
      }
    }
    #expect(recent[SubscriptionID(1)] == -1_901)
    #expect(recent[SubscriptionID(2)] == -2)
    #expect([3, 4, 1_000].map { recent[SubscriptionID($0)] } == [nil, nil, nil])
    #expect(recent[SubscriptionID(19_999)] == 19_999)
    #expect((500...1_000).contains(recent.count))
  }

  @Test func whatIsForgottenIsGone() {
    var recent = Recent<SubscriptionID, Int>(most: 4)
    let (a, b, c) = (SubscriptionID(1), SubscriptionID(2), SubscriptionID(3))
    recent.keep(1, for: a)
    recent.keep(2, for: b)
    // What was kept before is older by now, and `a` lies in both halves.
    recent.keep(3, for: c)
    recent.keep(4, for: a)
    #expect(recent[a] == 4)
    recent.forget(a)
    #expect([a, b, c].map { recent[$0] } == [nil, 2, 3])
    recent.forgetAll()
    #expect(recent[b] == nil && recent.count == 0)
    recent.keep(5, for: b)
    #expect(recent[b] == 5)
  }

  /// A group of more accounts than are remembered, with sessions, fractions of cents, and somebody who pays in meanwhile.
  @Test func whoIsForgottenIsChargedTheSame() throws {
    let (world, megabyte, count) = (try World(), Int64(1_000_000), 6)
    for number in 0..<count {
      try world.account("a\(number)")
      try world.order("a\(number)", key: "S-\(number)", line: "offering: metered, startsOn: 2026-01-01, subject: \"60\(number)\"", placedOn: ResumeTests.day)
      _ = try world.balances.open(.init(reference: "b\(number)", account: "a\(number)", kind: .prepaid), key: "o\(number)")
      _ = try world.balances.topUp("b\(number)", .init(amount: Exact(10)), key: "t\(number)")
    }
    let recorder = world.installation.chargingRecorder(remembering: 2)
    var (used, begun, over) = (Array(repeating: Int64(0), count: count), Set<Int>(), Set<Int>())
    for round in 0..<20 {
      var group: [ChargingRequest] = []
      for number in 0..<count where (round + number) % 4 != 0 {
        func ask(_ session: String, _ kind: ChargingRequest.Kind) {
          let service = ServiceUnits(
            service: "data", requested: kind == .initial || kind == .update ? 3 * megabyte : nil, used: kind == .initial ? 0 : megabyte)
          group.append(
            ChargingRequest(session: session, number: Int64(round), kind: kind, subject: "60\(number)", at: MachineClock().now(), services: [service]))
          if kind != .initial { used[number] += 1 }
        }
        ask("d-\(round)-\(number)", .debit)
        if begun.insert(number).inserted {
          ask("s-\(number)", .initial)
        } else if round < 18 {
          ask("s-\(number)", .update)
        } else if over.insert(number).inserted {
          ask("s-\(number)", .terminate)
        }
      }
      #expect(try recorder.decide(group).allSatisfy { try $0.get().result == .success })
      if round % 5 == 4 { _ = try world.balances.topUp("b\(round % count)", .init(amount: Exact(1)), key: "r\(round)") }
    }
    let paidIn = (0..<count).map { number in 1_000 + 100 * Int64([4, 9, 14, 19].count { $0 % count == number }) }
    for number in 0..<count {
      let bucket = try #require(try world.store.balance(reference: "b\(number)")?.balance.buckets.first)
      // A megabyte at 0.02, and 21 %.
      #expect(bucket.reserved == 0)
      #expect(bucket.amount == paidIn[number] - Int64((Double(used[number]) * 2.42).rounded()), "\(used)")
    }
    #expect(try world.findings() == [])
  }

  /// What costs less than a cent moves nothing, and what is refused neither: whoever is forgotten meanwhile is written all the same.
  @Test func whoIsForgottenMayMoveNothing() throws {
    let (world, count) = (try World(), 6)
    for number in 0..<count {
      try world.account("a\(number)")
      try world.order("a\(number)", key: "S-\(number)", line: "offering: metered, startsOn: 2026-01-01, subject: \"60\(number)\"", placedOn: ResumeTests.day)
      _ = try world.balances.open(.init(reference: "b\(number)", account: "a\(number)", kind: .prepaid), key: "o\(number)")
      if number > 0 { _ = try world.balances.topUp("b\(number)", .init(amount: Exact(10)), key: "t\(number)") }
    }
    let recorder = world.installation.chargingRecorder(remembering: 2)
    for round in 0..<4 {
      let group = (0..<count).map { number in
        ChargingRequest(
          session: "d-\(round)-\(number)", kind: .debit, subject: "60\((number + round) % count)", at: MachineClock().now(),
          services: [ServiceUnits(service: "data", used: number == 3 ? 1_000_000 : 1_000)])
      }
      let answers = recorder.decide(group)
      #expect(answers.allSatisfy { if case .success = $0 { true } else { false } }, "\(answers)")
    }
    #expect(try world.findings() == [])
  }

  /// All that there are since a day are known, though of each price only the latest are kept.
  @Test func countersThatAreNotKeptAreReadAgain() {
    let (first, since) = (Day(2026, 1, 1)!, Day(2025, 6, 1)!)
    func key(_ price: Int, _ period: Int) -> ChargingWork.CounterKey {
      .init(subscription: SubscriptionID(1), price: PriceCode("price-\(price)"), periodStart: first.adding(days: 7 * period))
    }
    for periods in [Array(0..<20), (0..<20).reversed()] {
      var known = KnownCounters()
      for period in periods {
        for price in 0..<9 { known.keep(ChargingCounter(subscription: SubscriptionID(1), price: key(price, 0).price, periodStart: first, units: Int64(period)), for: key(price, period)) }
      }
      func find(_ price: Int, _ period: Int) -> ChargingCounter?? { known[key(price, period).price, key(price, period).periodStart] }
      #expect((0..<9).allSatisfy { find($0, 19)??.units == 19 && find($0, 18)??.units == 18 })
      #expect((0..<9).allSatisfy { find($0, 17) == nil && find($0, 20) == nil && find(9, 19) == nil })
      known.readSince = since
      #expect((0..<9).allSatisfy { find($0, 19)??.units == 19 && find($0, 17) == nil && find($0, 0) == nil })
      #expect((0..<9).allSatisfy { find($0, 20) == .some(nil) } && find(9, 0) == .some(nil))
      #expect(find(9, -40) == nil)
      // One that is earlier than both is known to nobody.
      known.keep(nil, for: key(0, 3))
      #expect(find(0, 3) == nil && find(0, 18)??.units == 18)
      known.keep(nil, for: key(0, 21))
      #expect(find(0, 21) == .some(nil) && find(0, 20) == nil && find(0, 19)??.units == 19 && find(0, 18) == nil)
    }
  }

  @Test func memoryIsWhatTheSystemGives() {
    #expect(AccountsInMemory.most(ofBytes: 1 << 30) == AccountsInMemory.least)
    #expect(AccountsInMemory.most(ofBytes: 64 << 30) == Int((64 << 30) / 4 / AccountsInMemory.bytesEach))
    #expect(
      AccountsInMemory.limitFiles(ofGroups: "0::/system.slice/florin.service\n")
        == ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/system.slice/memory.max", "/sys/fs/cgroup/system.slice/florin.service/memory.max"])
    #expect(AccountsInMemory.limitFiles(ofGroups: "1:name=systemd:/a\n0::/\n") == ["/sys/fs/cgroup/memory.max"])
    #expect(
      AccountsInMemory.limitFiles(ofGroups: "5:cpu,cpuacct:/docker/x\n4:memory:/docker/x\n")
        == ["/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/docker/memory.limit_in_bytes", "/sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes"])
  }
}
