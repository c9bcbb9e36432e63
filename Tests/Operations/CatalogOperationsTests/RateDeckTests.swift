import Catalog
import Feeds
import Operations
import Primitives
import Testing

@Suite struct RateDeckTests {
  private func read(_ text: String, _ layout: RateDeckLayout = RateDeckLayout(code: "world", file: "d.csv"))
    -> (deck: RateDeck, problems: [Problem], notes: [Problem])
  {
    var problems: [Problem] = []
    var notes: [Problem] = []
    let deck = RateDeckFile.read(Array(text.utf8), layout: layout, file: "d.csv", problems: &problems, notes: &notes)
    return (deck, problems, notes)
  }

  @Test func rowsBecomeEntries() {
    let (deck, problems, _) = read("\u{FEFF}prefix,price,destination\r\n34,0.10,\"Spain, all\"\r\n346,0.3,\"\"\"Mobile\"\"\"\r\n")
    #expect(problems.isEmpty)
    #expect(deck.entries.map(\.prefix) == ["34", "346"])
    #expect(deck.entries.map(\.destination) == ["Spain, all", "\"Mobile\""])
    #expect(deck.entries.map(\.pricePerUnit) == [Exact("0.10"), Exact("0.3")])
  }

  @Test(arguments: [
    ("+34,Spain,0.1", "catalog.deck-prefix", 1), ("5.41144E+11,Spain,0.1", "catalog.deck-prefix", 1), (",Spain,0.1", "catalog.deck-prefix", 1),
    ("1234567890123456789,Far,0.1", "catalog.deck-prefix", 1), ("34,Again,0.2", "catalog.deck-repeated-prefix", 1),
    ("35,Portugal,-0.1", "catalog.deck-price", 13), ("35,Portugal,free", "catalog.deck-price", 13), ("35,Portugal,", "catalog.deck-price", 13),
    ("35,Portugal", "catalog.deck-row", 1), ("35,Portugal,0.1,x", "catalog.deck-row", 1), ("35,Portugal,NaN", "catalog.deck-price", 13),
  ])
  func defectsAreToldWithLineAndColumn(_ row: String, _ code: String, _ column: Int) {
    let (deck, problems, notes) = read("prefix,destination,price\n34,Spain,0.1\n\(row)\n33,France,0.2\n")
    #expect(problems.map(\.code.rawValue) == [code])
    #expect(problems.first?.place == .init(file: "d.csv", line: 3, column: column))
    #expect(notes.isEmpty)
    #expect(deck.entries.map(\.prefix) == ["34", "33"])
  }

  @Test func skippedRowsAreNotesAndBlockedRowsAreKept() {
    let layout = RateDeckLayout(code: "world", file: "d.csv", blockedWord: "Blocked", skipInvalid: true)
    let (deck, problems, notes) = read("prefix,destination,price\n*72,Service,0\n34,Spain,Blocked\n", layout)
    #expect(problems.isEmpty)
    #expect(notes.map(\.code.rawValue) == ["catalog.deck-prefix"])
    #expect(deck.entries.map(\.blocked) == [true])
  }

  @Test(arguments: [
    ("prefix,destination\n34,Spain", "catalog.deck-column"), ("", "catalog.deck-row"), ("prefix,destination,price\n", "catalog.deck-row"),
    ("prefix,destination,price\n34,\"Spain,0.1\n35,Portugal,0.1\n", "catalog.deck-row"),
  ])
  func brokenFilesAreRefused(_ text: String, _ code: String) {
    #expect(read(text).problems.contains { $0.code.rawValue == code })
  }

  @Test func manyBrokenRowsAreCounted() {
    let rows = (0..<250).map { "x\($0),Nowhere,1" }.joined(separator: "\n")
    let problems = read("prefix,destination,price\n\(rows)\n").problems
    #expect(problems.count == 101)
    #expect(problems.last?.message == "150 more rows cannot be used")
  }

  @Test(arguments: ["../secret.csv", "/etc/passwd", "missing.csv"])
  func deckFilesStayInsideTheFolder(_ name: String) {
    let problems = SmallCatalog.problems(SmallCatalog.text + "\ndecks:\n  - {code: world, file: \(name)}\n")
    #expect(problems.map(\.code.rawValue) == ["catalog.deck-file"])
    #expect(problems.first?.path == "decks[0].file")
  }
}
