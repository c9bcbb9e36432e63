import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  static let run = Endpoint.Parameter.path("billRun", .integer(1...Int(Int32.max)), "The bill run's number.")

  var billRunEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/bill-runs", chapter: "Bill runs", name: "listBillRuns", "List bill runs", about: "In the order they were planned.",
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(Shapes.billRun), "Bill runs.")],
        for: Who.billRuns, work: .reading { request in
          .page(PageOf(ofAll: try store.billRuns(), after: try request.after(), limit: request.limit), Shapes.billRun, request)
        }),
      Endpoint(
        .get, "/v1/bill-runs/{billRun}", chapter: "Bill runs", name: "readBillRun", "Report on a bill run",
        about: "Totals, and the accounts it holds, each with the figures that say why.", parameters: [FlorinAPI.run],
        answers: [.json(Shapes.runReport.schema, "How it came out, or how far it has come.")],
        for: Who.billRuns, work: .reading { request in .json(try store.report(on: try billRun(request).id), Shapes.runReport, request) }),
      Endpoint(
        .get, "/v1/bill-runs/{billRun}/accounts", chapter: "Bill runs", name: "listBillRunAccounts", "List the accounts of a bill run",
        about: "Who is billed, who is not, and why not.",
        parameters: [FlorinAPI.run, .query("state", .choice(["planned", "skipped", "issued", "nothing", "held"]), "Only these.")] + Endpoint.Parameter.paging,
        answers: [.json(.page(Shapes.planLine), "Accounts in the order of the plan.")],
        for: Who.billRuns, work: .reading { request in
          var lines = try store.planLines(of: try billRun(request).id)
          if let state = request.text("state") { lines = lines.filter { $0.state == state } }
          return .page(PageOf(ofAll: lines, after: try request.after(), limit: request.limit), Shapes.planLine, request)
        }),
    ]
  }

  func billRun(_ request: APIRequest) throws -> BillRun { try BillRuns(installation).find(Int64(request.integer("billRun") ?? 0)) }
}
