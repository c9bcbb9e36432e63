import Primitives

extension Clerk {
  /// Notes a command that Florin has accepted.
  mutating func note(_ words: Words) throws {
    switch words.verb {
    case "account": try noteAccount(words)
    case "order": order(try words.plain(0), try offer(words, reference: words.field("as")))
    case "quote": try noteQuote(words)
    case "accept": try noteAccepted(words)
    case "change": try noteChange(words)
    case "send": for word in words.plain { note(try Sent(word)) }
    case "third-party": try noteTicket(words)
    case "reprice":
      guard let price = Decimals.thousandths(try words.field("amount")) else { throw WorldFault("no price: \(words)") }
      meteredPrices.append(MeteredPrice(from: try words.day("from"), unitMicros: price * 100))
    default: break
    }
  }

  private mutating func noteAccount(_ words: Words) throws {
    let reference = try words.plain(0)
    if account(reference) != nil { return }
    let isRomanian = words.fields["seller"] == "ro"
    var account = Account(reference: reference, billedThrough: Clerk.opened)
    account.parent = words.fields["parent"]
    account.anchor = words.fields["anchor"].flatMap { Int($0) } ?? 1
    if isRomanian { (account.currency, account.zone) = ("RON", "Europe/Bucharest") }
    accounts.append(account)
  }

  private mutating func order(_ account: String, _ offer: Offer) {
    if subscription(offer.reference) != nil { return }
    subscriptions.append(
      KeptSubscription(
        reference: offer.reference, subject: offer.subject, startsOn: offer.startsOn, offering: offer.offering, quantity: offer.quantity,
        payer: account, isWelcome: offer.isWelcome))
  }

  private func offer(_ words: Words, reference: String) throws -> Offer {
    Offer(
      reference: reference, subject: words.fields["subject"] ?? "", startsOn: try words.day("from"), offering: try words.plain(1),
      quantity: words.fields["quantity"].flatMap { Int($0) } ?? 1, isWelcome: words.fields["promotions"] == "welcome")
  }

  private mutating func noteQuote(_ words: Words) throws {
    let reference = try words.field("as")
    if quotes.contains(where: { $0.reference == reference }) { return }
    quotes.append(
      KeptQuote(
        reference: reference, account: try words.plain(0), offer: try offer(words, reference: words.field("subscription")),
        quotedOn: try words.day("quoted"), validUntil: try words.day("until")))
  }

  private mutating func noteAccepted(_ words: Words) throws {
    let reference = try words.plain(0)
    guard let at = quotes.firstIndex(where: { $0.reference == reference }) else { throw WorldFault("nobody knows the quote in: \(words)") }
    quotes[at].isAccepted = true
    order(quotes[at].account, quotes[at].offer)
  }

  private mutating func noteChange(_ words: Words) throws {
    guard let index = subscription(try words.plain(0)) else { throw WorldFault("nobody knows the subscription in: \(words)") }
    let key = try words.field("key")
    if changes.contains(key) { return }
    changes.append(key)
    let day = try words.day("on")
    switch try words.plain(1) {
    case "changeOffering":
      let offering = try words.field("to")
      subscriptions[index].change(on: day) { $0.offering = offering }
    case "changeQuantity":
      let quantity = Int(try words.field("quantity")) ?? 0
      subscriptions[index].change(on: day) { $0.quantity = quantity }
    case "suspend": subscriptions[index].suspend(on: day)
    case "resume": subscriptions[index].resume(on: day)
    case "move": subscriptions[index].move(to: try words.field("account"), on: day)
    case "cancel": subscriptions[index].cancel(on: day)
    default: throw WorldFault("the clerk cannot note: \(words)")
    }
  }

  /// Whether an event counts: known before, or of a subject that nobody held, it does not.
  private mutating func note(_ sent: Sent) {
    if events.contains(where: { $0.id == sent.id }) { return }
    let day = WallCalendar.localDay(sent.at, zone: "Europe/Madrid")
    guard let index = subscriptions.firstIndex(where: { $0.subject == sent.subject && $0.isHeld(on: day) }),
      let thousandths = Decimals.thousandths(sent.quantity)
    else { return }
    events.append(Event(id: sent.id, subscription: index, at: sent.at, thousandths: thousandths))
  }

  private mutating func noteTicket(_ words: Words) throws {
    let id = try words.field("id")
    if tickets.contains(where: { $0.id == id }) { return }
    guard let thousandths = Decimals.thousandths(try words.plain(3)) else { throw WorldFault("no amount: \(words)") }
    tickets.append(Ticket(id: id, account: try words.plain(0), on: try words.day("on"), amountMinor: thousandths / 10))
  }
}

/// Decimals with at most three places, as whole thousandths.
enum Decimals {
  static func thousandths(_ text: String) -> Int? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int(parts[0]) else { return nil }
    let places = parts.count == 2 ? parts[1] : ""
    guard places.count <= 3, let rest = Int(places + String(repeating: "0", count: 3 - places.count)) else { return nil }
    return whole * 1_000 + rest
  }
}
