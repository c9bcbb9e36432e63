import Primitives
import Seeds

/// Writes the commands of a random world, one at a time, knowing what the clerk knows. The same seed and the same lists
/// give the same command.
struct Author {
  private var seed: Seed
  private(set) var now = Instant("2026-01-05T09:00:00Z") ?? Instant(seconds: 0)
  /// The latest day the clock has shown: a clock that is set back does not unbill anything.
  private var latest = Day("2026-01-05") ?? Day(number: 0)
  private var written = 0
  private var lastCommand: String?
  private var reprices = 0
  /// Bill runs broken off, to be taken up again some day.
  private var unfinished: [String] = []

  static let mostAccounts = 5
  static let mostSubscriptions = 9
  private static let last = Day("2029-03-01") ?? Day(number: 0)

  /// Nothing goes wrong, prices stay, nobody else charges, and whole megabytes are used, which cost whole cents.
  private let isGentle: Bool

  init(_ seed: Seed, isGentle: Bool = false) {
    self.seed = seed
    self.isGentle = isGentle
  }

  var today: Day { WallCalendar.localDay(now, zone: "Europe/Madrid") }

  /// The next command.
  mutating func next(_ clerk: Clerk) -> String {
    written += 1
    let command = compose(clerk)
    let verb = Words(command).verb
    if ["order", "change", "send", "third-party", "bill", "credit", "cancel", "rerate", "quote", "accept"].contains(verb), !command.contains("expect=") { lastCommand = command }
    if isGentle || ["clock", "reopen"].contains(verb) || command.contains("expect=") { return command }
    let whole = command + mishap(verb)
    if whole.hasSuffix("then=later") { unfinished.append(command) }
    return whole
  }

  private mutating func compose(_ clerk: Clerk) -> String {
    switch written {
    case 1: return "account a anchor=\(seed.pick([1, 1, 10, 15, 31]))"
    case 2: return "account b anchor=\(seed.pick([1, 1, 15, 29, 31]))"
    case 3: return "order b metered from=2026-01-01 as=N subject=neighbour"
    default: break
    }
    let held = clerk.accounts.first { $0.heldBy != nil }
    if !unfinished.isEmpty, seed.number(0..<12) == 0 { return unfinished.remove(at: seed.number(0..<unfinished.count)) }
    switch seed.number(0..<100) {
    case 0..<26: return clock()
    case 26..<50: return send(clerk) ?? clock()
    case 50..<61: return change(clerk) ?? clock()
    case 61..<66: return (isGentle ? nil : correct(clerk)) ?? clock()
    case 66..<69 where !isGentle: return rerate(clerk)
    case 66..<79: return bill()
    case 79..<81 where !isGentle: return quote(clerk)
    case 79..<83: return clerk.subscriptions.count < Self.mostSubscriptions ? order(clerk) : clock()
    case 83..<86: return clerk.accounts.count < Self.mostAccounts ? account(clerk) : clock()
    case 86..<89 where !isGentle: return "third-party \(seed.pick(clerk.accounts).reference) Cinema Ticket \(seed.number(1..<30)).\(seed.number(10..<100)) on=\(today.adding(days: -seed.number(0..<40))) id=t-\(written)"
    case 89..<91: return "recognise \(today.adding(days: seed.number(-40..<10)))"
    case 91..<95: return lastCommand ?? clock()
    case 95..<96: return reprice(clerk) ?? clock()
    case 96..<97: return otherwise(clerk) ?? clock()
    case 97..<98: return "reopen"
    default:
      if let held { return seed.number(0..<4) == 0 ? "dismiss \(held.reference)" : "release \(held.reference)" }
      return giveUp(clerk) ?? clock()
    }
  }

  /// A run that was broken off is given up, for one account or for all that it has still to bill.
  private mutating func giveUp(_ clerk: Clerk) -> String? {
    guard let waiting = clerk.accounts.first(where: { $0.awaits != nil }) else { return nil }
    let key = unfinished.first.flatMap { Words($0).fields["key"] }
    if let key, seed.flip() { return "dismiss key=\(key)" }
    return "dismiss \(waiting.reference)"
  }

  // MARK: time

  private mutating func clock() -> String {
    var next = now
    switch seed.number(0..<12) {
    case 0: next = now.adding(seconds: -Int64(seed.number(1..<3_700)))
    case 1:
      // The last second of the month, or the first of the next.
      let end = WallCalendar.cycleEnd(today, anchor: 1)
      next = Instant(seconds: Int64(end.number) * 86_400 - Int64(seed.pick([1, 0, 3_600, 3_601, 7_200])))
    case 2:
      let change = WallCalendar.changeover(today.year, seed.pick([3, 10]))
      if now < change, change.seconds - now.seconds < 90 * 86_400 { next = change.adding(seconds: Int64(seed.pick([-1, 0, 1, 3_599, 3_600]))) }
    case 3..<6: next = now.adding(seconds: Int64(seed.number(1..<90_000)))
    default: next = now.adding(seconds: Int64(seed.number(1..<10) * 86_400 + seed.number(0..<86_400)))
    }
    if next.utcDay < Self.last { now = next }
    latest = max(latest, today)
    return "clock \(now)"
  }

  // MARK: customers

  private mutating func account(_ clerk: Clerk) -> String {
    let name = ["a", "b", "c", "d", "e", "f"][min(5, clerk.accounts.count)]
    switch seed.number(0..<4) {
    case 0:
      if let parent = clerk.accounts.first(where: { $0.parent == nil && $0.currency == "EUR" }) {
        return "account \(name) parent=\(parent.reference) anchor=\(parent.anchor)"
      }
      return "account \(name)"
    case 1: return "account \(name) seller=ro anchor=\(seed.pick([1, 5, 30]))"
    default: return "account \(name) anchor=\(seed.pick([1, 1, 7, 28, 31]))"
    }
  }

  private mutating func order(_ clerk: Clerk) -> String {
    let account = seed.pick(clerk.accounts)
    let from = max(Day("2026-01-01") ?? latest, latest.adding(days: seed.number(-20..<25)))
    let name = "S-\(clerk.subscriptions.count)"
    if account.currency == "RON" { return "order \(account.reference) abonament from=\(from) as=\(name)" }
    if seed.flip() {
      return "order \(account.reference) \(seed.pick(PriceList.metered)) from=\(from) as=\(name) subject=60\(clerk.subscriptions.count)"
    }
    let offering = seed.pick(Self.plans)
    return "order \(account.reference) \(offering) from=\(from) as=\(name)" + (offering == "seats" ? " quantity=\(seed.number(1..<9))" : "") + (offering == "basic" && seed.flip() ? " promotions=welcome" : "")
  }

  /// An offer, or its order in time or too late.
  private mutating func quote(_ clerk: Clerk) -> String {
    if let open = clerk.quotes.last, !open.isAccepted || seed.number(0..<4) == 0 {
      let on = latest.adding(days: seed.number(-3..<3))
      let isRoom = clerk.subscriptions.count < Self.mostSubscriptions || open.isAccepted
      if !open.mayBeAccepted(on: on) { return "accept \(open.reference) on=\(on) expect=refused" }
      if isRoom { return "accept \(open.reference) on=\(on)" }
    }
    let account = seed.pick(clerk.accounts.filter { $0.currency == "EUR" })
    let (from, quoted) = (max(Day("2026-01-01") ?? latest, latest.adding(days: seed.number(-5..<30))), latest.adding(days: seed.number(-4..<3)))
    let until = quoted.adding(days: seed.number(1..<30))
    var offer = seed.pick(["basic", "basic promotions=welcome", "later", "seats quantity=3"])
    if seed.number(0..<3) == 0 { offer = "\(seed.pick(PriceList.metered)) subject=61\(written)" }
    return "quote \(account.reference) \(offer) from=\(from) as=Q-\(written) subscription=T-\(written) quoted=\(quoted) until=\(until)"
  }

  private static let plans = ["basic", "plus", "later", "seats", "cover", "hourly"]

  private static let tiers = ["metered", "tiered", "tiered"]

  private mutating func change(_ clerk: Clerk) -> String? {
    let open = clerk.subscriptions.filter { $0.endsOn == nil && $0.reference != "N" }
    if open.isEmpty { return nil }
    let kept = seed.pick(open)
    let isMetered = !kept.subject.isEmpty
    // Usage stays with whoever paid when it came in, so those change from tomorrow on only.
    let day = max(isMetered ? latest.adding(days: seed.number(1..<10)) : latest.adding(days: seed.number(-45..<21)), kept.startsOn)
    let isRomanian = kept.offerings.first == "abonament"
    let key = "key=c-\(written)"
    let what: String
    switch seed.number(0..<10) {
    case 0..<4 where !isRomanian: what = "changeOffering on=\(day) to=\(seed.pick(isMetered ? Self.tiers : Self.plans))"
    // Two parts of a month share its tiers.
    case 4..<6 where isMetered: what = "changeQuantity on=\(day) quantity=\(seed.number(1..<6))"
    case 4..<6: what = "changeQuantity on=\(day) quantity=\(seed.number(1..<6))"
    case 6: what = "suspend on=\(day)"
    case 7: what = "resume on=\(day)"
    case 8:
      let currency = isRomanian ? "RON" : "EUR"
      what = "move on=\(day) account=\(seed.pick(clerk.accounts.filter { $0.currency == currency }).reference)"
    default:
      if seed.number(0..<4) > 0 { return nil }
      what = "cancel on=\(max(day, latest.adding(days: isMetered ? 1 : 0)))"
    }
    return "change \(kept.reference) \(what) \(key)"
  }

  /// A command under a key that names another one.
  private mutating func otherwise(_ clerk: Clerk) -> String? {
    guard let kept = clerk.subscriptions.last(where: { $0.reference != "N" }) else { return nil }
    return "order a basic from=\(kept.startsOn.adding(days: 1)) as=\(kept.reference) quantity=7 expect=refused"
  }

  private mutating func reprice(_ clerk: Clerk) -> String? {
    if reprices >= 2 || isGentle { return nil }
    reprices += 1
    let day = latest.adding(days: seed.number(2..<40))
    if let known = clerk.meteredPrices.last?.from, day <= known { return nil }
    return "reprice metered.data from=\(day) amount=0.0\(seed.number(1..<10))\(seed.number(1..<10))"
  }

  // MARK: usage

  private mutating func send(_ clerk: Clerk) -> String? {
    let users = clerk.subscriptions.filter { !$0.subject.isEmpty }
    if users.isEmpty { return nil }
    var sent: [Sent] = []
    for at in 0..<seed.number(1..<6) {
      sent.append(Sent(id: "e-\(written)-\(at)", subject: seed.pick(users).subject, quantity: quantity(), at: moment()))
    }
    // Once more, once more with other content, and somebody nobody knows.
    if let known = clerk.events.last {
      if seed.number(0..<3) == 0 {
        let event = seed.flip() ? seed.pick(clerk.events) : known
        let same = seed.flip()
        sent.append(
          Sent(
            id: event.id, subject: clerk.subscriptions[event.subscription].subject,
            quantity: same ? text(event.thousandths) : quantity(), at: same ? event.at : moment()))
      }
      if seed.number(0..<4) == 0 { sent.append(sent[0]) }
    }
    if seed.number(0..<8) == 0 { sent.append(Sent(id: "x-\(written)", subject: "nobody", quantity: "1", at: moment())) }
    sent.shuffle(using: &seed)
    return "send " + sent.map(\.word).joined(separator: " ")
  }

  private mutating func quantity() -> String { text(isGentle || seed.flip() ? seed.number(1..<200) * 1_000 : seed.number(1..<120_000)) }

  private func text(_ thousandths: Int) -> String {
    let places = String(thousandths % 1_000 + 1_000).dropFirst()
    return thousandths % 1_000 == 0 ? "\(thousandths / 1_000)" : "\(thousandths / 1_000).\(places)"
  }

  /// In the last weeks; often just before or after midnight or the change of a clock.
  private mutating func moment() -> Instant {
    let day = today.adding(days: -seed.number(0..<50))
    var at = Instant(seconds: Int64(day.number) * 86_400 + Int64(seed.number(0..<86_400)))
    switch seed.number(0..<6) {
    case 0: at = Instant(seconds: Int64(day.number) * 86_400 + Int64(seed.pick([-7_201, -7_200, -3_601, -3_600, -1, 0])))
    case 1:
      let change = WallCalendar.changeover(day.year, seed.pick([3, 10]))
      if change < now, now.seconds - change.seconds < 50 * 86_400 { at = change.adding(seconds: Int64(seed.pick([-3_600, -1, 0, 1, 3_600]))) }
    default: break
    }
    return min(at, now)
  }

  // MARK: bills

  /// Money back on any invoice, or the latest of an account taken back whole.
  private mutating func correct(_ clerk: Clerk) -> String? {
    let open = clerk.papers.filter { !$0.isCancelled }
    if open.isEmpty { return nil }
    let key = "key=k-\(written)"
    if seed.number(0..<3) == 0 {
      let account = seed.pick(open).account
      guard let paper = open.last(where: { $0.account == account }) else { return nil }
      return "cancel \(paper.number) reason=wrong on=\(latest.adding(days: seed.number(0..<5))) \(key)" + (seed.number(0..<3) == 0 ? " rebill=no" : "")
    }
    let paper = seed.flip() ? seed.pick(open) : open[open.count - 1]
    var wish = ""
    switch seed.number(0..<4) {
    case 0: break
    case 1: wish = " amount=\(seed.number(0..<30)).\(seed.number(10..<100))"
    default: wish = " percent=\(seed.number(1..<60))"
    }
    if seed.flip() { wish += " lines=\(seed.number(1...paper.lines.count))" }
    return "credit \(paper.number) reason=slow on=\(latest.adding(days: seed.number(0..<5))) \(key)" + wish
  }

  /// Days of the last months priced again, now and then with another price of data.
  private mutating func rerate(_ clerk: Clerk) -> String {
    let from = today.adding(days: -seed.number(5..<120))
    var line = "rerate from=\(from) to=\(from.adding(days: seed.number(1..<60)))" + (seed.number(0..<6) == 0 ? "" : " book") + " key=p-\(written)"
    if seed.number(0..<4) == 0 { line += " price=metered.data:0.0\(seed.number(1..<10))\(seed.number(1..<10))" }
    return line
  }

  private mutating func bill() -> String {
    let day = seed.number(0..<6) == 0 ? today.adding(days: seed.number(0..<12)) : today
    return "bill \(day) key=run-\(written) batch=\(seed.number(1..<4))"
  }

  private mutating func mishap(_ verb: String) -> String {
    if seed.number(0..<100) >= 18 { return "" }
    let kind = seed.pick([Fault.Kind.kill, .kill, .powerLoss, .powerLoss, .full, .ioError, .busy])
    let writes = ["bill": 40, "cancel": 40, "credit": 12, "send": 24, "reprice": 12, "rerate": 10][verb] ?? 8
    let write = kind == .busy ? seed.pick([1, 3, 20, 100_000]) : seed.number(1..<writes)
    // Somebody else works on before the run is taken up again, or nobody ever takes it up.
    let isLater = verb == "bill" && kind != .busy && seed.flip()
    return " \(Fault(kind, write: write, salt: UInt64(seed.number(0..<1_000_000))))" + (isLater ? " then=later" : "")
  }
}

extension Seed {
  mutating func number(_ range: Range<Int>) -> Int { number(range.lowerBound...range.upperBound - 1) }
}
