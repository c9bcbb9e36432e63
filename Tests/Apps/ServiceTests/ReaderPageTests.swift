import Documents
import Foundation
import HTTPAPI
import Invoicing
import Messaging
import Operations
import Parties
import Primitives
import Rating
import Store
import Testing

@testable import Bootstrap

/// The pages behind the links of readers, asked for as browsers do: without a key.
@Suite struct ReaderPageTests {
  private func issued(_ account: String, _ world: World) throws -> IssuedInvoice {
    let store = world.installation.store
    let id = try #require(try store.account(reference: account)).id
    let last = try #require(try store.invoiceList(InvoiceFilter(account: id)).last)
    return try #require(try store.invoice(last.id))
  }

  private func visit(_ path: String, _ world: World, language: String? = nil, method: String = "GET") async -> Answered {
    var arrival = Arrival(method: method, target: path, headers: [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")])
    if let language { arrival.headers.append(("Accept-Language", language)) }
    return Answered(await world.door.desk.answer(arrival))
  }

  private func plain(_ answer: Answered) -> String { answer.text.replacing("\u{A0}", with: " ") }

  /// The addresses that a page of a link leads to, below it and of other documents.
  private func ways(_ html: String) -> [String] {
    html.matches(of: /href="(\/b\/[^"]+)"/).map { String($0.1).replacing("&amp;", with: "&") }
  }

  @Test func aBillIsOpenedByItsLinkAndWalkedDownToEachEvent() async throws {
    let world = try await World(days: 70)
    let issued = try issued("ana", world)
    let path = try BillLinks(world.installation).link(to: issued).path
    let start = await visit(path, world)
    #expect(start.status == 200, "\(start.text.prefix(500))")
    let text = plain(start)
    #expect(text.contains(issued.invoice.number ?? "?") && text.contains("Ana García"))
    #expect(text.contains("id=\"changes\"") && text.contains("id=\"bills\""), "two bills: what changed, and both as bars")
    for line in issued.invoice.lines { #expect(text.contains("href=\"\(path)/lines/\(line.number)\"")) }
    let usage = try #require(issued.invoice.lines.first { $0.charge.kind == .usage })
    let line = await visit("\(path)/lines/\(usage.number)", world)
    #expect(line.status == 200 && line.text.contains("<table class=\"events\">"))
    let alone = try #require(try world.installation.store.invoiceLine(usage.number, ofNumber: issued.invoice.number ?? ""))
    let evidence = try InvoiceViews(world.installation, eventsShown: .max).evidence(of: alone)
    #expect(evidence.eventCount > 0)
    // Every event stands on exactly one of the pages.
    var found: [String] = []
    var next: String? = "\(path)/lines/\(usage.number)"
    while let address = next {
      let page = await visit(address, world)
      found += page.text.matches(of: /class="wide code">([^<]+)</).map { String($0.1) }
      next = page.text.firstMatch(of: /href="([^"]+)" rel="next">[^<]*<\/a><\/span>\n<\/nav>\n<\/section>/).map { String($0.1).replacing("&amp;", with: "&") }
    }
    #expect(found.count == evidence.eventCount && Set(found) == Set(evidence.events.map(\.id)))
    for (part, type) in [("/pdf", "application/pdf"), ("/usage/pdf", "application/pdf")] {
      let file = await visit(path + part, world)
      #expect(file.status == 200 && file.departure.header("content-type") == type && file.departure.bytes.starts(with: Array("%PDF-".utf8)), "\(part)")
      #expect(file.departure.header("content-disposition")?.hasPrefix("inline; filename=\"SB-") == true)
    }
    for wrong in ["/lines/999", "/groups/999", "/lines/\(usage.number)?after=100000"] { #expect(await visit(path + wrong, world).status == 404, "\(wrong)") }
    #expect(await visit(path, world, method: "POST").status == 405)
  }

  @Test func everyWayFromAPageLeadsToOneOfTheSameReader() async throws {
    let world = try await World(days: 70)
    let issued = try issued("ana", world)
    _ = try Corrections(world.installation).credit(issued.invoice.number ?? "", .init(lines: [1], .rest, reason: "as agreed"), key: "c-1", on: nil)
    let path = try BillLinks(world.installation).link(to: issued).path
    var (seen, waiting): (Set<String>, [String]) = ([], [path])
    while let address = waiting.popLast() {
      guard seen.insert(address).inserted, seen.count < 400 else { continue }
      let page = await visit(address, world)
      #expect(page.status == 200, "\(address)")
      guard page.departure.header("content-type")?.hasPrefix("text/html") == true, !address.contains("lang=") else { continue }
      #expect(page.text.contains("Ana García") || address.contains("/lines/"), "\(address)")
      waiting += ways(page.text)
    }
    #expect(seen.contains { $0.hasSuffix("/pdf") } && seen.contains { $0.contains("lang=ko") })
    #expect(Set(seen.map { String($0.split(separator: "/")[1]).split(separator: "?")[0] }).count >= 3, "two bills and a credit note, each by a link of its own")
  }

  @Test func whatIsOpenFollowsTheBooks() async throws {
    let world = try await World(days: 70)
    let issued = try issued("ana", world)
    let path = try BillLinks(world.installation).link(to: issued, .init(language: .en)).path
    let open = plain(await visit(path, world))
    #expect(open.contains("Still to be paid") && !open.contains("Given back in full"))
    _ = try Corrections(world.installation).credit(issued.invoice.number ?? "", .init(lines: [], .rest, reason: "billed twice"), key: "c-1", on: nil)
    let credited = plain(await visit(path, world))
    #expect(credited.contains("Given back in full") && credited.contains("billed twice") && !credited.contains("class=\"act\""))
    #expect(credited.contains("id=\"history\""), "what was given back stands among what changed the account")
  }

  @Test func whateverIsWrongTheAnswerIsTheSame() async throws {
    let world = try await World(days: 40)
    let path = try BillLinks(world.installation).link(to: try issued("ana", world)).path
    let answers = [
      await visit("/b/x", world), await visit("/b/" + String(path.dropFirst(3).dropLast()), world), await visit(path + "A", world),
      await visit("/b/" + String(repeating: "A", count: 96), world), await visit("/b/%F0%9F%92%B6", world),
    ]
    for answer in answers {
      #expect(answer.status == 404 && answer.text == answers[0].text)
      #expect(answer.departure.header("cache-control") == "no-store")
    }
    #expect(answers[0].text.contains("This link opens nothing"))
    #expect(await visit("/b/x", world, language: "ro-RO,ro;q=0.9,en;q=0.5").text.contains("Acest link nu deschide nimic"))
    #expect(await visit("/b/x", world, language: "ko").text.contains("<html lang=\"ko\""))
    #expect(await visit("/b/x?lang=es", world).text.contains("Este enlace no abre nada"))
  }

  /// While nothing was signed, a stranger's request makes no key and no file.
  @Test func aStrangerMakesNothing() async throws {
    let world = try await World(days: 0)
    #expect(await visit("/b/" + String(repeating: "A", count: 96), world).status == 404)
    #expect(try world.installation.store.linkKeys().isEmpty)
    #expect(!FileManager.default.fileExists(atPath: world.installation.home.path("secrets.key")))
  }

  @Test func aLinkThatIsOverOrWithdrawnSaysSoInTheReadersLanguage() async throws {
    let world = try await World(days: 40)
    let links = BillLinks(world.installation)
    let issued = try issued("ana", world)
    let link = try links.link(to: issued, .init(days: 1, language: .ro))
    #expect(await visit(link.path, world).status == 200)
    try links.withdraw(linksTo: issued)
    let withdrawn = await visit(link.path, world)
    #expect(withdrawn.status == 410 && withdrawn.text.contains("Acest link a fost retras"))
    #expect(await visit(link.path + "/pdf", world).status == 410)
    // Whoever is given another, be it in that very instant, can open it; the one taken back stays shut.
    let renewed = try links.link(to: issued, .init(days: 1, language: .ro))
    #expect(await visit(renewed.path, world).status == 200)
    #expect(await visit(link.path, world).status == 410)
    var random = SystemRandomNumberGenerator()
    let now = world.installation.clock.now()
    let signer = try ReaderLinks(store: world.installation.store, sealer: try SecretsKey.sealer(world.installation.home, file: nil), signatures: SystemSignatures()).signer(at: now, random: &random)
    let old = ReaderLink(.invoice(issued.id), account: issued.invoice.account, language: "es", madeAt: now.adding(seconds: 1), expiresAt: now)
    let over = await visit(BillLinks.path(try signer.token(old)), world)
    #expect(over.status == 410 && over.text.contains("Este enlace ha caducado") && !over.text.contains("Ana García"))
  }

  @Test func aLinkOpensNothingOfAnotherAccount() async throws {
    let world = try await World(days: 70)
    let (ana, bruno) = (try issued("ana", world), try issued("bruno", world))
    _ = try BillLinks(world.installation).link(to: ana)
    var random = SystemRandomNumberGenerator()
    let now = world.installation.clock.now()
    let signer = try ReaderLinks(store: world.installation.store, sealer: try SecretsKey.sealer(world.installation.home, file: nil), signatures: SystemSignatures()).signer(at: now, random: &random)
    for document in [ReaderLink.Document.invoice(ana.id), .creditNote(CreditNoteID(99)), .statement(CustomerBalanceID(1), ServicePeriod(start: Day(number: 20_454), end: Day(number: 20_485)))] {
      let stolen = ReaderLink(document, account: bruno.invoice.account, madeAt: now, expiresAt: now.adding(seconds: 1000))
      let answer = await visit(BillLinks.path(try signer.token(stolen)), world)
      #expect(answer.status == 404 && answer.text.contains("This link opens nothing"), "\(document)")
    }
  }

  @Test func noPageRunsOrLoadsAnything() async throws {
    let world = try await World(days: 70)
    let issued = try issued("ana", world)
    let path = try BillLinks(world.installation).link(to: issued).path
    for address in [path, path + "?lang=ko", path + "/lines/1", path + "/lines/2", path + "/groups/1", "/b/x"] {
      let answer = await visit(address, world)
      let policy = answer.departure.header("content-security-policy") ?? ""
      #expect(policy.contains("default-src 'none'") && !policy.contains("script") && policy.contains("frame-ancestors 'none'"), "\(address)")
      #expect(answer.departure.header("referrer-policy") == "no-referrer")
      #expect(answer.departure.header("x-robots-tag")?.contains("noindex") == true)
      #expect(answer.departure.header("set-cookie") == nil)
      let html = answer.text
      #expect(!html.contains("<script") && !html.contains("javascript:") && html.firstMatch(of: /\son[a-z]+=/) == nil)
      #expect(html.firstMatch(of: /(src|srcset|action|poster|data)="/) == nil && html.firstMatch(of: /url\(|@import/) == nil)
      for link in html.matches(of: /<link [^>]*href="([^"]*)"/) { #expect(link.1 == "data:,") }
    }
    let page = await visit(path, world)
    #expect(page.departure.header("cache-control") == "private, no-cache")
    #expect(page.departure.header("etag") != nil)
  }

  @Test func linksAreMadeAndWithdrawnOverHTTP() async throws {
    let world = try await World(days: 70)
    let number = try issued("ana", world).invoice.number ?? ""
    func post(_ path: String, _ body: String, key: String) async -> Answered { await world.ask("POST", path, body, ["Idempotency-Key": key]) }
    let made = await post("/v1/invoices/\(number)/links", #"{"days": 30, "language": "es"}"#, key: "l-1")
    let path = try #require(made["path"])
    #expect(made.status == 201 && made["language"] == "es" && path.hasPrefix("/b/"))
    #expect(await visit(path, world).text.contains("<html lang=\"es\""))
    let again = await post("/v1/invoices/\(number)/links", #"{"days": 30, "language": "es"}"#, key: "l-1")
    #expect(again.status == 201 && again["path"] == nil && again["expiresAt"] == made["expiresAt"], "it is told once")
    #expect(await post("/v1/invoices/\(number)/links", #"{"days": 9999}"#, key: "l-2").status == 422)
    #expect(await post("/v1/invoices/none/links", "{}", key: "l-3")["code"] == "invoice.unknown")
    let customers = try AccessKeys(world.installation).create(name: "bruno", roles: [.customer], customer: "bruno").text
    #expect(await world.knock("POST", "/v1/invoices/\(number)/links", key: customers, "{}").status == 404, "not the customer's")
    let auditors = try AccessKeys(world.installation).create(name: "auditor", roles: [.auditor]).text
    #expect(await world.knock("POST", "/v1/invoices/\(number)/links", key: auditors, "{}").status == 403)
    let balance = await post("/v1/balances", #"{"reference":"ana-prepaid","account":"ana","kind":"prepaid"}"#, key: "b-1")
    #expect(balance.status == 201, "\(balance.text)")
    #expect(await post("/v1/balances/ana-prepaid/top-ups", #"{"amount":"20.00"}"#, key: "t-1").status == 201)
    let statement = await post("/v1/balances/ana-prepaid/links", #"{"from":"2026-03-01","until":"2026-04-01"}"#, key: "s-1")
    let page = plain(await visit(try #require(statement["path"]), world))
    #expect(page.contains("ana-prepaid") && page.contains("20"), "\(statement.text)")
    #expect(await post("/v1/balances/ana-prepaid/links", #"{"from":"2026-03-01","until":"2026-03-01"}"#, key: "s-2")["code"] == "link.wrong-period")
    #expect(await world.ask("DELETE", "/v1/accounts/ana/links", nil, ["Idempotency-Key": "w-1"]).status == 200)
    #expect(await visit(path, world).status == 410)
    #expect(await visit(try #require(statement["path"]), world).status == 410)
  }
}
