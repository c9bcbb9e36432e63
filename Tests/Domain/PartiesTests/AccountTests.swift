import Parties
import Primitives
import Testing

/// One mistake each in an account that is right otherwise: the field, what is written there, the problem.
@Suite struct AccountTests {
  static func scalar(_ text: String) -> SourceNode { SourceNode(.scalar(text, quoted: false)) }
  static func map(_ entries: KeyValuePairs<String, SourceNode>) -> SourceNode {
    SourceNode(.map(entries.map { (key: $0.key, value: $0.value) }))
  }

  static func account(_ reference: String = "A-1", _ changes: [String: SourceNode] = [:]) -> SourceNode {
    var fields: [(key: String, value: SourceNode)] = [
      ("reference", scalar(reference)), ("customer", map(["reference": scalar("C-1"), "name": scalar("Ana")])),
      ("seller", scalar("florin-es")), ("currency", scalar("EUR")), ("zone", scalar("Europe/Madrid")),
      ("address", map(["country": scalar("ES")])),
    ]
    for (key, value) in changes {
      if let index = fields.firstIndex(where: { $0.key == key }) { fields[index].value = value } else { fields.append((key, value)) }
    }
    return SourceNode(.map(fields), path: reference)
  }

  static func codes(_ accounts: [SourceNode]) -> [ProblemCode] {
    let known = AccountDraft.Known(sellers: ["florin-es", "florin-ro"]) { $0 == "Europe/Madrid" }
    do {
      _ = try AccountDraft.read(map(["accounts": SourceNode(.list(accounts))]), known)
      return []
    } catch {
      return error.problems.map(\.code)
    }
  }

  static let rows: [(String, SourceNode, [ProblemCode])] = [
    ("language", scalar("ro"), []),
    ("cycle", map(["every": scalar("month"), "anchorDay": scalar("31")]), []),
    ("tax", scalar("taxable"), []),
    ("tax", map(["vat": scalar("ESB12345678")]), []),
    ("currency", scalar("EUX"), [.unknownCurrency]),
    ("currency", scalar("eur"), [.unknownCurrency]),
    ("zone", scalar("Europe/Atlantis"), [.unknownZone]),
    ("seller", scalar("florin-e"), [.unknownSeller]),
    ("language", scalar("xx"), [.language]),
    ("paymentTermDays", scalar("-1"), [.paymentTerm]),
    ("cycle", map(["anchorDay": scalar("32")]), [.cycleAnchor]),
    ("cycle", map(["every": scalar("week"), "anchorDay": scalar("8")]), [.cycleAnchor]),
    ("cycle", map(["every": scalar("year"), "anchorMonth": scalar("13")]), [.cycleAnchor]),
    ("tax", map(["vat": scalar("X"), "exempt": scalar("Y")]), [.wrongValue]),
    ("address", map(["country": scalar("Spain")]), [.wrongValue]),
    ("colour", scalar("blue"), [.unknownField]),
  ]

  @Test(arguments: rows.indices) func oneMistakeEach(_ row: Int) {
    let (field, value, codes) = Self.rows[row]
    #expect(Self.codes([Self.account("A-1", [field: value])]) == codes)
  }

  @Test func allMistakesAtOnce() {
    let account = Self.account("A-1", ["currency": Self.scalar("EUX"), "zone": Self.scalar("Nowhere"), "seller": Self.scalar("?")])
    #expect(Set(Self.codes([account, account])) == [.unknownCurrency, .unknownZone, .unknownSeller])
    #expect(Self.codes([Self.account(), Self.account()]) == [.accountRepeated])
  }

  @Test func consolidationIsOneStepToOneSellerAndCurrency() {
    func into(_ reference: String, _ more: [String: SourceNode] = [:]) -> [String: SourceNode] {
      more.merging(["consolidatedInto": Self.scalar(reference)]) { first, _ in first }
    }
    #expect(Self.codes([Self.account("A"), Self.account("B", into("A")), Self.account("C", into("A"))]) == [])
    #expect(Self.codes([Self.account("A"), Self.account("B", into("A")), Self.account("C", into("B"))]) == [.consolidationDepth])
    #expect(Self.codes([Self.account("A", into("A"))]) == [.consolidationCycle])
    #expect(Self.codes([Self.account("A", into("B")), Self.account("B", into("A")), Self.account("C", into("A"))]) == [.consolidationCycle, .consolidationCycle, .consolidationDepth])
    #expect(Self.codes([Self.account("A"), Self.account("B", into("A", ["seller": Self.scalar("florin-ro")]))]) == [.consolidationSeller])
    #expect(Self.codes([Self.account("A"), Self.account("B", into("A", ["currency": Self.scalar("RON")]))]) == [.consolidationCurrency])
  }

  @Test func theInvoiceOfTheTopCarriesEverythingBelow() throws {
    func account(_ id: Int64, into above: Int64?) -> BillingAccount {
      BillingAccount(
        id: BillingAccountID(id), reference: "A\(id)", customer: CustomerID(1), name: "", seller: "s", currency: .eur, zoneName: "UTC",
        language: "en", segment: "business", address: PostalAddress(country: "ES"), cycle: .calendarMonth,
        consolidatedInto: above.map { BillingAccountID($0) })
    }
    let accounts = [account(1, into: nil), account(2, into: 1), account(3, into: 1), account(4, into: nil), account(5, into: 1)]
    let hierarchy = try AccountHierarchy(accounts)
    #expect(hierarchy.invoiced(BillingAccountID(3)) == BillingAccountID(1))
    #expect(hierarchy.carried(by: BillingAccountID(1)).map(\.rawValue) == [1, 2, 3, 5])
    #expect(hierarchy.carried(by: BillingAccountID(4)).map(\.rawValue) == [4])
    #expect(AccountHierarchy.problems([account(1, into: 9)]).isEmpty)
  }
}
