import Balances
import HTTPAPI
import Operations
import Parties
import Primitives
import Store

extension FlorinAPI {
  private static let path = Endpoint.Parameter.path("balance", "The balance's reference.")

  var balanceEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/balances", chapter: "Balances", name: "listBalances", "List balances", about: "In the order they were opened.",
        parameters: [.query("account", .plainText, "Only those of this account.")] + Endpoint.Parameter.paging,
        answers: [.json(.page(BalanceShapes.balance), "Balances.")],
        for: Who.accounts, work: .reading { request in
          let filter = BalanceFilter(
            account: try filteredAccount(request)?.id, customer: request.caller.customer, after: try request.after(), limit: request.limit + 1)
          let page = PageOf(try store.balances(filter), limit: request.limit) { $0.balance.id.rawValue }
          return .page(PageOf(page.items.map(document), next: page.next), BalanceShapes.balance, request)
        }),
      Endpoint(
        .get, "/v1/balances/{balance}", chapter: "Balances", name: "readBalance", "Read a balance", about: "With every bucket.", parameters: [FlorinAPI.path],
        answers: [.json(BalanceShapes.balance.schema, "The balance.")],
        for: Who.accounts, work: .reading { .json(document(try balance($0)), BalanceShapes.balance, $0) }),
      Endpoint(
        .get, "/v1/balances/{balance}/movements", chapter: "Balances", name: "listBalanceMovements", "List what came and went", about: "The newest first.",
        parameters: [FlorinAPI.path] + Endpoint.Parameter.paging, answers: [.json(.page(BalanceShapes.movement), "Movements.")],
        for: Who.accounts, work: .reading { request in
          let stored = try balance(request)
          let before = try request.after()
          let read = try store.movements(of: stored.balance.id, before: before == 0 ? nil : before, limit: request.limit + 1)
          return .page(PageOf(read, limit: request.limit) { $0.id }, BalanceShapes.movement, request)
        }),
      Endpoint(
        .post, "/v1/balances", chapter: "Balances", name: "openBalance", "Open a balance",
        body: .init(.object(Bodies.newBalance), example: #"{"reference": "ana-prepaid", "account": "ana", "kind": "prepaid"}"#),
        answers: [.json(BalanceShapes.balance.schema, status: 201, "The balance.")],
        for: Who.careOrBilling, work: .writing { request in
          var reader = SourceReader(request.body)
          let opening = CustomerBalances.Opening(
            reference: reader.text("reference") ?? "", account: reader.text("account") ?? "",
            kind: reader.text("kind").flatMap(CustomerBalance.Kind.init(rawValue:)) ?? .prepaid, creditLimit: reader.optionalNumber("creditLimit"),
            subscriptions: reader.list("subscriptions").compactMap { reader.text($0) })
          return .json(document(try CustomerBalances(installation).open(opening, key: request.commandKey)), BalanceShapes.balance, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/balances/{balance}/top-ups", chapter: "Balances", name: "topUpBalance", "Pay in, or give",
        about: "Whoever answers a `balance.low` event names it (`notice`): it is paid in once then, by whichever access key and under whichever `Idempotency-Key`.",
        parameters: [FlorinAPI.path],
        body: .init(.object(Bodies.topUp), example: #"{"amount": "20.00"}"#), answers: [.json(BalanceShapes.moved.schema, status: 201, "What was moved.")],
        for: Who.careOrBilling, work: .writing { request in
          let reference = try balance(request).balance.reference
          let (topUp, notice) = FlorinAPI.topUp(request.body)
          let balances = CustomerBalances(installation)
          if let notice { return try moved(balances.topUp(reference, topUp, answering: notice), request) }
          return try moved(balances.topUp(reference, topUp, key: request.commandKey), request)
        }),
      Endpoint(
        .post, "/v1/balances/{balance}/adjustments", chapter: "Balances", name: "adjustBalance", "Correct a bucket", parameters: [FlorinAPI.path],
        body: .init(.object(Bodies.adjustment), example: #"{"add": "5.00", "reason": "outage of 3 March"}"#),
        answers: [.json(BalanceShapes.moved.schema, status: 201, "What was moved.")],
        for: Who.careOrBilling, work: .writing { request in
          let reference = try balance(request).balance.reference
          var reader = SourceReader(request.body)
          let (add, take) = (reader.optionalNumber("add"), reader.optionalNumber("take"))
          guard let amount = add ?? take.map({ -$0 }), add == nil || take == nil else {
            throw Rejection(Problem(.balanceAmount, path: "add", "say one of `add` and `take`", remedy: "write how much goes in, or how much is taken"))
          }
          if !(add ?? take ?? .zero).isPositive {
            throw Rejection(
              Problem(
                .balanceAmount, path: add == nil ? "take" : "add", "\(add ?? take ?? .zero) is no amount above zero",
                remedy: "write how much goes in under `add`, how much is taken under `take`, each above zero"))
          }
          return try moved(
            CustomerBalances(installation).adjust(
              reference, bucket: reader.optionalInteger("bucket"), by: amount, reason: reader.text("reason") ?? "", key: request.commandKey), request)
        }),
      Endpoint(
        .post, "/v1/balances/{balance}/transfers", chapter: "Balances", name: "transferBalance", "Move an amount to another balance", parameters: [FlorinAPI.path],
        body: .init(.object(Bodies.transfer), example: #"{"to": "bruno-prepaid", "amount": "5.00"}"#),
        answers: [.json(BalanceShapes.moved.schema, status: 201, "What was moved.")],
        for: Who.careOrBilling, work: .writing { request in
          let reference = try balance(request).balance.reference
          var reader = SourceReader(request.body)
          return try moved(
            CustomerBalances(installation).transfer(
              reference, bucket: reader.optionalInteger("bucket"), to: reader.text("to") ?? "", amount: reader.number("amount") ?? .zero,
              reason: reader.optionalText("reason") ?? "", key: request.commandKey), request)
        }),
    ]
  }

  /// The customer balance that a request names, when it is there for whoever asks.
  func balance(_ request: APIRequest) throws -> StoredBalance {
    let reference = request.text("balance") ?? ""
    if let stored = try store.balance(reference: reference), request.caller.customer.map({ $0 == stored.customer }) ?? true { return stored }
    throw Rejection(
      Problem(
        .unknownBalance, path: "balance", "there is no balance \"\(reference)\"", remedy: "`GET /v1/balances` names the balances; references are case-sensitive"))
  }

  private func document(_ stored: StoredBalance) -> BalanceDocument { BalanceDocument(stored: stored, now: installation.clock.now()) }

  func moved(_ changed: ChangedBalances, _ request: APIRequest) throws -> APIResponse {
    .json(MovedDocument(balance: document(changed.balances[0]), movements: changed.movements), BalanceShapes.moved, request, status: 201)
  }

  private static func topUp(_ body: SourceNode) -> (topUp: CustomerBalances.TopUp, notice: String?) {
    var reader = SourceReader(body)
    let topUp = CustomerBalances.TopUp(
      amount: reader.number("amount") ?? .zero, isBonus: reader.optionalFlag("bonus") ?? false, unit: reader.optionalText("unit"),
      validFrom: reader.optionalText("validFrom"), validTo: reader.optionalText("validTo"), priority: reader.optionalInteger("priority"),
      factor: reader.optionalNumber("factor"), blockers: reader.list("blockers").compactMap { reader.text($0) },
      rolloverDays: reader.optionalInteger("rolloverDays"), rolloverAtMost: reader.optionalNumber("rolloverAtMost"), reason: reader.optionalText("reason") ?? "")
    return (topUp, reader.optionalText("notice"))
  }
}
