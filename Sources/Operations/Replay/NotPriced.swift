import Invoicing

/// Why an account's bills cannot be made again, in the words of the first problem.
public struct NotPriced: Sendable, Hashable {
  public var code: String
  public var message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  init(_ reasons: [HoldReason]) {
    let first = reasons.first
    code = first?.evidence.first { $0.name == "problem" }?.value ?? first?.code.rawValue ?? ""
    message = first?.evidence.first { $0.name == "message" || $0.name == "why" }?.value ?? first?.description ?? ""
  }

  /// `nil` when all could be made and every event has a price.
  init?(_ bills: [ReplayedBill]) {
    for bill in bills {
      if case .refused(let reasons) = bill.outcome {
        self.init(reasons)
        return
      }
      if let reason = bill.unratedReason {
        self.init([reason])
        return
      }
    }
    return nil
  }
}
