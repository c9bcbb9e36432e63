import Invoicing
import Primitives
import Rating

/// A bill in force as the clerk remembers it: an invoice, or the finding that nothing was due.
struct Bill {
  var payer: String
  var through: Day
  var isEmpty: Bool
  /// The first day of which it charges usage.
  var firstDayUsed: Day?
  /// What stood on the desk before it, with whom it bills and from which day.
  var before: Desk
  /// The prices it is made again with.
  var prices: [Clerk.MeteredPrice]

  init(payer: String, through: Day, invoice: Invoice?, before: Desk, prices: [Clerk.MeteredPrice]) {
    (self.payer, self.through, self.before, self.prices) = (payer, through, before, prices)
    isEmpty = invoice == nil
    firstDayUsed = invoice?.lines.filter { $0.charge.kind == .usage }.map(\.charge.period.start).min()
  }

  var closing: Int { before.closing }
  /// The first day of who pays.
  var from: Day { from(payer) ?? through }

  func from(_ member: String) -> Day? { before.members.firstIndex(of: member).map { before.billedThrough[$0] } }
}

/// What Florin booked for one account in a re-rating.
struct Said {
  var account: String
  var payer: String
  var from: Day
  var through: Day
  var recurring: [Recurring]

  struct Recurring {
    var subscription: String
    var price: String
    var isCredit: Bool
    var period: ServicePeriod
    var quantity: Int
    var amountMinor: Int
  }
}

/// A correction that Florin booked.
struct BookedCorrection {
  var payer: String
  var account: String
  var subscription: String
  var price: String
  var on: Day
  var amountMinor: Int
}

extension Clerk {
  /// A person's request to price days again.
  struct PricedAgain {
    var days: ServicePeriod
    /// Another price in the place of the newest one.
    var unitMicros: Int?
    var books: Bool
    var key: String
  }

  /// Compares what was booked with what pricing the days again comes to by hand, and takes it over.
  mutating func priced(_ asked: PricedAgain, _ said: [Said], _ booked: [BookedCorrection]) -> [String] {
    var breaches: [String] = []
    for payer in accounts.indices where accounts[payer].parent == nil {
      let name = accounts[payer].reference
      let mine = said.filter { $0.payer == name }
      let chosen = again(name, asked.days)
      // What was booked under a key is not booked under it once more.
      let isDone = rerated[asked.key]?.contains(name) ?? false
      if chosen.isEmpty || isDone || !asked.books {
        if !mine.isEmpty { breaches.append("rerate: \(name) is booked, the clerk would leave it") }
        continue
      }
      breaches += priced(name, chosen, asked, mine, booked.filter { $0.payer == name })
    }
    correctionCount += booked.count
    return breaches
  }

  /// The bills of who pays that are made again: from the first that covers one of the days, or from an earlier one that usage
  /// ties to them, through the last.
  private func again(_ payer: String, _ days: ServicePeriod) -> [Int] {
    let mine = bills.indices.filter { bills[$0].payer == payer }
    guard var first = mine.firstIndex(where: { bills[$0].from < days.end && days.start < bills[$0].through }) else { return [] }
    while let used = firstDayUsed(mine[first...].map { bills[$0] }), used < bills[mine[first]].from,
      let earlier = mine[..<first].lastIndex(where: { bills[$0].from <= used })
    {
      first = earlier
    }
    let start = bills[mine[first]].from
    let whole = restated[payer]?.first { $0.start < start && start < $0.end }
    if let whole, let at = mine.firstIndex(where: { bills[$0].from == whole.start }) { first = at }
    return Array(mine[first...])
  }

  private func firstDayUsed(_ bills: [Bill]) -> Day? {
    var days = bills.compactMap(\.firstDayUsed)
    let members = members(of: bills)
    for event in events where event.billedBy == nil {
      if let (member, day) = place(of: event), members.contains(member), let through = account(member).map({ accounts[$0].billedThrough }), day < through { days.append(day) }
    }
    return days.min()
  }

  /// Who pays, and whose lines stand on the invoices.
  private func members(of bills: [Bill]) -> Set<String> {
    bills.reduce(into: Set(bills.first.map { [$0.payer] } ?? [])) { if !$1.isEmpty { $0.formUnion($1.before.members) } }
  }

  /// Who pays an event, and on which of its days it happened.
  private func place(of event: Event) -> (account: String, day: Day)? {
    let day = WallCalendar.localDay(event.at, zone: "Europe/Madrid")
    return part(of: event).map { ($0.account, day) }
  }

  private mutating func priced(_ payer: String, _ chosen: [Int], _ asked: PricedAgain, _ said: [Said], _ booked: [BookedCorrection]) -> [String] {
    var breaches: [String] = []
    let members = members(of: chosen.map { bills[$0] })
    var prices: [Int: [MeteredPrice]] = [:]
    for at in chosen {
      prices[at] = bills[at].prices
      if let micros = asked.unitMicros, bills[at].from < asked.days.end, asked.days.start < bills[at].through {
        var corrected = meteredPrices
        corrected[corrected.count - 1].unitMicros = micros
        prices[at] = corrected
      }
    }
    var after: [SumKey: Int] = [:]
    var isLate = false
    var taken: [Int] = []
    for at in chosen {
      for member in members {
        guard let from = bills[at].from(member) else { continue }
        let inside = events.indices.filter { place(of: events[$0]).map { $0.account == member && $0.day >= from && $0.day < bills[at].through } ?? false }
        taken += inside
        isLate = isLate || inside.contains { events[$0].billedBy == nil }
        for (key, amount) in usage(inside, member, from: from, prices[at] ?? []) { after[key, default: 0] += amount }
      }
    }
    let first = bills[chosen[0]]
    var starts: [String: Day] = [:]
    for at in chosen.reversed() { for member in members { if let from = bills[at].from(member) { starts[member] = from } } }
    func isCovered(_ key: SumKey) -> Bool {
      guard members.contains(key.account), let account = account(key.account).map({ accounts[$0] }) else { return false }
      let from = starts[key.account] ?? first.from
      return WallCalendar.cycleEnd(key.cycle, anchor: account.anchor) > from
    }
    func isUsage(_ key: SumKey) -> Bool { key.price.hasSuffix(".data") }
    var differences: [SumKey: Int] = [:]
    for (key, sum) in sums where isUsage(key) && isCovered(key) { differences[key] = after[key, default: 0] - sum }
    for (key, sum) in after where differences[key] == nil { differences[key] = sum - sums[key, default: 0] }
    differences = differences.filter { $0.value != 0 }
    if said.isEmpty {
      if differences.isEmpty, !isLate { return [] }
      return ["rerate: \(payer) differs by \(told(differences))\(isLate ? " and has late usage" : ""), but nothing is booked"]
    }
    // Recurring amounts are those of the bills, days that no bill has looked at included.
    let known = sums
    for member in said {
      let from = starts[member.account] ?? first.from
      if member.from != from || member.through != bills[chosen[chosen.count - 1]].through {
        breaches.append("rerate: \(member.account) is priced again from \(member.from) to \(member.through), the clerk begins with the bill of \(first.from)")
      }
      breaches += sayAnew(member, first)
    }
    for key in Set(known.keys).union(sums.keys) where !isUsage(key) && known[key, default: 0] != sums[key, default: 0] {
      differences[key] = sums[key, default: 0] - known[key, default: 0]
    }
    sums = known.merging(differences) { $0 + $1 }
    if differences.isEmpty, !isLate { breaches.append("rerate: \(payer) is booked, although nothing differs") }
    if Set(said.map(\.account)) != members { breaches.append("rerate: \(payer) is booked with \(said.map(\.account).sorted()), the clerk has \(members.sorted())") }
    var corrected: [SumKey: Int] = [:]
    for correction in booked {
      guard let index = account(correction.account), let subscription = subscription(correction.subscription) else { continue }
      let key = sumKey(subscription, correction.price, correction.on, accounts[index])
      corrected[key, default: 0] += correction.amountMinor
      corrections[payer, default: []].append(Correction(key: key, amountMinor: correction.amountMinor))
    }
    if corrected != differences { breaches.append("rerate: \(payer) is corrected by \(told(corrected)), by hand it is \(told(differences))") }
    take(taken, members)
    for member in members { eventsPriced[member] = events.count }
    for at in chosen { bills[at].prices = prices[at] ?? bills[at].prices }
    rerated[asked.key, default: []].insert(payer)
    let days = ServicePeriod(start: first.from, end: bills[chosen[chosen.count - 1]].through)
    restated[payer] = (restated[payer] ?? []).filter { $0.intersection(days) == nil } + [days]
    return breaches
  }

  private func told(_ sums: [SumKey: Int]) -> String { "[" + sums.map { "\($0.key): \($0.value)" }.sorted().joined(separator: ", ") + "]" }

  /// What events of a bill cost together: one line for what was held and paid in a row at one price.
  private func usage(_ events: [Int], _ member: String, from: Day, _ prices: [MeteredPrice]) -> [SumKey: Int] {
    struct Line: Hashable { var key: SumKey; var start: Day; var offering: String; var version: Int }
    guard let account = account(member).map({ accounts[$0] }) else { return [:] }
    func version(_ day: Day) -> Int { prices.lastIndex { $0.from <= day } ?? 0 }
    var lines: [Line: Int] = [:]
    for index in events {
      let event = self.events[index]
      let kept = subscriptions[event.subscription]
      let day = WallCalendar.localDay(event.at, zone: "Europe/Madrid")
      let held = kept.held(on: day)
      let key = sumKey(event.subscription, held.offering + ".data", day, account)
      var start = day
      while start > key.cycle, start > from, start > kept.startsOn {
        let before = start.adding(days: -1)
        if kept.held(on: before).item != held.item || kept.payer(on: before) != member { break }
        if held.offering == "metered", version(before) != version(day) { break }
        start = before
      }
      // Only metered data is repriced; in tiers one line goes on.
      let priced = held.offering == "metered" ? version(day) : 0
      lines[Line(key: key, start: start, offering: held.offering, version: priced), default: 0] += event.thousandths
    }
    var found: [SumKey: Int] = [:]
    var before: [SumKey: Int] = [:]
    for (line, thousandths) in lines.sorted(by: { $0.key.start < $1.key.start }) {
      func cost(_ thousandths: Int) -> Int { PriceList.usage(line.offering, thousandths: thousandths, unitMicros: prices[line.version].unitMicros) }
      let known = before[line.key, default: 0]
      found[line.key, default: 0] += rounded(cost(known + thousandths) - cost(known), 1_000_000)
      before[line.key] = known + thousandths
    }
    return found
  }

  /// Not of usage, and not a promotion: bills made again charge the same days at the same prices, so it takes the same off.
  private func isRecurring(_ key: SumKey) -> Bool { !key.price.hasSuffix(".data") && key.price != "welcome" }

  /// Takes the days that bills charged and gave back from what was said anew.
  private mutating func sayAnew(_ said: Said, _ first: Bill) -> [String] {
    guard let index = account(said.account) else { return ["rerate: nobody registered \(said.account)"] }
    var breaches: [String] = []
    for key in Set(pieces.keys).union(first.before.pieces.keys) where key.account == said.account { pieces[key] = first.before.pieces[key] }
    for key in Set(sums.keys).union(first.before.sums.keys) where key.account == said.account && isRecurring(key) { sums[key] = first.before.sums[key] }
    for days in said.recurring {
      guard let subscription = subscription(days.subscription), let price = PriceList.recurring.values.first(where: { $0.price == days.price }) else {
        breaches.append("rerate: \(said.account) is said to have \(days.price) of \(days.subscription)")
        continue
      }
      let place = "\(said.account), \(days.subscription) priced again"
      if days.isCredit {
        breaches += giveBack(subscription, price, accounts[index], days.period, creditMinor: abs(days.amountMinor), place)
      } else {
        breaches += charge(subscription, price, accounts[index], days.period, quantity: days.quantity, amountMinor: days.amountMinor, place)
      }
    }
    return breaches
  }

  /// Late events count as billed.
  private mutating func take(_ taken: [Int], _ members: Set<String>) {
    for index in taken where events[index].billedBy == nil {
      events[index].billedBy = closings
      if let key = part(of: events[index]) {
        parts[key, default: Part()].thousandths += events[index].thousandths
        parts[key, default: Part()].billedThousandths += events[index].thousandths
      }
    }
  }
}
