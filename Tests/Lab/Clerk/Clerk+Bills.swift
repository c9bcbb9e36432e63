import Invoicing
import Operations
import Parties
import Primitives
import Rating

/// What Florin did with one account in a run, in names instead of numbers.
struct BilledAccount {
  var account: String
  var state: String
  var through: Day
  var reasons: [HoldReason.Code] = []
  var invoice: Invoice?
  var invoiceID: Int64 = 0
}

/// Numbers of the database as the references people write.
struct Names {
  var accounts: [BillingAccountID: String]
  var subscriptions: [SubscriptionID: String]
}

extension Clerk {
  /// Whether a run on a day has to bill an account, and through which day.
  ///
  /// One run at a time decides an account: while one holds its bill, or has still to make it, later ones leave it out.
  private func due(_ account: Account, on day: Day) -> Day? {
    if account.parent != nil || account.heldBy != nil || account.awaits != nil { return nil }
    let through = WallCalendar.cycleStart(day, anchor: account.anchor)
    if through <= account.billedThrough { return nil }
    let holdsAnything =
      subscriptions.contains { $0.payers.contains(account.reference) } || tickets.contains { $0.account == account.reference }
      || accounts.contains { $0.parent == account.reference }
    return holdsAnything ? through : nil
  }

  /// Compares a run with what the lists say, and takes over what was billed since the last look at it.
  ///
  /// - Parameter paper: the cancelled invoice whose period the run bills anew.
  mutating func billed(_ run: BillRun, _ decided: [BilledAccount], _ names: Names, again paper: Paper? = nil) -> [String] {
    var breaches: [String] = []
    let at = runs.firstIndex { $0.id == run.id.rawValue } ?? runs.count
    if at == runs.count {
      runs.append(Run(id: run.id.rawValue, day: run.billingDay, events: events.count, prices: meteredPrices))
      for line in decided { breaches += paper.map { plannedAgain(line, $0) } ?? planned(line, on: run.billingDay) }
    }
    for line in decided {
      let before = runs[at].states[line.account]
      if let before, before != "planned" {
        if line.invoice != nil { breaches.append("bill: run \(run.id) was repeated and issued \(line.account) another invoice") }
        continue
      }
      runs[at].states[line.account] = line.state
      breaches += settle(line, knownEvents: runs[at].events, run: runs[at].id, names)
    }
    return breaches
  }

  private func plannedAgain(_ line: BilledAccount, _ paper: Paper) -> [String] {
    // Left out when an earlier run has not decided the account.
    let isLeft = line.state == "skipped" && account(line.account).map { accounts[$0].heldBy != nil || accounts[$0].awaits != nil } ?? false
    if isLeft || (line.account, line.through) == (paper.account, paper.through) { return [] }
    return ["bill: \(line.account) is billed again through \(line.through), cancelled was the bill of \(paper.account) through \(paper.through)"]
  }

  private func planned(_ line: BilledAccount, on day: Day) -> [String] {
    guard let index = account(line.account) else { return ["bill: account \(line.account) is billed, but nobody registered it"] }
    let expected = due(accounts[index], on: day)
    if (expected == nil) == (line.state == "skipped"), (expected ?? line.through) == line.through { return [] }
    return [
      "bill: \(line.account) on \(day) is \(line.state) through \(line.through), the clerk would bill it through \(expected?.description ?? "no day")"
    ]
  }

  /// A held account was released by a person.
  mutating func released(_ line: BilledAccount, run: Int64, _ names: Names) -> [String] {
    guard let known = runs.first(where: { $0.id == run }) else { return ["bill: run \(run) released an account, but was never planned"] }
    if let index = account(line.account) { accounts[index].heldBy = nil }
    return settle(line, knownEvents: known.events, run: run, names)
  }

  mutating func dismissed(_ reference: String) { if let index = account(reference) { (accounts[index].heldBy, accounts[index].awaits) = (nil, nil) } }

  /// A run was given up: what it has not billed waits for the next one.
  mutating func dismissed(run: Int64) { for index in accounts.indices where accounts[index].awaits == run { accounts[index].awaits = nil } }

  private mutating func settle(_ line: BilledAccount, knownEvents: Int, run: Int64, _ names: Names) -> [String] {
    guard let index = account(line.account) else { return [] }
    var breaches: [String] = []
    if accounts[index].awaits == run { accounts[index].awaits = nil }
    switch line.state {
    case "skipped": return []
    case "planned":
      accounts[index].awaits = run
      return []
    case "held":
      accounts[index].heldBy = run
      let excuses: Set<HoldReason.Code> = [.zeroInvoice, .negativeInvoice, .unusualAmount]
      if let other = line.reasons.first(where: { !excuses.contains($0) }) { return ["bill: \(line.account) is held for \(other.rawValue), which nothing here can bring about"] }
      return []
    case "issued", "nothing":
      if line.through <= accounts[index].billedThrough {
        // A run taken up late; another one was there before.
        return line.state == "nothing" ? [] : ["bill: \(line.account) is billed through \(line.through), though it was through \(accounts[index].billedThrough)"]
      }
      let members = accounts.indices.filter { $0 == index || accounts[$0].parent == line.account }
      closings += 1
      let before = desk(of: members)
      if let invoice = line.invoice {
        breaches += take(invoice, payer: index, names)
        file(invoice, id: line.invoiceID, payer: index, through: line.through, before: before)
      }
      bills.append(
        Bill(
          payer: line.account, through: line.through, invoice: line.invoice, before: before,
          prices: runs.first { $0.id == run }?.prices ?? meteredPrices))
      if let left = corrections[line.account], !left.isEmpty {
        breaches.append("corrections: \(line.account) is billed through \(line.through) without \(left.count) corrections")
      }
      if (line.invoice != nil) != (line.state == "issued") { breaches.append("bill: \(line.account) is \(line.state), but has \(line.invoice == nil ? "no" : "an") invoice") }
      for member in members {
        let known = max(knownEvents, eventsPriced[accounts[member].reference, default: 0])
        breaches += closed(member, through: line.through, knownEvents: known)
        accounts[member].billedThrough = max(accounts[member].billedThrough, line.through)
      }
    default: breaches.append("bill: \(line.account) is \(line.state)")
    }
    return breaches
  }

  /// Adds up an invoice by hand, line by line.
  private mutating func take(_ invoice: Invoice, payer: Int, _ names: Names) -> [String] {
    var breaches: [String] = []
    let number = invoice.number ?? "?"
    var bases: [Int: Int] = [:]
    var net = 0
    invoiceCount += 1
    // What an invoice gives back was charged by an earlier one.
    for line in invoice.lines where line.charge.kind == .credit { breaches += takeCredit(line, number, payer, names) }
    for line in invoice.lines {
      let charge = line.charge
      let amount = Int(charge.amount.amountMinor)
      if line.netMinor != charge.amount.amountMinor { breaches.append("sums: \(number) line \(line.number) is \(amount), but counts as \(line.netMinor)") }
      if charge.explanation.amount != charge.amount.exact { breaches.append("explained: \(number) line \(line.number) is \(charge.amount), explained is \(charge.explanation.amount)") }
      net += amount
      bases[PriceList.recurring[charge.offering?.text ?? ""]?.taxPercent ?? 21, default: 0] += amount
      switch charge.kind {
      case .recurring: breaches += takeRecurring(line, number, payer, names)
      case .usage: breaches += takeUsage(line, number, payer, names)
      case .thirdParty: breaches += takeTicket(line, number, payer)
      case .credit: break
      case .discount: break
      case .correction: breaches += takeCorrection(line, number, payer, names)
      default: breaches.append("lines: \(number) line \(line.number) is a \(charge.kind), which nothing here can bring about")
      }
    }
    breaches += takeDiscounts(invoice, number, payer, names)
    var tax = 0
    for (percent, base) in bases { tax += rounded(base * percent, 100) }
    if Int(invoice.netMinor) != net { breaches.append("sums: \(number) has net \(invoice.netMinor), its lines sum to \(net)") }
    if Int(invoice.taxMinor) != tax { breaches.append("tax: \(number) has tax \(invoice.taxMinor), by hand it is \(tax)") }
    if Int(invoice.grossMinor) != net + tax { breaches.append("sums: \(number) has gross \(invoice.grossMinor), by hand it is \(net + tax)") }
    accounts[payer].owedMinor += net + tax
    taxMinor[accounts[payer].currency, default: 0] += tax
    netMinor[accounts[payer].currency, default: 0] += net
    return breaches
  }

  private mutating func takeCorrection(_ line: InvoiceLine, _ number: String, _ payer: Int, _ names: Names) -> [String] {
    guard let (subscription, account) = place(line, payer, names) else { return ["corrections: \(number) line \(line.number) corrects what nobody ordered"] }
    let key = sumKey(subscription, line.charge.price.text, line.charge.period.start, account)
    let amount = Int(line.charge.amount.amountMinor)
    guard let at = corrections[accounts[payer].reference]?.firstIndex(of: Correction(key: key, amountMinor: amount)) else {
      return ["corrections: \(number) line \(line.number) corrects \(key) by \(amount), which nobody booked"]
    }
    corrections[accounts[payer].reference]?.remove(at: at)
    return []
  }

  func sumKey(_ subscription: Int, _ price: String, _ day: Day, _ account: Account) -> SumKey {
    SumKey(account: account.reference, subscription: subscription, price: price, cycle: WallCalendar.cycleStart(day, anchor: account.anchor))
  }

  private func user(_ line: InvoiceLine, _ payer: Int, _ names: Names) -> Account? {
    guard let user = line.usedBy else { return accounts[payer] }
    return names.accounts[user].flatMap { account($0) }.map { accounts[$0] }
  }

  private func place(_ line: InvoiceLine, _ payer: Int, _ names: Names) -> (subscription: Int, account: Account)? {
    guard let id = line.charge.subscription, let reference = names.subscriptions[id], let subscription = subscription(reference),
      let account = user(line, payer, names)
    else { return nil }
    return (subscription, account)
  }

  private mutating func takeRecurring(_ line: InvoiceLine, _ number: String, _ payer: Int, _ names: Names) -> [String] {
    let charge = line.charge
    guard let (subscription, account) = place(line, payer, names), let price = PriceList.recurring[charge.offering?.text ?? ""],
      let quantity = charge.quantity.wholeUnits(.down).map({ Int($0) })
    else { return ["lines: \(number) line \(line.number) charges what nobody ordered"] }
    return self.charge(
      subscription, price, account, charge.period, quantity: quantity, amountMinor: Int(charge.amount.amountMinor), "\(number) line \(line.number)")
  }

  /// Adds up a recurring charge by hand and remembers its days.
  mutating func charge(
    _ subscription: Int, _ price: PriceList.Recurring, _ account: Account, _ period: ServicePeriod, quantity: Int, amountMinor: Int, _ place: String
  ) -> [String] {
    let start = period.start
    let month = ServicePeriod(
      start: WallCalendar.cycleStart(start, anchor: account.anchor), end: WallCalendar.cycleEnd(start, anchor: account.anchor))
    var breaches: [String] = []
    if period.end > month.end { breaches.append("lines: \(place), \(period), is longer than its month") }
    let expected = rounded(
      price.monthMinor * (price.isPerUnit ? quantity : 1) * weight(period, price, account.zone), weight(month, price, account.zone))
    if amountMinor != expected {
      breaches.append("amount: \(place), \(quantity) \(price.price) for \(period), is \(amountMinor), by hand it is \(expected)")
    }
    sums[sumKey(subscription, price.price, start, account), default: 0] += amountMinor
    let days = period.days
    pieces[PieceKey(subscription: subscription, price: price.price, account: account.reference), default: []].append(
      Piece(start: start, days: days, quantity: quantity, amountMinor: amountMinor, given: Array(repeating: false, count: days)))
    return breaches
  }

  private func weight(_ period: ServicePeriod, _ price: PriceList.Recurring, _ zone: String) -> Int {
    var sum = 0
    var day = period.start
    while day < period.end {
      sum += price.countsSeconds ? WallCalendar.seconds(of: day, zone: zone) : 1
      day = day.adding(days: 1)
    }
    return sum
  }

  private mutating func takeCredit(_ line: InvoiceLine, _ number: String, _ payer: Int, _ names: Names) -> [String] {
    let charge = line.charge
    guard let (subscription, account) = place(line, payer, names), let price = PriceList.recurring[charge.offering?.text ?? ""]
    else { return ["lines: \(number) line \(line.number) gives back what nobody ordered"] }
    return giveBack(subscription, price, account, charge.period, creditMinor: -Int(charge.amount.amountMinor), "\(number) line \(line.number)")
  }

  /// Works out by hand what days that were charged and not used give back.
  mutating func giveBack(
    _ subscription: Int, _ price: PriceList.Recurring, _ account: Account, _ period: ServicePeriod, creditMinor: Int, _ place: String
  ) -> [String] {
    let key = PieceKey(subscription: subscription, price: price.price, account: account.reference)
    func covers(_ piece: Piece) -> Bool {
      let from = piece.start.days(until: period.start)
      let to = from + period.days
      return from >= 0 && to <= piece.days && !piece.given[from..<to].contains(true)
    }
    guard let at = pieces[key]?.lastIndex(where: covers), var piece = pieces[key]?[at] else {
      return ["credit: \(place) gives back \(price.price) for \(period), which was not charged"]
    }
    let from = piece.start.days(until: period.start)
    for day in from..<from + period.days { piece.given[day] = true }
    var share = 0
    for day in 0..<piece.days where piece.given[day] {
      let on = piece.start.adding(days: day)
      share += weight(ServicePeriod(start: on, end: on.adding(days: 1)), price, account.zone)
    }
    let whole = weight(ServicePeriod(start: piece.start, end: piece.start.adding(days: piece.days)), price, account.zone)
    let expected = rounded(piece.amountMinor * share, whole) - piece.givenMinor
    sums[sumKey(subscription, price.price, period.start, account), default: 0] -= creditMinor
    piece.givenMinor += creditMinor
    pieces[key]?[at] = piece
    if creditMinor == expected { return [] }
    return ["credit: \(place) gives back \(creditMinor) of \(price.price) for \(period), by hand it is \(expected)"]
  }

  private mutating func takeUsage(_ line: InvoiceLine, _ number: String, _ payer: Int, _ names: Names) -> [String] {
    let charge = line.charge
    guard let (subscription, account) = place(line, payer, names), let thousandths = Decimals.thousandths("\(charge.quantity.reduced)"),
      let key = part(of: subscription, on: charge.period.start, account: account.reference)
    else { return ["lines: \(number) line \(line.number) charges usage that nobody had"] }
    if charge.offering?.text != key.offering {
      return ["usage: \(number) line \(line.number) bills \(charge.offering?.text ?? "nothing") for \(charge.period), held was \(key.offering)"]
    }
    // A line costs what it adds to what was billed of the part before; each line is rounded once.
    let before = parts[key, default: Part()].billedThousandths
    let unitMicros = meteredPrices[key.version].unitMicros
    func cost(_ thousandths: Int) -> Int { PriceList.usage(key.offering, thousandths: thousandths, unitMicros: unitMicros) }
    let expected = rounded(cost(before + thousandths) - cost(before), 1_000_000)
    parts[key, default: Part()].billedThousandths += thousandths
    sums[sumKey(subscription, charge.price.text, charge.period.start, account), default: 0] += Int(charge.amount.amountMinor)
    if Int(charge.amount.amountMinor) == expected { return [] }
    return ["amount: \(number) line \(line.number), \(thousandths) kB of \(key.offering) after \(before) kB, is \(charge.amount.amountMinor), by hand it is \(expected)"]
  }

  private mutating func takeTicket(_ line: InvoiceLine, _ number: String, _ payer: Int) -> [String] {
    let charge = line.charge
    let members = accounts.filter { $0.reference == accounts[payer].reference || $0.parent == accounts[payer].reference }.map(\.reference)
    thirdPartyMinor[accounts[payer].currency, default: 0] += Int(charge.amount.amountMinor)
    guard let at = tickets.firstIndex(where: {
      $0.billedBy == nil && members.contains($0.account) && $0.on == charge.period.start && $0.amountMinor == Int(charge.amount.amountMinor)
    }) else { return ["third-party: \(number) line \(line.number) charges what nobody sent, or once more"] }
    tickets[at].billedBy = closings
    return []
  }

  /// An account is billed through a day: nothing before it may be missing or doubled.
  private mutating func closed(_ index: Int, through: Day, knownEvents: Int) -> [String] {
    let account = accounts[index]
    var breaches: [String] = []
    for at in 0..<knownEvents where events[at].billedBy == nil {
      guard let key = part(of: events[at]), key.account == account.reference,
        WallCalendar.localDay(events[at].at, zone: account.zone) < through
      else { continue }
      events[at].billedBy = closings
      parts[key, default: Part()].thousandths += events[at].thousandths
    }
    for (key, part) in parts where key.account == account.reference && part.thousandths != part.billedThousandths {
      breaches.append(
        "usage: \(subscriptions[key.subscription].reference) used \(part.thousandths) kB of \(key.offering) from \(key.cycle), billed are \(part.billedThousandths)")
    }
    for ticket in tickets where ticket.account == account.reference && ticket.on < through && ticket.billedBy == nil {
      breaches.append("third-party: the charge \(ticket.id) on \(account.reference) of \(ticket.on) is not billed")
    }
    let horizon = WallCalendar.cycleEnd(through, anchor: account.anchor)
    for subscription in subscriptions.indices where subscriptions[subscription].payers.contains(account.reference) {
      for (offering, price) in PriceList.recurring where subscriptions[subscription].offerings.contains(offering) {
        breaches += days(subscription, offering, price, account, before: price.isInAdvance ? horizon : through)
      }
    }
    return breaches
  }

  /// Every day of a subscription is billed exactly once, at what was held that day.
  private func days(_ index: Int, _ offering: String, _ price: PriceList.Recurring, _ account: Account, before horizon: Day) -> [String] {
    let subscription = subscriptions[index]
    let known = pieces[PieceKey(subscription: index, price: price.price, account: account.reference)] ?? []
    var billed = Array(repeating: 0, count: KeptSubscription.days)
    for piece in known {
      let first = subscription.index(piece.start)
      for day in 0..<piece.days where !piece.given[day] && first + day >= 0 && first + day < billed.count { billed[first + day] += piece.quantity }
    }
    let last = min(KeptSubscription.days, max(0, subscription.index(horizon)))
    for at in billed.indices {
      let owed = at < last ? subscription.units(at: at, of: offering, payer: account.reference) : 0
      if owed != billed[at] {
        return ["days: \(subscription.reference) owes \(account.reference) \(owed) \(offering) for \(subscription.startsOn.adding(days: at)), billed are \(billed[at])"]
      }
    }
    return []
  }
}
