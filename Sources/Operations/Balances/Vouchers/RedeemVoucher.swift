import Balances
public import PostingRules
public import Primitives

/// Pays into a customer balance what a voucher is worth, once.
///
/// Codes have 80 random bits, and few may be tried in vain on one customer balance in an hour, so none is found by guessing.
public struct RedeemVoucher {
  /// What stands as the reason with what a voucher paid in.
  public static let reason = "voucher"
  /// How many codes may be tried in vain on one customer balance within an hour.
  public static let triesAnHour = 5

  let store: any VoucherStore
  let accounts: PostingAccounts
  let digest: (String) throws -> String

  /// - Parameter digest: SHA-256 of a text, as hexadecimal digits.
  public init(store: any VoucherStore, accounts: PostingAccounts = .standard, digest: @escaping (String) throws -> String) {
    self.store = store
    self.accounts = accounts
    self.digest = digest
  }

  /// - Parameter written: the code as somebody wrote it.
  /// - Throws: `Rejection` when it pays nothing in; a code that was tried in vain is counted.
  public func callAsFunction(_ written: String, into reference: String, key: String, at instant: Instant) throws -> ChangedBalances {
    // A text that cannot be a code has a digest that no voucher has.
    let digest = try digest(VoucherCode(written)?.text ?? "no code")
    let command = BalanceCommand(key: key, fingerprint: "redeem \(digest) into \(reference)", reason: RedeemVoucher.reason)
    do {
      return try store.redeem(
        digest, into: reference, command: command, at: instant, triedSince: instant.adding(seconds: -3_600), mayTry: RedeemVoucher.mayTry
      ) { stored, voucher in
        let offer = try RedeemVoucher.offer(of: voucher, into: stored, at: instant)
        switch stored.balance.puttingIn(offer.amount, as: offer.isBonus ? .bonus : .topUp, under: offer.terms(at: instant), at: instant) {
        case .refused(let refusal): throw refusal.rejection(of: reference)
        case .done(let change):
          return BalanceBooking(change, entry: BalancePosting.entry(change, seller: stored.seller, bookedOn: instant.utcDay, accounts: accounts))
        }
      }
    } catch let refused as Rejection {
      if refused.problems.contains(where: { $0.code == .voucherCode || $0.code == .voucherRedeemed || $0.code == .voucherBlocked }) {
        try store.noteAttempt(on: reference, at: instant)
      }
      throw refused
    }
  }

  private static func mayTry(_ tried: Int) throws(Rejection) {
    if tried < triesAnHour { return }
    throw Rejection(
      Problem(
        .voucherTried, path: "voucher", "\(tried) codes were tried in vain on this balance within an hour",
        remedy: "wait an hour, or pay in otherwise"))
  }

  private static func offer(of voucher: KnownVoucher?, into stored: StoredBalance, at instant: Instant) throws(Rejection) -> VoucherOffer {
    func refused(_ code: ProblemCode, _ message: String, _ remedy: String) -> Rejection { Rejection(Problem(code, path: "voucher", message, remedy: remedy)) }
    guard let voucher else {
      throw refused(.voucherCode, "no voucher has this code", "read it again: it has 16 letters and digits, and neither the letter o nor a zero")
    }
    if let at = voucher.redeemedAt { throw refused(.voucherRedeemed, "the voucher was redeemed at \(at)", "each pays in once; ask whoever sold it") }
    if voucher.isBlocked { throw refused(.voucherBlocked, "the voucher was blocked", "ask whoever sold it") }
    switch voucher.offer.refusal(into: stored.balance, at: instant) {
    case .early(let from): throw refused(.voucherNotNow, "the voucher may be redeemed from \(from) on", "come again then")
    case .over(let end): throw refused(.voucherNotNow, "the voucher could be redeemed until \(end)", "ask whoever sold it")
    case .otherCurrency(let unit):
      throw refused(.voucherCurrency, "the voucher pays in \(unit.text), the balance holds \(stored.balance.currency)", "redeem it into a balance of \(unit.text)")
    case nil: return voucher.offer
    }
  }
}
