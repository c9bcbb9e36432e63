public import Balances
public import Primitives

extension ProblemCode {
  public static let unknownBalance = ProblemCode("balance.unknown")
  public static let balanceReferenceTaken = ProblemCode("balance.reference-taken")
  public static let balancePostpaid = ProblemCode("balance.postpaid")
  public static let unknownBucket = ProblemCode("balance.unknown-bucket")
  public static let balanceAmount = ProblemCode("balance.wrong-amount")
  public static let bucketOver = ProblemCode("balance.bucket-over")
  public static let balanceTooLarge = ProblemCode("balance.too-large")
  public static let notEnough = ProblemCode("balance.not-enough")
  public static let otherBooks = ProblemCode("balance.other-books")
  public static let balanceItself = ProblemCode("balance.same-balance")
  public static let balanceTerms = ProblemCode("balance.wrong-terms")
  public static let balanceForeignSubscription = ProblemCode("balance.foreign-subscription")
}

extension BalanceRefusal {
  /// The refusal in words for whoever asked.
  ///
  /// - Parameter path: where the customer balance was named.
  public func rejection(of reference: String, path: String = "balance") -> Rejection {
    let problem: Problem
    switch self {
    case .postpaid:
      problem = Problem(
        .balancePostpaid, path: path, "nothing is paid into \"\(reference)\": it only guards what a bill cycle may come to",
        remedy: "pay the bill, or open a prepaid or hybrid balance beside it")
    case .unknownBucket(let number):
      problem = Problem(
        .unknownBucket, path: "bucket", "\"\(reference)\" has no bucket \(number)", remedy: "`florin balance show` lists the buckets with their numbers")
    case .notPositive:
      problem = Problem(
        .balanceAmount, path: "amount", "the amount moves nothing", remedy: "write an amount above zero; only an adjustment may be below")
    case .bucketOver(let number, let end):
      problem = Problem(
        .bucketOver, path: "bucket", "bucket \(number) of \"\(reference)\" is over since \(end)", remedy: "put it into another bucket, or open one with a later end")
    case .tooLarge:
      problem = Problem(
        .balanceTooLarge, path: "amount", "a bucket would hold more than \(CustomerBalance.largestAmount) smallest units", remedy: "check the amount; use a larger unit where so much is meant")
    case .notEnough(let available, let unit):
      problem = Problem(
        .notEnough, path: "amount", "\"\(reference)\" has only \(unit.exact(available)) \(unit.text) to take",
        remedy: "take at most that; what is set aside for something going on and credit cannot be taken")
    case .otherBooks:
      problem = Problem(
        .otherBooks, path: "to", "the two balances belong to different sellers or currencies", remedy: "pay out of the one and top up the other")
    case .itself:
      problem = Problem(.balanceItself, path: "to", "the balance would be moved to itself", remedy: "name another balance")
    }
    return Rejection(problem)
  }
}
