import Archiving
import Balances
import Bootstrap
import Charging
import EInvoicing
import Foundation
import Operations
import Parties
import Primitives
import Templates
import Testing
import Vault

@testable import Lab
@testable import Store

/// Whatever is done to a fact behind Florin's back, the chain names the row.
@Suite struct ChainTests {
  private static let words = Comment("tampers in words that only SQLite knows")

  /// Tables whose rows are no facts, each with the reason why no chain is needed.
  static let withoutChain: [String: String] = [
    "schema_migration": "says which schema the file has; nothing of the business",
    "chain_link": "the links themselves",
    "chain_head": "the links themselves",
    "subscription": "projection of subscription_fact; compared by subscription-projections",
    "subscription_payer": "projection of subscription_fact; compared by subscription-projections",
    "subscription_item": "projection of subscription_fact; compared by subscription-projections",
    "subscription_agreement": "projection of subscription_fact; compared by subscription-projections",
    "subscription_suspension": "projection of subscription_fact; compared by subscription-projections",
    "subscription_promotion": "projection of subscription_fact; compared by subscription-projections",
    "commit_mark": "which transaction of a connection to a server was committed last; nothing of the business",
    "space_attempt": "empty but while it is tried whether there is space",
    "voucher_attempt": "codes tried in vain; nothing of the business",
    "user_session_use": "when a session was last used; nothing of the business",
    "account_invoicing": "what accounts want said on their invoices; replaced as its owner likes",
    "bill_run_claim": "who is at work on what; nothing of the business",
    "event": "what others are told, worked out from the facts themselves and forgotten after a while",
    "event_cursor": "how far facts were looked at for what others are told",
    "link_key": "what signs the links of readers; deleted when it is over",
    "link_withdrawal": "which links open nothing any more; over HTTP each request of that is a fact",
    "webhook": "who is told; changed and removed as its owner likes, each request of that being a fact",
    "webhook_secret": "what signs what others are told; deleted when it is over",
    "webhook_delivery": "who is to be told what; nothing of the business",
    "webhook_attempt": "who was told what; nothing of the business",
    "charging_session": "projection of charging_request; compared by charging-sessions",
    "charging_counter": "projection of charging_request; compared by charging-counters",
    "charging_counter_cursor": "how far charges are counted in; compared by charging-counters",
    "charging_name": "projection of charging_request; compared by charging-names",
    "charging_name_key": "what marks of names are made with; they are worthless with another one, and written anew",
    "charging_name_run": "projection of charging_request; compared by charging-names",
    "spending_count": "projection of charging_count and charging_notice; compared by spending-counts",
    "charging_uncharged": "what waits to be charged; when it is, the request is the fact, and when it is given up, charging_given_up",
    "charging_uncharged_number": "the last number that was given to what waits; nothing of the business",
    "charging_usage_cursor": "how far usage was handed on to the bill, where repeats are known",
    "seller_sequence": "projection of invoice; compared by invoice-numbers",
    "credit_note_sequence": "projection of credit_note; compared by credit-note-numbers",
    "undone_closing": "projection of invoice_cancellation",
    "usage_seen_run": "projection of usage_event; compared by usage-seen",
    "usage_seen": "projection of usage_event; compared by usage-seen",
    "usage_assigned_run": "projection of usage_event; compared by usage-assigned",
    "usage_assigned": "projection of usage_event; compared by usage-assigned",
    "usage_held": "projection of usage_event; compared by usage-held",
    "usage_late": "projection of usage_event and the closings of bills; what waits is listed, never billed from here",
  ]

  /// A town in which every stream has facts.
  private func town() async throws -> World {
    let world = try World()
    try world.settle()
    // Nothing is due of who uses nothing.
    for number in 1...2 {
      try world.account("idle\(number)")
      try world.order("idle\(number)", key: "idle\(number)", line: "offering: tiered, startsOn: 2026-04-01", placedOn: ResumeTests.day)
    }
    func event(_ id: String, _ quantity: String) -> String {
      "{\"source\": \"world\", \"id\": \"\(id)\", \"subject\": \"6001\", \"type\": \"data\", \"at\": \"2026-04-02T10:00:00Z\", \"quantity\": \"\(quantity)\"}\n"
    }
    for day in 1...2 {
      let lines = event("r-\(day)", "1") + event("r-\(day)", "2") + event("s-\(day)", "1") + event("s-\(day)", "3") + event("t-\(day)", "x") + "no JSON\n"
      _ = try world.importUsage(Array(lines.utf8))
    }
    _ = try world.store.usage { try $0.dismiss(reject: 1) }
    for number in 1...2 { try world.quote("Q-\(number)", to: "h\(number)", "quotedOn: 2026-04-01", line: "offering: plus, startsOn: 2026-05-01") }
    try await world.bill(ResumeTests.day)
    try world.addTaxRate("lottery", country: "PT", from: ResumeTests.day, percent: "23")
    try await world.bill(ResumeTests.day.adding(days: 40))
    for number in 1...2 {
      let late = (0..<2).map { World.Use(subject: "60\($0)1", type: "data", quantity: "\(number)", at: Zone.utc.start(of: ResumeTests.day.adding(days: -9))) }
      try world.use(late)
      let request = Reratings.Request(
        period: ServicePeriod(start: Day(number: 0), end: ResumeTests.day), catalog: number == 1 ? World.storiesFolder + "/catalog" : nil)
      _ = try await Reratings(world.installation, clock: world.clock).book(request, key: nil) { _ in }
    }
    let latest = try world.invoices().suffix(2).compactMap(\.invoice.number)
    for number in ["ES-000001", "ES-000002"] + latest {
      _ = try world.corrections.credit(number, .init(.percent(30), reason: "slow"), key: number, on: ResumeTests.day.adding(days: 41))
    }
    for number in latest {
      _ = try world.corrections.cancel(number, key: number, reason: "wrong", on: ResumeTests.day.adding(days: 42))
      _ = try await world.corrections.rebill(number, key: number, on: ResumeTests.day.adding(days: 42))
    }
    try await world.bill(ResumeTests.day.adding(days: 75))
    func correction(_ id: String, of old: String) -> World.Use {
      World.Use(id: id, subject: "6001", type: "data", quantity: "2", at: Zone.utc.start(of: ResumeTests.day.adding(days: -29)).adding(seconds: 36_000), attributes: ["corrects": old])
    }
    _ = try world.use([correction("r-1b", of: "r-1"), correction("r-2b", of: "r-2")], correcting: true)
    for number in 1...2 {
      _ = try world.balances.open(
        .init(reference: "b\(number)", account: "idle\(number)", kind: .prepaid, subscriptions: ["idle\(number)"]), key: "b\(number)")
      _ = try world.balances.topUp("b\(number)", .init(amount: Exact(number), reason: "x"), key: "t\(number)")
      let vouchers = Vouchers(world.installation)
      let codes = try vouchers.make(.init(reference: "v\(number)", count: 2, amount: Exact(number), unit: "EUR", validDays: 30, redeemUntil: "2099-01-01")).codes
      _ = try vouchers.redeem(codes[0].text, into: "b\(number)", key: "v\(number)")
      _ = try vouchers.block("v\(number)", number: 2, reason: "lost")
      // A limit that guards: sessions, what they took, and what the bill is told of.
      _ = try world.balances.open(.init(reference: "p\(number)", account: "idle\(number)", kind: .postpaid, creditLimit: 50), key: "p\(number)")
      try world.order("idle\(number)", key: "p\(number)-1", line: "offering: metered, startsOn: 2026-04-01, subject: \"88\(number)\"", placedOn: ResumeTests.day)
      _ = try Controls(world.installation).set(
        ControlWish(code: "day\(number)", kind: "limit", amount: 5, window: "day", attributes: ["cell=1"], warnAt: [1], onlyTells: true), for: "p\(number)", by: .operator, key: "c\(number)")
      let used = ServiceUnits(service: "data", attributes: ["cell": "1"], used: 1_000_000)
      _ = world.installation.chargingRecorder().decide([
        ChargingRequest(session: "c\(number)", kind: .initial, subject: "88\(number)", at: MachineClock().now(), services: [used]),
        ChargingRequest(session: "c\(number)", number: 1, kind: .terminate, subject: "88\(number)", at: MachineClock().now(), services: [used]),
      ])
      let stop = ChargingRequest(
        session: "u\(number)", kind: .terminate, subject: "nobody", at: MachineClock().now(), services: [used], running: RunningCount(begunAt: Instant(seconds: 1), saidAt: Instant(seconds: 2)))
      _ = world.installation.chargingRecorder().decide([stop])
      _ = try world.installation.chargingRecorder().giveUp(GiveUpUse(session: stop.session, reason: "x", by: "ana", key: "g\(number)"))
      try archive(number, in: world)
      let draft = VerifactuDraft(
        seller: "es", subject: .invoice, document: VerifactuDocument(issuer: "B12345674", number: "X-\(number)", issuedOn: ResumeTests.day), act: .annulment, reason: "x")
      _ = try world.store.append([draft]) { draft, last in
        VerifactuEntry(
          number: (last?.number ?? 0) + 1, seller: "es", subject: .invoice, act: .annulment, document: draft.document, type: "F1", taxTotal: "1.00", total: "2.00",
          generatedAt: "x", before: "", fingerprint: "x", recordedAt: world.clock.now(), reason: draft.reason, xml: [1])
      }
      let templates = BillTemplates(world.installation, clock: world.clock)
      let logo = try #require(FileManager.default.contents(atPath: TemplateReadingTests.repository + "/Examples/templates/altavoz.png"))
      let source = TemplateSource(text: Array("{template: t\(number), name: t, brand: {logo: a.png}, for: {countries: [ES], customers: \(number == 1 ? "person" : "business")}}".utf8), logo: [UInt8](logo))
      _ = try templates.put(try TemplateFile(source, file: "t"), by: "ana")
      _ = try templates.propose("t\(number)", by: "ana", note: "n")
      _ = try templates.release("t\(number)", by: "dan", note: "n")
      let asked = AskedRequest(caller: "k", key: "\(number)", operation: "placeOrder", content: "{}")
      let id = try world.store.begin(asked, at: world.clock.now())
      try world.store.answer(id, asked, with: GivenAnswer(status: 201, body: "{}"), at: world.clock.now())
      try world.store.save(
        AccessKey(publicID: "k\(number)", name: "key", digest: "d", roles: [.auditor], customer: CustomerID(1), createdAt: Instant(seconds: 1), expiresAt: Instant(seconds: 2)))
      #expect(try world.store.revoke(publicID: "k\(number)", at: world.clock.now()))
      #expect(try world.store.revoke(caller: "corp/\(number)", at: world.clock.now()))
      let ana = TokenIdentity(caller: "corp/\(number)", roles: [.customer], customerReference: "h1")
      #expect(try world.store.begin(ana, digest: "d\(number)", signIn: "s\(number)", at: Instant(seconds: 1), until: Instant(seconds: 2)))
      #expect(try world.store.end(session: "d\(number)", at: Instant(seconds: 2)))
    }
    return world
  }

  /// One document in the archive, sealed, stamped, held, released and erased.
  private func archive(_ number: Int, in world: World) throws {
    let account = try #require(try world.store.account(reference: "idle\(number)"))
    let kept = try world.store.keep(
      ArchiveDraft(
        document: ArchivedDocument(seller: "es", kind: .invoice, number: "X-\(number)", form: "pdf", language: "es"), accountID: account.id, account: account.reference,
        country: "ES", issuedOn: ResumeTests.day, byteCount: 1, digest: ContentHashing.sha256([UInt8(number)]), keptAt: world.clock.now()),
      hash: ContentHashing.sha256) { true }
    let seal = try #require(try world.store.seal(before: world.clock.now().adding(seconds: 1), at: world.clock.now(), hash: ContentHashing.sha256))
    try world.store.add(SealStamp(authority: "http://stamps.example", response: [1], stampedAt: world.clock.now()), to: seal.seal.number)
    let hold = try world.store.hold(.account(account.reference), reason: "x", by: "y", at: world.clock.now())
    _ = try world.store.release(hold.number, reason: "x", by: "y", at: world.clock.now())
    _ = try #require(try world.store.erase(kept.archived.chained.id, by: "y", at: world.clock.now()) { _, _ in ("rule", ResumeTests.day) })
  }

  /// What the chain finds when `sql` has been run by somebody with a database tool; nothing of it stays.
  private func findings(_ world: World, after sql: String) throws -> [Finding] {
    try world.store.alone { c in
      try c.execute("PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON; BEGIN")
      defer { try? c.execute("ROLLBACK; PRAGMA ignore_check_constraints=OFF; PRAGMA foreign_keys=ON") }
      for table in ["catalog_version", "catalog_file"] {
        try c.execute("DROP TRIGGER \(table)_written_once; DROP TRIGGER \(table)_kept")
      }
      try c.execute(sql)
      var found: [Finding] = []
      _ = try ChainCheck.all(c, LinkMaker()) { found.append($0) }
      return found
    }
  }

  @Test func everyTableHasAChainOrAReason() throws {
    let world = try World()
    let tables = try world.store.read { c in
      let rows = try c.prepareOwn(
        World.isOnServer
          ? "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
          : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      var names: [String] = []
      while try rows.step() { names.append(rows.text(0)) }
      return Set(names)
    }
    let linked = Set(FactStream.all.flatMap { $0.parts.flatMap { [$0.table] + $0.furtherTables } })
    // On a server an index has the names.
    let known = linked.union(Self.withoutChain.keys).subtracting(World.isOnServer ? ["charging_name", "charging_name_key", "charging_name_run"] : [])
    #expect(tables.subtracting(known) == [], "declare a FactStream for it, or say here why it needs none")
    #expect(known.subtracting(tables) == [], "no such table any more")
    #expect(linked.isDisjoint(with: Self.withoutChain.keys.filter { $0 != "account_position" }))
    #expect(Set(FactStream.all.map(\.id)).count == FactStream.all.count && Set(FactStream.all.map(\.name)).count == FactStream.all.count)
  }

  @Test func soundBooksHaveNoFinding() async throws {
    let world = try await town()
    if !World.isOnServer { #expect(try findings(world, after: "SELECT 1") == []) }
    #expect(try world.findings() == [])
  }

  @Test(.enabled(if: !World.isOnServer, words), arguments: FactStream.all) func changedRowsAreNamed(_ stream: FactStream) async throws {
    let world = try await town()
    for part in stream.parts {
      let source = part.source ?? part.table
      let count = try world.number("SELECT COUNT(*) FROM \(source)")
      if part.source != nil, count == 0 { continue }
      // Nobody writes charges there any more: those of earlier versions are proved by EarlierChargesTests.
      if part.table == "charging_charge" { continue }
      try #require(count > 1 || part.table == "third_party_billed" && count > 0, "the town has nothing to change in \(part.table)")
      let order = ([part.key] + part.order).joined(separator: ", ")
      // The row's own key; a part that is read beside another table begins with the account and the day.
      let isCarried = part.columns.contains("x.account_id")
      let own = !isCarried ? [part.key] + part.order : ["x.account_id", "x.billed_through", "x.undone_by"] + part.order.dropFirst()
      let row = "(\(own.map(plain).joined(separator: ", "))) = (SELECT \(own.joined(separator: ", ")) FROM \(source) ORDER BY \(order) LIMIT 1)"
      let number = try world.number("SELECT \(part.key) FROM \(source) ORDER BY \(order) LIMIT 1")
      for column in part.columns.map(plain) where !isCarried || column != "account_id" && column != "billed_through" {
        let other =
          "CASE typeof(\(column)) WHEN 'integer' THEN \(column) + 1000003 WHEN 'text' THEN \(column) || 'x' WHEN 'blob' THEN CAST('x' || \(column) AS BLOB) ELSE 1 END"
        let found = try findings(world, after: "UPDATE \(part.table) SET \(column) = \(other) WHERE \(row)")
        #expect(found.map(\.subject) == ["\(stream.name) \(number)"] && found.allSatisfy { $0.message.hasPrefix("row changed") }, "\(part.table).\(column): \(found)")
      }
      let removed = try findings(world, after: "DELETE FROM \(part.table) WHERE \(row)")
      let isHead = part.table == stream.table
      #expect(removed.contains { $0.subject == "\(stream.name) \(number)" && $0.message.hasPrefix(isHead ? "row missing" : "row changed") }, "\(part.table): \(removed)")
    }
  }

  private func plain(_ column: String) -> String { column.split(separator: ".").last.map(String.init) ?? column }

  /// Streams are read in an order that a table or an index has: sorting would take memory that grows with the facts.
  @Test(.enabled(if: !World.isOnServer, "asks for SQLite's plan")) func nothingIsSorted() throws {
    let world = try World()
    for stream in FactStream.all {
      for part in stream.parts {
        let steps = try world.store.read { c in
          let rows = try c.prepareOwn("EXPLAIN QUERY PLAN " + FactReader.query(part))
          var steps: [String] = []
          while try rows.step() { steps.append(rows.text(3)) }
          return steps
        }
        #expect(!steps.contains { $0.hasPrefix("USE TEMP B-TREE FOR ORDER BY") }, "\(part.table): \(steps)")
      }
    }
  }

  @Test(.enabled(if: !World.isOnServer, words), arguments: FactStream.all) func insertedSwappedAndCutOffRowsAreNamed(_ stream: FactStream) async throws {
    let world = try await town()
    let part = stream.parts[0]
    let last = try world.number("SELECT MAX(\(part.key)) FROM \(part.table)")
    let first = try world.number("SELECT MIN(\(part.key)) FROM \(part.table)")
    let all = try world.columns(of: part.table)
    func unlike(_ column: String) -> String { column == part.key ? "\(last + 1)" : part.columns.contains(column) ? "\(column) || 'y'" : column }
    let inserted = try findings(
      world, after: "INSERT INTO \(part.table) SELECT \(all.map(unlike).joined(separator: ", ")) FROM \(part.table) WHERE \(part.key) = \(first)")
    #expect(inserted.contains { $0.subject == "\(stream.name) \(last + 1)" && $0.message.hasPrefix("row inserted") }, "\(inserted)")

    let cut = try findings(
      world,
      after: """
        DELETE FROM \(part.table) WHERE \(part.key) = \(last);
        UPDATE chain_link SET fact_count = fact_count - 1, links = substr(links, 1, length(links) - 32)
        WHERE place = (SELECT MAX(place) FROM chain_link WHERE place BETWEEN \(stream.places.lowerBound) AND \(stream.places.upperBound)) AND fact_count > 1;
        DELETE FROM chain_link WHERE place = \(stream.places.lowerBound + last)
        """)
    #expect(cut.contains { $0.subject == "\(stream.name) \(last)" && $0.message.hasPrefix("rows missing with their links") }, "\(cut)")

    let swapped = try findings(
      world,
      after: """
        UPDATE \(part.table) SET \(part.key) = -7 WHERE \(part.key) = \(first);
        UPDATE \(part.table) SET \(part.key) = \(first) WHERE \(part.key) = \(first + 1);
        UPDATE \(part.table) SET \(part.key) = \(first + 1) WHERE \(part.key) = -7
        """)
    #expect(Set(["\(stream.name) \(first)", "\(stream.name) \(first + 1)"]).isSubset(of: Set(swapped.map(\.subject))), "\(swapped)")
  }

  @Test(.enabled(if: !World.isOnServer, words), arguments: FactStream.all) func brokenLinksAreNamed(_ stream: FactStream) async throws {
    let world = try await town()
    let key = stream.parts[0].key
    let first = try world.number("SELECT MIN(\(key)) FROM \(stream.table)")
    let place = try world.number("SELECT MIN(place) FROM chain_link WHERE place BETWEEN \(stream.places.lowerBound) AND \(stream.places.upperBound)")
    let broken = try findings(world, after: "UPDATE chain_link SET links = CAST(CASE hex(substr(links, 1, 1)) WHEN '78' THEN 'y' ELSE 'x' END || substr(links, 2) AS BLOB) WHERE place = \(place)")
    #expect(broken.map(\.subject) == ["\(stream.name) \(first)"] && broken.allSatisfy { $0.message.hasPrefix("link broken") }, "\(broken)")
    let headless = try findings(world, after: "DELETE FROM chain_head WHERE stream = \(stream.id)")
    #expect(headless.contains { $0.subject == stream.name && $0.message.hasPrefix("head missing") }, "\(headless)")
    let other = try findings(world, after: "UPDATE chain_head SET link = randomblob(32) WHERE stream = \(stream.id)")
    #expect(other.contains { $0.message.hasPrefix("link broken: the head") }, "\(other)")
    let gone = try findings(
      world,
      after: """
        DELETE FROM \(stream.table);
        DELETE FROM chain_link WHERE place BETWEEN \(stream.places.lowerBound) AND \(stream.places.upperBound)
        """)
    #expect(gone.contains { $0.message.hasPrefix("rows missing with their links") && $0.subject.hasPrefix(stream.name) }, "\(gone)")
  }

  /// The links of the hot paths, made from what is at hand, are those that the rows give.
  @Test func linksDoNotDependOnWhoMakesThem() async throws {
    let world = try await town()
    let heads = try world.heads()
    try world.store.alone { c in
      try c.execute("DELETE FROM chain_link; DELETE FROM chain_head")
      let sealing = try ChainSealing()
      try c.transaction { for stream in FactStream.all { try sealing.link(stream, from: .min, c) } }
    }
    #expect(try world.heads() == heads)
    #expect(try world.findings() == [])
  }

  /// A row that was slipped in is not made good by the facts that Florin writes after it.
  @Test func whatIsSlippedInStaysWithoutALink() async throws {
    let world = try await town()
    try world.tamper("INSERT INTO customer(id, reference, name, segment) SELECT MAX(id) + 1, 'ghost', 'Ghost', '' FROM customer")
    let ghost = try world.number("SELECT MAX(id) FROM customer")
    try world.account("late")
    let found = try world.findings().filter { $0.law == ChainCheck.law }
    #expect(found.map(\.subject) == ["customer \(ghost)"])
  }
}

extension FactStream: CustomTestStringConvertible {
  public var testDescription: String { name }
}

extension World {
  func columns(of table: String) throws -> [String] {
    try store.read { try World.columns(of: table, $0) }
  }

  func heads() throws -> [String] {
    try store.read { c in
      let rows = try c.prepareOwn("SELECT name || ' ' || fact_count || ' ' || last_number || ' ' || \(World.isOnServer ? "upper(encode(link, 'hex'))" : "hex(link)") FROM chain_head ORDER BY stream")
      var heads: [String] = []
      while try rows.step() { heads.append(rows.text(0)) }
      return heads
    }
  }
}
