import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  var auditEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/v1/requests", chapter: "Audit", name: "listRequests", "List who asked what",
        about: "Everything that was to change something, newest first. The list is part of the audit chain: `florin verify` proves that nothing was taken out of it.",
        parameters: Endpoint.Parameter.paging, answers: [.json(.page(FlorinAPI.recorded), "Requests.")], for: Who.audit,
        work: .reading { request in
          let after = try request.after()
          let read = try store.requests(before: after == 0 ? nil : after, limit: request.limit + 1)
          return .page(PageOf(read, limit: request.limit) { $0.id }, FlorinAPI.recorded, request)
        })
    ]
  }

  private static let recorded = Shape<RecordedRequest>(
    "RecordedRequest", "A request that was to change something.",
    [
      .number("request", "Its number.") { Int($0.id) }, .instant("at") { $0.recordedAt }, .text("caller", "The access key's public part; empty on the machine itself.") { $0.caller },
      .text("operation") { $0.operation }, .text("key", "The caller's own name for it.") { $0.key },
      .numberIfAny("status", "Of the answer; missing when it was refused or failed.") { $0.status },
    ])
}
