import Messaging
import Parties
import Primitives
import Seeds
import Store
import Testing

@testable import Operations

/// On both kinds of database: what a token opens, and what it does not.
@Suite struct ReaderLinkTests {
  private let database: TestDatabase?
  private let folder: TestFolder
  private let store: Store
  private let links: ReaderLinks
  private let start = Instant(seconds: 1_800_000_000)
  private static let invoice = ReaderLink.Document.invoice(InvoiceID(7))

  init() throws {
    database = try TestDatabase.new()
    folder = try TestFolder("links")
    store = try Store(at: try database.map { try DatabaseAddress(url: $0.address) } ?? .file(folder.path + "florin.db"))
    links = ReaderLinks(store: store, sealer: try KeySealer(key: Array(0..<32)), signatures: SystemSignatures())
  }

  private func link(_ document: ReaderLink.Document = invoice, account: Int64 = 3, at seconds: Int64 = 0, days: Int = 90, language: String? = nil) -> ReaderLink {
    let madeAt = start.adding(seconds: seconds)
    return ReaderLink(document, account: BillingAccountID(account), language: language, madeAt: madeAt, expiresAt: madeAt.adding(seconds: Int64(days) * 86_400))
  }

  private func token(_ link: ReaderLink, at seconds: Int64 = 0) throws -> String {
    var random = SystemRandomNumberGenerator()
    return try links.signer(at: start.adding(seconds: seconds), random: &random).token(link)
  }

  private func opened(_ token: String, at seconds: Int64 = 1) throws -> OpenedLink { try links.open(token, at: start.adding(seconds: seconds)).0 }

  @Test func aTokenOpensWhatItWasMadeFor() throws {
    let period = ServicePeriod(start: Day(number: 20_513), end: Day(number: 20_544))
    for document in [Self.invoice, .creditNote(CreditNoteID(.max)), .statement(CustomerBalanceID(9), period)] {
      for language in [nil, "ko"] {
        let link = link(document, language: language)
        let token = try token(link)
        #expect(try opened(token) == .open(link))
        #expect(token.utf8.count <= LinkToken.longest && token.utf8.allSatisfy { ("a"..."z").contains(Character(.init($0))) || ("A"..."Z").contains(Character(.init($0))) || ("0"..."9").contains(Character(.init($0))) || $0 == 0x2D || $0 == 0x5F })
      }
    }
    #expect(try store.linkKeys().count == 1)
  }

  /// Each letter changed to each other one, each length: nothing but the token itself opens anything.
  @Test func noOtherTextOpensAnything() throws {
    let token = Array(try token(link()).utf8)
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=.~".utf8)
    for place in token.indices {
      for letter in alphabet where letter != token[place] {
        var forged = token
        forged[place] = letter
        #expect(try opened(String(decoding: forged, as: UTF8.self)) == .unknown, "letter \(place) as \(Character(.init(letter)))")
      }
    }
    for count in 0..<token.count { #expect(try opened(String(decoding: token[..<count], as: UTF8.self)) == .unknown) }
    for more in ["A", "==", "%00", String(repeating: "A", count: 5000)] { #expect(try opened(String(decoding: token, as: UTF8.self) + more) == .unknown) }
  }

  /// Another document, account, end or language under the signature of this one.
  @Test func anotherPayloadUnderTheSameSignatureIsUnknown() throws {
    let own = link()
    let signature = try #require(LinkToken.split(try token(own))).signature
    let others = [link(.invoice(InvoiceID(8))), link(.creditNote(CreditNoteID(7))), link(account: 4), link(at: 1), link(days: 91), link(language: "ro")]
    for other in others { #expect(try opened(Base64URL.text(LinkToken.payload(other, key: 1) + signature)) == .unknown) }
    #expect(try opened(Base64URL.text(LinkToken.payload(own, key: 1) + signature)) == .open(own))
    #expect(try opened(Base64URL.text(LinkToken.payload(own, key: 2) + signature)) == .unknown)
  }

  /// A signature of the same key for something else, such as a webhook's, is none of a link.
  @Test func aSignatureForAnotherPurposeIsNone() throws {
    _ = try token(link())
    var random = SystemRandomNumberGenerator()
    let signer = try links.signer(at: start, random: &random)
    let payload = LinkToken.payload(link(), key: signer.key)
    let signature = try SystemSignatures().signature(of: payload, with: signer.secret)
    #expect(try opened(Base64URL.text(payload + signature)) == .unknown)
  }

  @Test func itEndsByItself() throws {
    let link = link(days: 1)
    let token = try token(link)
    #expect(try opened(token, at: 86_399) == .open(link))
    #expect(try opened(token, at: 86_400) == .over(link))
  }

  @Test func aLifeIsBounded() throws {
    #expect(try ReaderLinks.end(afterDays: 1, from: start) == start.adding(seconds: 86_400))
    for days in [0, -1, 731] {
      let refused = #expect(throws: Rejection.self) { try ReaderLinks.end(afterDays: days, from: start) }
      #expect(refused?.problems.map(\.code) == [.linkLife])
    }
  }

  @Test func aKeyIsRotatedWithAnOverlap() throws {
    let old = link()
    let oldToken = try token(old)
    var random = SystemRandomNumberGenerator()
    try links.rotate(keepSeconds: 1000, at: start.adding(seconds: 10), random: &random)
    let new = link(at: 20)
    let newToken = try token(new, at: 20)
    #expect(try store.linkKeys().count == 2 && oldToken != newToken)
    #expect(try opened(oldToken, at: 1009) == .open(old) && opened(newToken, at: 1009) == .open(new))
    #expect(try opened(oldToken, at: 1010) == .unknown && opened(newToken, at: 1010) == .open(new))
    // The next rotation forgets what is over, and prolongs nothing.
    try links.rotate(keepSeconds: 0, at: start.adding(seconds: 2000), random: &random)
    #expect(try store.linkKeys().count == 1)
    #expect(try opened(newToken, at: 2001) == .unknown)
  }

  @Test func linksAreWithdrawnByDocumentAndByAccount() throws {
    try registerAccount()
    let account = try #require(try store.account(reference: "A-1")).id
    func made(_ document: ReaderLink.Document, at seconds: Int64) -> ReaderLink { link(document, account: account.rawValue, at: seconds) }
    let (one, other) = (made(Self.invoice, at: 0), made(.creditNote(CreditNoteID(7)), at: 0))
    let (oneToken, otherToken) = (try token(one), try token(other))
    try store.withdraw(linksOf: account, to: Self.invoice, at: start.adding(seconds: 5))
    #expect(try opened(oneToken, at: 6) == .takenBack(one) && opened(otherToken, at: 6) == .open(other))
    let again = made(Self.invoice, at: 6)
    #expect(try opened(try token(again), at: 7) == .open(again))
    // What whoever holds an older link of the same reader makes of it counts as made when that was.
    #expect(try opened(try token(other.to(Self.invoice)), at: 7) == .takenBack(other.to(Self.invoice)))
    try store.withdraw(linksOf: account, to: nil, at: start.adding(seconds: 10))
    #expect(try opened(otherToken, at: 11) == .takenBack(other) && opened(try token(again), at: 11) == .takenBack(again))
    // Withdrawn beats over: it is told once, and stays so.
    #expect(try opened(oneToken, at: 90 * 86_400 + 1) == .takenBack(one))
  }

  @Test func aKeySealedWithAnotherOpensNothing() throws {
    let token = try token(link())
    let stranger = ReaderLinks(store: store, sealer: try KeySealer(key: Array(1..<33)), signatures: SystemSignatures())
    #expect(throws: Rejection.self) { try stranger.open(token, at: start) }
  }

  private func registerAccount() throws {
    try store.register([
      Registration(
        customerReference: "C-1", customerName: "Ana",
        account: .init(
          id: BillingAccountID(0), reference: "A-1", customer: CustomerID(0), name: "Ana", seller: "es", currency: .eur, zoneName: "UTC", language: "es", segment: "",
          address: .init(country: "ES"), cycle: .calendarMonth), consolidatedIntoReference: nil, openedOn: Day(number: 20_000), invoicing: .init(), place: nil)
    ], command: nil)
  }
}

@Suite struct OpenOfBillsTests {
  /// What is owed is what the newest bills come to.
  @Test(arguments: [
    (100, [50, 50, 30], [50, 50, 0]), (130, [50, 50, 30], [50, 50, 30]), (0, [50], [0]), (-20, [50], [0]), (60, [50, 50], [50, 10]), (500, [50], [50]), (70, [-20, 50, 40], [0, 50, 20]),
  ] as [(Int64, [Int64], [Int64])])
  func whatIsPaidSettlesTheOldestFirst(owed: Int64, bills: [Int64], open: [Int64]) {
    #expect(OpenOfBills.amounts(owed: owed, bills: bills) == open)
  }
}
