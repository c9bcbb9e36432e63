public import Parties
public import Primitives
import Taxation

extension InvoicingDetails {
  /// What does not fit the account that says it: an address in another country than it is taxed in, a VAT identifier in no known form.
  public func problems(of account: BillingAccount, _ source: SourceNode) -> [Problem] {
    var problems: [Problem] = []
    if let address, address.country != account.address.country {
      let node = source["address"]?["country"] ?? source
      problems.append(
        Problem(
          .wrongValue, at: node.place, path: node.path, "\(account.reference) is established in \(account.address.country), not in \(address.country)",
          remedy: "write the address there: an account that moved to another country is taxed otherwise, and has to be registered anew"))
    }
    if let vatIdentifier, VATIdentifier.isIssued(by: account.address.country) {
      let node = source["vatIdentifier"] ?? source
      if let problem = VATIdentifier.problem(vatIdentifier, at: node.place, path: node.path) { problems.append(problem) }
    }
    return problems
  }
}
