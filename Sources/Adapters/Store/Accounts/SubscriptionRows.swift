import Catalog
import Parties
import Primitives
import Subscriptions

/// Subscriptions in their rows: the ordinary ones in two look-ups, the rare extras only where the row says so.
enum SubscriptionRows {
  private enum Has {
    static let agreements = 1
    static let suspensions = 2
    static let promotions = 4
    static let payers = 8
  }

  /// Every subscription the account pays, or once paid, in the order of their numbers.
  static func paid(by account: BillingAccountID, _ c: Connection) throws -> [Paid] {
    let rows = try c.prepare(SubscriptionRows.paidByOne)
    rows.bind(1, account.rawValue)
    defer { rows.reset() }
    return try paid(by: account, rows, { try rows.step() }, c)
  }

  private static let paidByOne = paid(where: "p.account_id = ?", order: "p.subscription_id, p.from_day")
  /// The same for a stretch of accounts, one after the other; the account's number is in the last column.
  static let paidByStretch = paid(where: "p.account_id BETWEEN ? AND ?", order: "p.account_id, p.subscription_id, p.from_day")
  static let accountOfPaid: Int32 = 16

  /// One pass along the keys: a subscription's first payment with each of its items, then its later payments with them.
  /// The order of the items is theirs by key already; asking for it would sort every account's rows.
  private static func paid(where condition: String, order: String) -> String {
    """
    SELECT \(columns) FROM subscription_payer p CROSS JOIN subscription s ON s.id = p.subscription_id
    LEFT JOIN subscription_item i ON i.subscription_id = s.id
    WHERE \(condition) ORDER BY \(order)
    """
  }

  private static let columns = """
    s.id, s.reference, s.user_id, s.state, s.subject, s.starts_on, s.ends_on, s.term_ends_on, s.has, p.from_day,
    p.settled_before, i.number, i.offering, i.quantity, i.from_day, i.to_day, p.account_id
    """

  /// Takes one account's rows.
  static func paid(by account: BillingAccountID, _ rows: Statement, _ next: () throws -> Bool, _ c: Connection) throws -> [Paid] {
    var found: [Paid] = []
    found.reserveCapacity(8)
    while try next() {
      let last = found.count - 1
      if last < 0 || found[last].subscription.id.rawValue != rows.int64(0) {
        let read = try subscription(rows, soleOrFirstPayer: account, c)
        found.append(
          Paid(
            subscription: read.subscription, hasAgreements: read.hasAgreements, paidFrom: rows.day(9),
            settledBefore: rows.optionalDay(10)))
      } else if found[last].paidFrom != rows.day(9) {
        if let day = rows.optionalDay(10) { found[last].settledBefore = max(found[last].settledBefore ?? day, day) }
        continue
      }
      if let item = item(rows) { found[found.count - 1].subscription.items.append(item) }
    }
    for index in found.indices where found[index].subscription.items.count > 1 {
      found[index].subscription.items.sort { $0.number < $1.number }
    }
    for index in found.indices where found[index].hasAgreements { try addAgreements(to: &found[index].subscription, c) }
    return found
  }

  /// The item beside a subscription that is read along the keys; `nil` when it has none.
  fileprivate static func item(_ rows: Statement) -> SubscriptionItem? {
    if rows.isNull(11) { return nil }
    return SubscriptionItem(
      number: rows.int(11), offering: OfferingCode(rows.text(12)), quantity: rows.exact(13), from: rows.day(14), to: rows.optionalDay(15))
  }

  /// A subscription as one account pays it.
  struct Paid {
    var subscription: Subscription
    var hasAgreements: Bool
    /// The first day from which the account pays it.
    var paidFrom: Day
    /// Everything of it that the account pays is settled before this day; `nil` when it was never billed.
    var settledBefore: Day?
  }

  /// All subscriptions with whatever belongs to them, in the order of their numbers: one pass along the keys.
  struct Stream {
    private let c: Connection
    private let rows: Statement
    private var isOnRow: Bool

    init(_ c: Connection) throws {
      self.c = c
      rows = try c.scan(
        """
        SELECT \(columns) FROM subscription s CROSS JOIN subscription_payer p ON p.subscription_id = s.id
        LEFT JOIN subscription_item i ON i.subscription_id = s.id ORDER BY s.id, p.from_day
        """)
      isOnRow = try rows.step()
    }

    /// The subscription of this number; `nil` when it is not there or nobody pays it. Numbers are asked for in ascending order.
    mutating func subscription(_ id: Int64) throws -> Subscription? {
      while isOnRow, rows.int64(0) < id { isOnRow = try rows.step() }
      guard isOnRow, rows.int64(0) == id else { return nil }
      let payer = (rows.day(9), rows.int64(16))
      var read = try SubscriptionRows.subscription(rows, soleOrFirstPayer: BillingAccountID(payer.1), c)
      repeat {
        // Its items come once with each payer.
        if (rows.day(9), rows.int64(16)) == payer, let item = item(rows) { read.subscription.items.append(item) }
        isOnRow = try rows.step()
      } while isOnRow && rows.int64(0) == id
      if read.subscription.items.count > 1 { read.subscription.items.sort { $0.number < $1.number } }
      if read.hasAgreements { try addAgreements(to: &read.subscription, c) }
      return read.subscription
    }
  }

  static func one(reference: String, _ c: Connection) throws -> Subscription? {
    let row = try c.prepare(
      """
      SELECT s.id, s.reference, s.user_id, s.state, s.subject, s.starts_on, s.ends_on, s.term_ends_on, s.has,
        p.from_day, p.account_id
      FROM subscription s JOIN subscription_payer p ON p.subscription_id = s.id
      WHERE s.reference = ? ORDER BY p.from_day LIMIT 1
      """)
    row.bind(1, reference)
    defer { row.reset() }
    guard try row.step() else { return nil }
    var read = try subscription(row, soleOrFirstPayer: BillingAccountID(row.int64(10)), c)
    read.subscription.items = try items(read.subscription.id, c)
    if read.hasAgreements { try addAgreements(to: &read.subscription, c) }
    return read.subscription
  }

  /// Several subscriptions with the accounts that ever pay for them, each named once, in the order of their numbers: asked for ahead.
  struct Several {
    private let c: Connection
    private let rows: Statement
    private let items: Statement

    init(_ list: NumberList, _ c: Connection) throws {
      self.c = c
      rows = try list.ahead(
        """
        SELECT s.id, s.reference, s.user_id, s.state, s.subject, s.starts_on, s.ends_on, s.term_ends_on, s.has,
          p.from_day, p.account_id, \(AccountRows.columns)
        FROM \(NumberList.rows(c)) CROSS JOIN subscription s ON s.id = CAST(v.value AS BIGINT)
        CROSS JOIN subscription_payer p ON p.subscription_id = s.id CROSS JOIN billing_account a ON a.id = p.account_id ORDER BY s.id, p.from_day
        """, c)
      items = try list.ahead(
        """
        SELECT number, offering, quantity, from_day, to_day, subscription_id
        FROM \(NumberList.rows(c)) CROSS JOIN subscription_item i ON i.subscription_id = CAST(v.value AS BIGINT) ORDER BY subscription_id, number
        """, c)
    }

    func read() throws -> (subscriptions: [Subscription], accounts: [BillingAccountID: BillingAccount]) {
      defer {
        rows.reset()
        items.reset()
      }
      var found: [Read] = []
      var accounts: [BillingAccountID: BillingAccount] = [:]
      while try rows.step() {
        let payer = BillingAccountID(rows.int64(10))
        if accounts[payer] == nil { accounts[payer] = try AccountRows.account(rows, from: 11) }
        if found.last?.subscription.id.rawValue == rows.int64(0) { continue }
        found.append(try subscription(rows, soleOrFirstPayer: payer, c))
      }
      var byID: [Int64: [SubscriptionItem]] = [:]
      while try items.step() { byID[items.int64(5), default: []].append(item(items)) }
      let subscriptions = try found.map { read in
        var read = read
        read.subscription.items = byID[read.subscription.id.rawValue] ?? []
        if read.hasAgreements { try addAgreements(to: &read.subscription, c) }
        return read.subscription
      }
      return (subscriptions, accounts)
    }
  }

  /// A subscription whose items are still to be read.
  private struct Read {
    var subscription: Subscription
    var hasAgreements: Bool
  }

  private static func subscription(_ s: Statement, soleOrFirstPayer account: BillingAccountID, _ c: Connection) throws -> Read {
    let id = SubscriptionID(s.int64(0))
    guard let state = Subscription.State(rawValue: s.text(3)) else {
      throw DamagedRow(table: "subscription", row: id.rawValue, what: "state \(s.text(3)) unknown")
    }
    let has = s.int(8)
    var result = Subscription(
      id: id, reference: s.text(1), user: CustomerID(s.int64(2)),
      payers: [DatedPayer(from: s.day(9), account: account)], state: state, subject: s.text(4), startsOn: s.day(5),
      endsOn: s.optionalDay(6), termEndsOn: s.optionalDay(7))
    if has & Has.payers != 0 { result.payers = try payers(id, c) }
    if has & Has.suspensions != 0 { result.suspensions = try suspensions(id, c) }
    if has & Has.promotions != 0 { result.promotions = try promotions(id, c) }
    return Read(subscription: result, hasAgreements: has & Has.agreements != 0)
  }

  private static func items(_ id: SubscriptionID, _ c: Connection) throws -> [SubscriptionItem] {
    let rows = try c.prepare(
      "SELECT number, offering, quantity, from_day, to_day FROM subscription_item WHERE subscription_id = ? ORDER BY number")
    rows.bind(1, id.rawValue)
    var found: [SubscriptionItem] = []
    while try rows.step() { found.append(item(rows)) }
    rows.reset()
    return found
  }

  private static func item(_ row: Statement) -> SubscriptionItem {
    SubscriptionItem(
      number: row.int(0), offering: OfferingCode(row.text(1)), quantity: row.exact(2), from: row.day(3), to: row.optionalDay(4))
  }

  private static func payers(_ id: SubscriptionID, _ c: Connection) throws -> [DatedPayer] {
    let rows = try c.prepare("SELECT from_day, account_id FROM subscription_payer WHERE subscription_id = ? ORDER BY from_day, account_id")
    rows.bind(1, id.rawValue)
    var found: [DatedPayer] = []
    while try rows.step() { found.append(DatedPayer(from: rows.day(0), account: BillingAccountID(rows.int64(1)))) }
    rows.reset()
    return found
  }

  private static func addAgreements(to subscription: inout Subscription, _ c: Connection) throws {
    let rows = try c.prepare(
      """
      SELECT item, price, from_day, to_day, change, value FROM subscription_agreement
      WHERE subscription_id = ? ORDER BY item, number
      """)
    rows.bind(1, subscription.id.rawValue)
    while try rows.step() {
      let change: PriceAgreement.Change =
        switch rows.text(4) {
        case "add": .add(rows.exact(5))
        case "percent-off": .percentOff(rows.exact(5))
        default: .replace(rows.exact(5))
        }
      let agreement = PriceAgreement(
        price: PriceCode(rows.text(1)), effective: EffectivePeriod(from: rows.day(2), to: rows.optionalDay(3)), change: change)
      let number = rows.int(0)
      if let index = subscription.items.firstIndex(where: { $0.number == number }) {
        subscription.items[index].agreements.append(agreement)
      }
    }
    rows.reset()
  }

  private static func suspensions(_ id: SubscriptionID, _ c: Connection) throws -> [ServicePeriod] {
    let rows = try c.prepare("SELECT from_day, to_day FROM subscription_suspension WHERE subscription_id = ? ORDER BY from_day")
    rows.bind(1, id.rawValue)
    var found: [ServicePeriod] = []
    while try rows.step() { found.append(ServicePeriod(start: rows.day(0), end: rows.day(1))) }
    rows.reset()
    return found
  }

  private static func promotions(_ id: SubscriptionID, _ c: Connection) throws -> [AttachedPromotion] {
    let rows = try c.prepare("SELECT promotion, from_day FROM subscription_promotion WHERE subscription_id = ? ORDER BY from_day, promotion")
    rows.bind(1, id.rawValue)
    var found: [AttachedPromotion] = []
    while try rows.step() { found.append(AttachedPromotion(promotion: PromotionCode(rows.text(0)), from: rows.day(1))) }
    rows.reset()
    return found
  }

  /// Writes the whole projection of one subscription, replacing what stood there.
  static func save(_ s: Subscription, _ c: Connection) throws {
    var has = 0
    if s.items.contains(where: { !$0.agreements.isEmpty }) { has |= Has.agreements }
    if !s.suspensions.isEmpty { has |= Has.suspensions }
    if !s.promotions.isEmpty { has |= Has.promotions }
    if s.payers.count > 1 { has |= Has.payers }
    let row = try c.prepare(
      """
      INSERT INTO subscription(id, reference, user_id, state, subject, starts_on, ends_on, term_ends_on, has)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, subject = excluded.subject, starts_on = excluded.starts_on,
        ends_on = excluded.ends_on, term_ends_on = excluded.term_ends_on, has = excluded.has
      """)
    row.bind(1, s.id.rawValue)
    row.bind(2, s.reference)
    row.bind(3, s.user.rawValue)
    row.bind(4, s.state.rawValue)
    row.bind(5, s.subject)
    row.bind(6, s.startsOn)
    row.bind(7, s.endsOn)
    row.bind(8, s.termEndsOn)
    row.bind(9, has)
    try row.run()
    for table in ["payer", "item", "agreement", "suspension", "promotion"] {
      let clear = try c.prepare("DELETE FROM subscription_\(table) WHERE subscription_id = ?")
      clear.bind(1, s.id.rawValue)
      try clear.run()
    }
    let payer = try c.prepare("INSERT INTO subscription_payer(subscription_id, from_day, account_id) VALUES (?, ?, ?)")
    for entry in s.payers {
      payer.bind(1, s.id.rawValue)
      payer.bind(2, entry.from)
      payer.bind(3, entry.account.rawValue)
      try payer.run()
    }
    let item = try c.prepare(
      "INSERT INTO subscription_item(subscription_id, number, offering, quantity, from_day, to_day) VALUES (?, ?, ?, ?, ?, ?)")
    for entry in s.items {
      item.bind(1, s.id.rawValue)
      item.bind(2, entry.number)
      item.bind(3, entry.offering.text)
      item.bind(4, entry.quantity.description)
      item.bind(5, entry.from)
      item.bind(6, entry.to)
      try item.run()
      try saveAgreements(entry, of: s.id, c)
    }
    let suspension = try c.prepare("INSERT INTO subscription_suspension(subscription_id, from_day, to_day) VALUES (?, ?, ?)")
    for entry in s.suspensions {
      suspension.bind(1, s.id.rawValue)
      suspension.bind(2, entry.start)
      suspension.bind(3, entry.end)
      try suspension.run()
    }
    let promotion = try c.prepare("INSERT INTO subscription_promotion(subscription_id, promotion, from_day) VALUES (?, ?, ?)")
    for entry in s.promotions {
      promotion.bind(1, s.id.rawValue)
      promotion.bind(2, entry.promotion.text)
      promotion.bind(3, entry.from)
      try promotion.run()
    }
  }

  private static func saveAgreements(_ item: SubscriptionItem, of id: SubscriptionID, _ c: Connection) throws {
    guard !item.agreements.isEmpty else { return }
    let row = try c.prepare(
      """
      INSERT INTO subscription_agreement(subscription_id, item, number, price, from_day, to_day, change, value)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """)
    for (number, agreement) in item.agreements.enumerated() {
      row.bind(1, id.rawValue)
      row.bind(2, item.number)
      row.bind(3, number)
      row.bind(4, agreement.price.text)
      row.bind(5, agreement.effective.from)
      row.bind(6, agreement.effective.to)
      switch agreement.change {
      case .replace(let value):
        row.bind(7, "replace")
        row.bind(8, value.description)
      case .add(let value):
        row.bind(7, "add")
        row.bind(8, value.description)
      case .percentOff(let value):
        row.bind(7, "percent-off")
        row.bind(8, value.description)
      }
      try row.run()
    }
  }
}
