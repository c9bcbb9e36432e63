public import Parties
public import Primitives
import Taxation

extension AccountDraft {
  /// What is wrong with the form of a business's VAT identifier; `nil` when nothing is, or its country has none known.
  public var vatIdentifierProblem: Problem? {
    guard case .business(let identifier) = account.taxStanding, VATIdentifier.isIssued(by: account.address.country) else { return nil }
    let node = source["tax"]?["vat"] ?? source
    return VATIdentifier.problem(identifier, at: node.place, path: node.path)
  }
}
