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
        work: .reading { request in
          let read = try store.customers(DirectoryFilter(search: request.text("search"), after: try request.after(), limit: request.limit + 1))
          return .page(PageOf(read, limit: request.limit) { $0.id.rawValue }, Shapes.customer, request)
        }),
      Endpoint(
        .get, "/v1/customers/{customer}", chapter: "Accounts", name: "readCustomer", "Read a customer",
        parameters: [.path("customer", "The customer's reference.")], answers: [.json(Shapes.customer.schema, "The customer.")],
        work: .reading { .json(try customer($0.text("customer")), Shapes.customer, $0) }),
      Endpoint(
        .get, "/v1/accounts", chapter: "Accounts", name: "listAccounts", "List billing accounts", about: "In the order of their registration.",
        parameters: [FlorinAPI.search, .query("customer", .plainText, "Only accounts of this customer.")] + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.listedAccount), "Accounts.")],
        work: .reading { request in
          let owner = try request.text("customer").map { try customer($0).id }
          let read = try store.accounts(
            DirectoryFilter(search: request.text("search"), customer: owner, after: try request.after(), limit: request.limit + 1))
          return .page(PageOf(read, limit: request.limit) { $0.id.rawValue }, Shapes.listedAccount, request)
        }),
      Endpoint(
        .get, "/v1/accounts/{account}", chapter: "Accounts", name: "readAccount", "Read a billing account",
        parameters: [.path("account", "The account's reference.")], answers: [.json(Shapes.account.schema, "The account.")],
        work: .reading { .json(try accountDocument(try account($0.text("account"))), Shapes.account, $0) }),
      Endpoint(
        .get, "/v1/accounts/{account}/hierarchy", chapter: "Accounts", name: "readAccountHierarchy", "Read whose lines stand on whose invoice",
        parameters: [.path("account", "The account's reference.")], answers: [.json(Shapes.hierarchy.schema, "The account with those around it.")],
        work: .reading { request in
          let account = try account(request.text("account"))
          let above = try account.consolidatedInto.flatMap { try store.account($0)?.reference }
          return .json(
            HierarchyDocument(
              account: account, invoicedTo: above ?? account.reference, carries: try store.accounts(consolidatedInto: account.id).map(\.reference)),
            Shapes.hierarchy, request)
        }),
    ]
  }

  func accountDocument(_ account: BillingAccount) throws -> AccountDocument {
    AccountDocument(
      account: account, customer: try store.customerReference(account.customer) ?? "",
      consolidatedInto: try account.consolidatedInto.flatMap { try store.account($0)?.reference }, billedThrough: try store.billedThrough(account.id))
  }
}
