public import Balances
public import Primitives

/// Where vouchers are kept: of their codes only digests.
public protocol VoucherStore: Sendable {
  /// Writes a batch with its vouchers, numbered from 1, in one transaction.
  ///
  /// - Parameter command: kept with it, where the same may be asked again; then the batch that was made is given.
  /// - Throws: `Rejection` (`voucher.batch-taken`) when there is one of that reference, (`command.key-reused`) when the key was used for something
  ///   else.
  func make(_ reference: String, _ offer: VoucherOffer, digests: [String], command: BalanceCommand?, at: Instant) throws -> MadeVouchers

  /// The batch that a command has made; `nil` when it is new.
  ///
  /// - Throws: `Rejection` (`command.key-reused`) when the key was used for something else.
  func voucherBatch(madeBy command: BalanceCommand) throws -> VoucherBatch?

  func voucherBatch(reference: String) throws -> VoucherBatch?

  /// In the order they were made.
  func voucherBatches(after: Int64, limit: Int) throws -> [VoucherBatch]

  /// Blocks a batch, or one voucher of it, for good; again changes nothing.
  ///
  /// - Throws: `Rejection` when there is no such batch or voucher.
  func block(_ reference: String, number: Int?, reason: String, at: Instant) throws -> VoucherBatch

  /// Redeems the voucher of a digest, in one transaction with what it pays in.
  ///
  /// When the key is known already, nothing is decided and the first answer is given.
  /// - Parameters:
  ///   - mayTry: told how many codes were tried in vain on the customer balance since an instant; throws when those are too many.
  ///   - decide: told what is known of the voucher, `nil` when no voucher has the digest; throws when it pays nothing in.
  func redeem(
    _ digest: String, into reference: String, command: BalanceCommand, at: Instant, triedSince: Instant, mayTry: (Int) throws -> Void,
    decide: (StoredBalance, KnownVoucher?) throws -> BalanceBooking
  ) throws -> ChangedBalances

  /// Remembers that a code was tried in vain.
  func noteAttempt(on reference: String, at: Instant) throws
}

/// A batch, and whether it was there before: made by the same command.
public struct MadeVouchers: Sendable, Hashable {
  public var batch: VoucherBatch
  public var repeated: Bool

  public init(batch: VoucherBatch, repeated: Bool) {
    self.batch = batch
    self.repeated = repeated
  }
}

/// A batch of vouchers with what became of them.
public struct VoucherBatch: Sendable, Hashable {
  public var id: Int64
  public var reference: String
  public var offer: VoucherOffer
  public var madeAt: Instant
  public var count: Int
  public var redeemed: Int
  /// Not redeemed, and blocked one by one or as a whole.
  public var blocked: Int

  public init(id: Int64, reference: String, offer: VoucherOffer, madeAt: Instant, count: Int, redeemed: Int, blocked: Int) {
    self.id = id
    self.reference = reference
    self.offer = offer
    self.madeAt = madeAt
    self.count = count
    self.redeemed = redeemed
    self.blocked = blocked
  }

  /// How many may still be redeemed, as far as time allows.
  public var left: Int { count - redeemed - blocked }
}

/// What is known of a voucher whose code was shown.
public struct KnownVoucher: Sendable, Hashable {
  public var offer: VoucherOffer
  public var redeemedAt: Instant?
  public var isBlocked: Bool

  public init(offer: VoucherOffer, redeemedAt: Instant?, isBlocked: Bool) {
    self.offer = offer
    self.redeemedAt = redeemedAt
    self.isBlocked = isBlocked
  }
}

extension Rejection {
  /// There is no batch of this reference (`voucher.unknown-batch`).
  public static func unknownVoucherBatch(_ reference: String) -> Rejection {
    Rejection(
      Problem(
        .unknownVoucherBatch, path: "batch", "there is no batch of vouchers \"\(reference)\"",
        remedy: "`florin voucher list` names the batches; references are case-sensitive"))
  }
}

extension ProblemCode {
  public static let unknownVoucherBatch = ProblemCode("voucher.unknown-batch")
  public static let voucherBatchTaken = ProblemCode("voucher.batch-taken")
  public static let unknownVoucher = ProblemCode("voucher.unknown-number")
  public static let voucherTerms = ProblemCode("voucher.wrong-terms")
  public static let voucherCode = ProblemCode("voucher.unknown-code")
  public static let voucherRedeemed = ProblemCode("voucher.redeemed")
  public static let voucherBlocked = ProblemCode("voucher.blocked")
  public static let voucherNotNow = ProblemCode("voucher.not-now")
  public static let voucherCurrency = ProblemCode("voucher.other-currency")
  public static let voucherTried = ProblemCode("voucher.too-many-tries")
}
