import Foundation
import HTTPAPI
import Testing

@testable import Bootstrap

/// The links of the OpenAPI document lead somewhere, with something.
@Suite struct LinkTests {
  @Test func everyLinkLeadsToAnOperationWithAValueThatTheAnswerHas() async throws {
    let world = try await World(days: 0)
    let answer = await world.get("/openapi.json")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(answer.departure.bytes)) as? [String: Any])
    func at(_ pointer: String, _ start: Any? = nil) -> Any? {
      var value: Any? = start ?? document
      for part in pointer.split(separator: "/") { value = (value as? [String: Any])?[String(part).replacing("~1", with: "/")] }
      return value
    }
    func resolved(_ schema: Any?) -> [String: Any]? {
      guard let schema = schema as? [String: Any] else { return nil }
      if let reference = schema["$ref"] as? String { return resolved(at(String(reference.dropFirst()))) }
      return schema
    }
    var operations: [String: Set<String>] = [:]
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    for (_, methods) in paths {
      for (_, operation) in methods {
        operations[try #require(operation["operationId"] as? String)] = Set((operation["parameters"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String })
      }
    }
    var seen: Set<String> = []
    for (path, methods) in paths {
      for (_, operation) in methods {
        for (status, response) in operation["responses"] as? [String: [String: Any]] ?? [:] {
          for (name, link) in response["links"] as? [String: [String: Any]] ?? [:] {
            #expect(link["operationId"] as? String == name)
            for (parameter, expression) in try #require(link["parameters"] as? [String: String]) {
              #expect(operations[name]?.contains(parameter) == true, "\(path) → \(name) has no \(parameter)")
              #expect(expression.hasPrefix("$response.body#/"), "\(expression)")
              var schema = resolved(at("content/application~1json/schema", response))
              for part in expression.dropFirst("$response.body#/".count).split(separator: "/") {
                schema = Int(part) == nil ? resolved((schema?["properties"] as? [String: Any])?[String(part)]) : resolved(schema?["items"])
              }
              #expect(schema != nil, "\(path) \(status) has no \(expression)")
              seen.insert("\(operation["operationId"] ?? "") → \(name)")
            }
          }
        }
      }
    }
    for link in ["makeQuote → readQuote", "placeOrder → readSubscription", "planBillRun → executeBillRun", "createWebhook → readWebhook", "registerAccounts → readAccount", "creditInvoice → readCreditNote"] {
      #expect(seen.contains(link), "\(seen.sorted())")
    }
    // And it is so: what is created is read by what the link says.
    let quote = await world.ask("POST", "/v1/quotes", #"{"reference":"Q-1","customer":"ana","account":"ana","lines":[{"offering":"fibre"}]}"#, ["Idempotency-Key": "q"])
    let reference = try #require(quote["reference"])
    #expect(await world.get("/v1/quotes/\(reference)").status == 200)
  }
}
