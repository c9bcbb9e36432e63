import HTTPAPI
import Operations
import Parties
import Primitives
import Store
import Subscriptions

extension FlorinAPI {
  static let search = Endpoint.Parameter.query("search", .text(.plain.within(1...100)), "Part of a reference or name; case does not matter.")

  var accountEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/customers", chapter: "Accounts", name: "listCustomers", "List customers", about: "In the order of their registration.",
        parameters: [FlorinAPI.search] + Endpoint.Parameter.paging, answers: [.json(.page(Shapes.customer), "Customers.")],
        for: Who.accounts, work: .reading { request in
          let read = try store.customers(DirectoryFilter(search: request.text("search"), customer: request.caller.customer, after: try request.after(), limit: request.limit + 1))
          return .page(PageOf(read, limit: request.limit) { $0.id.rawValue }, Shapes.customer, request)
        }),
      Endpoint(
        .get, "/v1/customers/{customer}", chapter: "Accounts", name: "readCustomer", "Read a customer",
        parameters: [.path("customer", "The customer's reference.")], answers: [.json(Shapes.customer.schema, "The customer.")],
        for: Who.accounts, work: .reading { .json(try customer($0.text("customer"), $0), Shapes.customer, $0) }),
      Endpoint(
        .get, "/v1/accounts", chapter: "Accounts", name: "listAccounts", "List billing accounts", about: "In the order of their registration.",
        parameters: [FlorinAPI.search, .query("customer", .plainText, "Only accounts of this customer.")] + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.listedAccount), "Accounts.")],
        for: Who.accounts, work: .reading { request in
          let owner = try filteredCustomer(request)
          let read = try store.accounts(
            DirectoryFilter(search: request.text("search"), customer: owner, after: try request.after(), limit: request.limit + 1))
          var page = PageOf(read, limit: request.limit) { $0.id.rawValue }
          for index in page.items.indices {
            guard request.caller.customer != nil, let above = page.items[index].consolidatedInto else { continue }
            if try store.account(reference: above).map({ isSeen($0, request) }) != true { page.items[index].consolidatedInto = nil }
          }
          return .page(page, Shapes.listedAccount, request)
        }),
      Endpoint(
        .get, "/v1/accounts/{account}", chapter: "Accounts", name: "readAccount", "Read a billing account",
        parameters: [.path("account", "The account's reference.")], answers: [.json(Shapes.account.schema, "The account.")],
        for: Who.accounts, work: .reading { .json(try accountDocument(try account($0.text("account"), $0), $0), Shapes.account, $0) }),
      Endpoint(
        .get, "/v1/accounts/{account}/hierarchy", chapter: "Accounts", name: "readAccountHierarchy", "Read whose lines stand on whose invoice",
        parameters: [.path("account", "The account's reference.")], answers: [.json(Shapes.hierarchy.schema, "The account with those around it.")],
        for: Who.accounts, work: .reading { request in
          let account = try account(request.text("account"), request)
          let above = try seenAbove(account, request)
          return .json(
            HierarchyDocument(
              account: account, invoicedTo: above ?? account.reference, carries: try store.accounts(consolidatedInto: account.id).filter { isSeen($0, request) }.map(\.reference)),
            Shapes.hierarchy, request)
        }),
    ]
  }

  /// The account whose invoice carries this one's lines, where whoever asks may know it.
  private func seenAbove(_ account: BillingAccount, _ request: APIRequest) throws -> String? {
    try account.consolidatedInto.flatMap { try store.account($0) }.flatMap { isSeen($0, request) ? $0.reference : nil }
  }

  func accountDocument(_ account: BillingAccount, _ request: APIRequest) throws -> AccountDocument {
    AccountDocument(
      account: account, customer: try store.customerReference(account.customer) ?? "",
      consolidatedInto: try seenAbove(account, request), billedThrough: try store.billedThrough(account.id))
  }
}
