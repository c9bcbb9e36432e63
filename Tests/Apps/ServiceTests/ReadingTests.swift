import Bootstrap
import Foundation
import HTTPAPI
import Primitives
import Testing

@Suite struct ReadingTests {
  /// What each address answers in a sandbox on 10 February 2026: a path into the JSON, and the value there.
  @Test func everyListAndEveryThingCanBeRead() async throws {
    let world = try await World()
    let cases: [(target: String, path: String, value: String?)] = [
      ("/v1/catalog", "summary.offerings", "3"), ("/v1/catalog", "version", "1"),
      ("/v1/catalog/offerings", "items", "3"), ("/v1/catalog/offerings?kind=bundle", "items", "0"),
      ("/v1/catalog/offerings/mobile", "prices.1.versions.0.price.0", "0.005 EUR per MB"),
      ("/v1/catalog/offerings/mobil", "problems.0.remedy", "did you mean `mobile`?"),
      ("/v1/customers", "items", "3"), ("/v1/customers/ana", "name", "Ana García"), ("/v1/customers/nobody", "code", "customer.unknown"),
      ("/v1/accounts?search=RUIZ", "items.0.reference", "carla"), ("/v1/accounts?customer=bruno", "items", "1"),
      ("/v1/accounts/bruno", "cycle.anchorDay", "15"), ("/v1/accounts/nobody", "code", "account.unknown"),
      ("/v1/accounts/ana/hierarchy", "invoicedTo", "ana"), ("/v1/accounts/ana/subscriptions", "items.0.items.0.offering", "mobile"),
      ("/v1/subscriptions/ana-1", "payers.0.account", "ana"), ("/v1/subscriptions/none", "code", "subscriptions.unknown"),
      ("/v1/quotes", "items", "0"),
      ("/v1/invoices", "items.0.number", "SB-000001"), ("/v1/invoices?account=bruno", "items.0.account", "bruno"),
      ("/v1/invoices?customer=nobody", "code", "customer.unknown"), ("/v1/invoices?billRun=999", "items", "0"),
      ("/v1/invoices/SB-000001/lines", "items.0.number", "1"), ("/v1/invoices/SB-000001/lines/99", "code", "invoice.unknown"),
      ("/v1/invoices/none", "code", "invoice.unknown"), ("/v1/credit-notes", "items", "0"), ("/v1/credit-notes/none", "code", "credit.unknown"),
      ("/v1/bill-runs", "items.0.run", "1"), ("/v1/bill-runs/1", "invoices", "1"), ("/v1/bill-runs/99", "code", "bill-run.unknown"),
      ("/v1/bill-runs/1/accounts?state=issued", "items", "1"), ("/v1/journal/trial-balance", "balances.0.account", "1400"),
      ("/v1/journal/entries", "items.0.postings.0.account", "1400"), ("/v1/usage/batches", "items.0.read", nil),
      ("/v1/usage/rejects", "items", "0"), ("/v1/accounts/ana/usage?from=2026-01-01&until=2026-01-02", "items.0.type", "data"),
      ("/v1/accounts/ana/usage?from=2026-01-02&until=2026-01-02", "code", "http.wrong-period"),
      ("/v1/paperless-rate", "percent", "0.0"), ("/v1/paperless-rate?billRun=1", "paperBecause.notAgreed", "1"),
      ("/v1/paperless-rate?from=1999-01-01&until=2000-01-01", "documents", "0"), ("/v1/paperless-rate?billRun=99", "code", "bill-run.unknown"),
      ("/v1/paperless-rate?from=2026-02-01&until=2026-01-01", "code", "http.wrong-period"),
    ]
    for one in cases {
      let answer = await world.get(one.target)
      if let value = one.value {
        #expect(answer[one.path] == value, "\(one.target): \(answer.text.prefix(600))")
      } else {
        #expect(answer[one.path] != nil, "\(one.target): \(answer.text.prefix(600))")
      }
    }
  }

  /// Leafing through in small steps gives each item once, in the same order as one large page.
  @Test(arguments: ["/v1/invoices", "/v1/accounts", "/v1/journal/entries", "/v1/usage/batches", "/v1/bill-runs/1/accounts", "/v1/accounts/ana/usage?from=2026-01-01&until=2026-01-20"])
  func pagesFollowEachOther(_ list: String) async throws {
    let world = try await World()
    let join = list.contains("?") ? "&" : "?"
    func items(_ answer: Answered) throws -> [String] {
      let page = try #require(try JSONSerialization.jsonObject(with: Data(answer.departure.bytes)) as? [String: Any])
      return try (page["items"] as? [Any] ?? []).map { String(decoding: try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys), as: UTF8.self) }
    }
    let whole = try items(await world.get("\(list)\(join)limit=500"))
    #expect(whole.count > 1)
    var leafed: [String] = []
    var cursor: String?
    repeat {
      let page = await world.get("\(list)\(join)limit=1\(cursor.map { "&cursor=\($0)" } ?? "")")
      let found = try items(page)
      #expect(found.count <= 1)
      leafed += found
      cursor = page["next"]
    } while cursor != nil && leafed.count <= whole.count
    #expect(leafed == whole)
    #expect(await world.get("\(list)\(join)cursor=bGlzdEFueXRoaW5nIDE")["code"] == "http.unknown-cursor")
  }

  @Test func aLineIsTheSumOfItsExplanation() async throws {
    let world = try await World()
    let invoice = await world.get("/v1/invoices?account=carla")["items.0.number"] ?? ""
    var number = 1
    while let kind = await world.get("/v1/invoices/\(invoice)/lines/\(number)")["line.kind"], kind != "usage" { number += 1 }
    let line = await world.get("/v1/invoices/\(invoice)/lines/\(number)")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(line.departure.bytes)) as? [String: Any])
    let inner = try #require(document["line"] as? [String: Any])
    let steps = try #require(inner["explanation"] as? [[String: Any]])
    let sum = steps.reduce(Exact.zero) { $0 + (Exact($1["amount"] as? String ?? "") ?? .zero) }
    #expect(sum == (inner["amount"] as? String).flatMap { Exact($0) })
    #expect((document["eventCount"] as? Int ?? 0) > 0)
  }

  @Test func anInvoiceIsAPageForAReader() async throws {
    let world = try await World()
    let page = await world.ask("GET", "/v1/invoices/SB-000001?language=es", nil, ["Accept": "text/html"])
    #expect(page.departure.header("Content-Type") == "text/html; charset=utf-8")
    #expect(page.text.contains("Factura"))
    let json = await world.get("/v1/invoices/SB-000001?fields=number,lines.net")
    #expect(json.text.hasPrefix(#"{"number":"SB-000001","lines":[{"net":""#), "\(json.text)")
  }

  @Test func anInvoiceAndItsCreditNoteArePDFsForWhoAsksForThem() async throws {
    let world = try await World()
    let invoice = await world.ask("GET", "/v1/invoices/SB-000001?language=ko", nil, ["Accept": "application/pdf"])
    #expect(invoice.departure.status == 200 && invoice.departure.header("Content-Type") == "application/pdf", "\(invoice.text.prefix(300))")
    #expect(invoice.departure.bytes.starts(with: Array("%PDF-1.7".utf8)))
    #expect(invoice.departure.bytes.suffix(6).elementsEqual("%%EOF\n".utf8))
    #expect(invoice.text.contains("/Lang(ko)") || invoice.text.contains("<rdf:li>ko</rdf:li>"))
    let again = await world.ask("GET", "/v1/invoices/SB-000001?language=ko", nil, ["Accept": "application/pdf"])
    #expect(again.departure.bytes == invoice.departure.bytes)
    let issued = await world.ask(
      "POST", "/v1/invoices/SB-000001/credit-notes", #"{"reason":"line down","percent":"10","on":"2026-02-12"}"#, ["Idempotency-Key": "pdf-1"])
    let number = try #require(issued["number"], "\(issued.text)")
    let note = await world.ask("GET", "/v1/credit-notes/\(number)", nil, ["Accept": "application/pdf"])
    #expect(note.departure.header("Content-Type") == "application/pdf")
    #expect(note.departure.bytes.starts(with: Array("%PDF-1.7".utf8)))
  }

  /// The bill so far and where it goes: half-way through the cycle, half of the usage is there.
  @Test func whatIsNotBilledYetIsForeseen() async throws {
    let world = try await World(days: 45)  // 15 February: fifteen of February's days have begun
    let answer = await world.get("/v1/accounts/carla/unbilled")
    #expect(answer["state"] == "bill", "\(answer.text)")
    #expect(answer["through"] == "2026-03-01")
    #expect(answer["bill.number"] == nil)
    #expect(answer["forecast.lines.0.days"] == "28")
    #expect(answer["forecast.lines.0.elapsedDays"] == "15")
    let now = try #require(answer["forecast.lines.0.net"].flatMap { Exact($0) })
    let then = try #require(answer["forecast.lines.0.expectedNet"].flatMap { Exact($0) })
    #expect(now > .zero)
    #expect(then == (now * 28 / 15).rounded(2, .halfUp))
  }
}
