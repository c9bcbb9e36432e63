import Balances
import Catalog
import Charging
import Primitives
import Seeds
import Testing

/// Random sessions side by side on one customer balance, beside a twin that only adds up.
@Suite struct LawTests {
  @Test(arguments: Seed.some.prefix(100)) func neverOverspentAndEveryUnitPaidOnce(_ seed: Seed) {
    var random = seed
    let kind: CustomerBalance.Kind = random.pick([.prepaid, .hybrid, .postpaid])
    var world = Fixtures(money: kind == .postpaid ? 0 : Int64(random.number(0...400)), kind: kind, limit: kind == .prepaid ? 0 : Int64(random.number(1...200)))
    world.tariffs["video"] = .tariff(Fixtures.tariff(PricingTests.tiers, meterUnit: "KB", tax: "21"))
    if kind != .postpaid, random.flip() {
      world.add(Int64(random.number(1...30_000)), BucketTerms(unit: .octets, validFrom: Fixtures.start, factor: random.pick([.one, Exact(2), Exact("0.5")!])))
    }
    let opening = world.balance.buckets.map(\.amount)
    var numbers: [String: Int64] = [:]
    /// The names of the sessions going on; a name is never used again.
    var names = ["a", "b", "c"]
    /// What the twin knows: units used of each service.
    var used: [String: Int64] = [:]
    var debits: [String] = []
    for step in 0..<100 {
      world.now = world.now.adding(seconds: Int64(random.number(0...300)))
      let slot = random.number(0...2)
      var session = names[slot]
      let service = random.pick(["data", "video"])
      let open = world.sessions[session]?.state == .open
      switch random.number(0...6) {
      case 0 where !open:
        session = "\(session)-\(step)"
        names[slot] = session
        world.ask(.initial, session, 0, [units(0, Int64(random.number(1...20_000)), service: service)])
      case 1, 2, 3:
        guard open else { continue }
        numbers[session, default: 0] += 1
        let state = world.sessions[session]?.services.first { $0.service == service }
        let amount = Int64(random.number(0...Int(state?.granted ?? 0) + (random.number(0...9) == 0 ? 5_000 : 0)))
        used[service, default: 0] += amount
        let answer = world.ask(.update, session, numbers[session] ?? 0, [units(amount, Int64(random.number(0...20_000)), service: service)])
        #expect(answer.services.first?.result != .ratingFailed, "\(seed) step \(step): \(answer)")
      case 4:
        guard open else { continue }
        numbers[session, default: 0] += 1
        world.ask(.terminate, session, numbers[session] ?? 0, [])
      case 5:
        let amount = Int64(random.number(1...8_000))
        if world.ask(.debit, "d\(step)", 0, [units(amount, service: service)]).result == .success {
          used[service, default: 0] += amount
          debits.append("d\(step)")
        }
      default:
        guard kind != .postpaid, let debit = debits.popLast(), let taken = world.debits[debit] else { continue }
        if world.ask(.refund, "r\(step)", 0, [], refunds: debit).result == .success { for charge in taken { used[charge.service, default: 0] -= charge.units } }
      }
      check(world, opening, used, "\(seed) step \(step)")
    }
    for session in names where world.sessions[session]?.state == .open { world.ask(.terminate, session, 9_999, []) }
    #expect(world.reserved.allSatisfy { $0 == 0 }, "\(seed)")
    check(world, opening, used, "\(seed) at the end")
    if kind == .postpaid {
      let billed = world.forBill.reduce(into: [String: Exact]()) { $0[$1.type, default: .zero] += $1.quantity * Exact(1_000) }
      for (service, units) in used where units > 0 { #expect(billed[service] == Exact(unscaled: units, scale: 0), "\(seed) \(service)") }
      #expect(Set(world.forBill.map(\.id)).count == world.forBill.count)
    } else {
      #expect(world.forBill.isEmpty)
    }
  }

  private func check(_ world: Fixtures, _ opening: [Int64], _ used: [String: Int64], _ place: String) {
    var aside: [Int: Int64] = [:]
    for session in world.sessions.values where session.state == .open {
      for part in session.services.flatMap({ $0.unitParts + $0.moneyParts }) { aside[part.bucket, default: 0] += part.taken }
    }
    for (index, bucket) in world.balance.buckets.enumerated() {
      let moved = world.movements.reduce(0) { $1.bucket == bucket.number ? $0 + $1.amount : $0 }
      #expect(bucket.amount == (index < opening.count ? opening[index] : 0) + moved, "\(place): bucket \(bucket.number) is the sum of its movements")
      #expect(bucket.reserved == aside[bucket.number] ?? 0, "\(place): bucket \(bucket.number) has set aside what sessions have")
      #expect(bucket.amount - bucket.reserved >= bucket.terms.floor, "\(place): bucket \(bucket.number) is not below its floor")
    }
    // Every unit is paid once: from buckets of units, or by the counter of its price.
    var counted: [String: Int64] = [:]
    for charge in world.charged { counted[charge.service, default: 0] += charge.units }
    for (service, units) in used { #expect(counted[service] ?? 0 == units, "\(place): \(service)") }
    let money = world.movements.reduce(0) { world.balance[$1.bucket]?.terms.unit.isMoney == true ? $0 - $1.amount : $0 }
    #expect(money == world.charged.reduce(0) { $0 + $1.collectedMinor }, "\(place): money taken is money charged")
    for counter in world.counters.values {
      let mine = world.charged.filter { $0.price == counter.price && $0.periodStart == counter.periodStart }
      #expect(counter.units == mine.reduce(0) { $0 + $1.pricedUnits } && counter.netMinor == mine.reduce(0) { $0 + $1.netMinor }, "\(place): \(counter.price)")
    }
  }
}
