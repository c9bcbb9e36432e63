public import Balances
public import Operations
public import Primitives
import Store

/// The vouchers of one installation.
public struct Vouchers: Sendable {
  /// How many codes are made at once.
  public static let mostAtOnce = 100_000

  let installation: Installation

  public init(_ installation: Installation) { self.installation = installation }

  /// A batch as somebody wants it.
  public struct Order: Sendable {
    public var reference: String
    public var count: Int
    /// What each is worth, in the unit.
    public var amount: Exact
    /// A currency or a unit of a service.
    public var unit: String
    public var validDays: Int?
    public var isBonus: Bool
    /// Instants, or days of UTC.
    public var redeemFrom: String?
    public var redeemUntil: String?

    public init(
      reference: String, count: Int, amount: Exact, unit: String, validDays: Int? = nil, isBonus: Bool = false, redeemFrom: String? = nil,
      redeemUntil: String? = nil
    ) {
      self.reference = reference
      self.count = count
      self.amount = amount
      self.unit = unit
      self.validDays = validDays
      self.isBonus = isBonus
      self.redeemFrom = redeemFrom
      self.redeemUntil = redeemUntil
    }

    /// What it says, for comparing a repeat with it.
    fileprivate var fingerprint: String {
      "vouchers " + [reference, "\(count)", "\(amount)", unit, validDays.map(String.init) ?? "", isBonus ? "bonus" : "", redeemFrom ?? "", redeemUntil ?? ""].joined(separator: "|")
    }
  }

  /// Makes a batch; its codes are given once and never kept.
  ///
  /// - Parameter key: names the order, where it may come again.
  /// - Returns: the batch, and the codes in the order of their numbers, from 1; no codes when the same order was carried out before.
  public func make(_ order: Order, key: String? = nil) throws -> (batch: VoucherBatch, codes: [VoucherCode]) {
    let command = key.map { BalanceCommand(key: $0, fingerprint: order.fingerprint) }
    if let command, let made = try installation.store.voucherBatch(madeBy: command) { return (made, []) }
    let offer = try offer(order)
    var random = SystemRandomNumberGenerator()
    let codes = (0..<order.count).compactMap { _ in VoucherCode(RandomText.letters(VoucherCode.length, &random)) }
    let made = try installation.store.make(order.reference, offer, digests: try codes.map { try AccessKeys.digest($0.text) }, command: command, at: now)
    return (made.batch, made.repeated ? [] : codes)
  }

  /// Pays into a customer balance what a voucher is worth, once; the same key again changes nothing.
  public func redeem(_ code: String, into balance: String, key: String) throws -> ChangedBalances {
    try RedeemVoucher(store: installation.store) { try AccessKeys.digest($0) }(code, into: balance, key: key, at: now)
  }

  /// Blocks a batch, or one voucher of it, for good.
  public func block(_ reference: String, number: Int? = nil, reason: String) throws -> VoucherBatch {
    try installation.store.block(reference, number: number, reason: reason, at: now)
  }

  public func batch(_ reference: String) throws -> VoucherBatch {
    if let batch = try installation.store.voucherBatch(reference: reference) { return batch }
    throw Rejection.unknownVoucherBatch(reference)
  }

  /// In the order they were made.
  public func batches(after: Int64 = 0, limit: Int = 50) throws -> [VoucherBatch] { try installation.store.voucherBatches(after: after, limit: limit) }

  private var now: Instant { installation.clock.now() }

  /// - Throws: `Rejection` with everything that is wrong about the order.
  private func offer(_ order: Order) throws(Rejection) -> VoucherOffer {
    var problems: [Problem] = []
    func wrong(_ path: String, _ message: String, _ remedy: String) { problems.append(Problem(.voucherTerms, path: path, message, remedy: remedy)) }
    if order.reference.isEmpty { wrong("reference", "the batch has no name", "give it a reference of your own") }
    if !(1...Vouchers.mostAtOnce).contains(order.count) {
      wrong("count", "\(order.count) vouchers cannot be made at once", "make 1 to \(Vouchers.mostAtOnce); further ones in another batch")
    }
    let unit = BalanceUnit(order.unit)
    if unit == nil { wrong("unit", "\"\(order.unit)\" is no unit", "write a currency, octets, seconds, messages, events, or a name of small letters, digits and hyphens") }
    let amount = unit.flatMap { $0.amount(order.amount) }
    if let unit, amount.map({ $0 <= 0 }) ?? true {
      wrong("amount", "\(order.amount) is no worth of a voucher", "write an amount of \(unit.text) above zero, with at most \(unit.digits) decimals")
    } else if let unit, let amount, amount > CustomerBalance.largestAmount {
      wrong("amount", "no bucket holds \(order.amount) \(unit.text)", "write at most \(unit.exact(CustomerBalance.largestAmount)), so that it can be redeemed")
    }
    if let days = order.validDays, !(1...3660).contains(days) { wrong("validDays", "\(days) is no number of days", "write 1 to 3660, or leave it out") }
    func instant(_ text: String?, _ path: String) -> Instant? {
      guard let text else { return nil }
      if let instant = Instant(text) ?? Day(text).map({ Zone.utc.start(of: $0) }) { return instant }
      wrong(path, "\"\(text)\" is neither an instant nor a day", "write 2027-01-01, or 2026-12-31T23:00:00Z")
      return nil
    }
    let from = instant(order.redeemFrom, "redeemFrom") ?? now
    let until = instant(order.redeemUntil, "redeemUntil")
    if let until, until <= from || until <= now { wrong("redeemUntil", "\(until) is not after the beginning, or over already", "write a later end") }
    guard problems.isEmpty, let unit, let amount else { throw Rejection(problems) }
    return VoucherOffer(unit: unit, amount: amount, validDays: order.validDays, isBonus: order.isBonus, redeemFrom: from, redeemUntil: until)
  }
}
