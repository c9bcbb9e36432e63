import ArgumentParser
import Documents
import EInvoicing
import Invoicing
import Operations
import Parties
import Primitives
import Rating
import Taxation

/// An issued invoice of 20 lines put into the terms of EN 16931, checked and written, in each profile; and read back.
struct EInvoiceBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "einvoice", shouldDisplay: false)

  @Option(help: "About how many milliseconds to measure each row.") var milliseconds = 500

  func run() throws {
    let (invoice, facts) = (try EInvoiceSample.invoice(), EInvoiceSample.facts())
    var rows: [(name: String, reading: Stopwatch.Reading)] = []
    for profile in EInvoiceProfile.allCases {
      let document = EInvoice(invoice, facts).promising(profile)
      if let finding = document.findings(profile).first(where: { $0.weight == .fatal }) { throw ValidationError("\(profile.rawValue): \(finding)") }
      rows.append(
        (
          "\(profile.rawValue), mapped, checked and written",
          measure {
            let document = EInvoice(invoice, facts).promising(profile)
            return document.bytes(profile).count + document.findings(profile).count
          }
        ))
    }
    for syntax in EInvoiceSyntax.allCases {
      let bytes = EInvoice(invoice, facts).bytes(.en16931, syntax: syntax)
      _ = try EInvoiceReader.read(bytes, file: "sample")
      rows.append(("\(syntax.rawValue), read", measure { (try? EInvoiceReader.read(bytes, file: "sample").document.lines.count) ?? 0 }))
    }
    var json = JSONText()
    json.object {
      $0.key("rows")
      $0.array { list in
        for row in rows {
          list.object {
            $0.field("name", row.name)
            $0.field("operations", row.reading.operations)
            $0.field("cpuMicroseconds", row.reading.cpuMicroseconds)
          }
        }
      }
    }
    print(json.string)
  }

  /// Repeats the work, in growing rounds, until the time is up.
  private func measure(_ work: () -> Int) -> Stopwatch.Reading {
    var check: Int64 = 0
    var count = 20
    for _ in 0..<count { check &+= Int64(work()) }
    while true {
      let watch = Stopwatch()
      for _ in 0..<count { check &+= Int64(work()) }
      let reading = watch.reading(operations: count)
      if reading.cpuMicroseconds >= Int64(milliseconds) * 1_000 { return reading.checked(check) }
      count = max(count * 2, Int(Int64(count) * Int64(milliseconds) * 1_100 / max(1, reading.cpuMicroseconds)))
    }
  }
}

/// A bill like those of a telecom operator: recurring fees, usage by tiers, a discount, two tax rates.
enum EInvoiceSample {
  static func invoice() throws -> Invoice {
    let period = ServicePeriod(start: Day(number: 20_600), end: Day(number: 20_630))
    let standard = TaxKey(treatment: .standard, percent: 21)
    let reduced = TaxKey(treatment: .standard, percent: 9)
    var lines: [InvoiceLine] = []
    for number in 1...20 {
      let kind: RatedCharge.Kind = number == 20 ? .discount : number % 3 == 0 ? .recurring : .usage
      let minor: Int64 = kind == .discount ? -350 : 410 + Int64(number) * 37
      let terms = ChargeTerms(
        offering: "phone", price: PriceCode("phone.calls-\(number)"), name: LocalizedText("National calls \(number)"), unit: kind == .usage ? "s" : "",
        taxCategory: "services", revenueAccount: "705")
      let charge = RatedCharge(
        kind: kind, subscription: nil, terms: terms, period: period, quantity: kind == .usage ? Exact(6066 + number) : .one,
        amount: Money(amountMinor: minor, currency: .ron), explanation: Explanation([ExplanationStep(.flat, amount: Exact(unscaled: minor, scale: 2))]))
      lines.append(InvoiceLine(number: number, charge: charge, netMinor: minor, taxKey: number % 5 == 0 ? reduced : standard))
    }
    let taxes = [standard, reduced].map { key in
      let base = lines.filter { $0.taxKey == key }.reduce(Int64(0)) { $0 + $1.netMinor }
      return TaxBreakdown(key: key, baseMinor: base, taxMinor: TaxArithmetic.tax(onMinor: base, percent: key.percent) ?? 0)
    }
    let net = lines.reduce(Int64(0)) { $0 + $1.netMinor }
    let tax = taxes.reduce(Int64(0)) { $0 + $1.taxMinor }
    return Invoice(
      seller: "ro", number: "RO-2026-000001", account: BillingAccountID(1), currency: .ron, issuedOn: Day(number: 20_631), dueOn: Day(number: 20_645),
      billingPeriod: period, lines: lines, taxes: taxes, netMinor: net, taxMinor: tax, grossMinor: net + tax)
  }

  static func facts() -> EInvoiceFacts {
    let contact = ContactPoint(name: "Facturare", telephone: "+40 21 000 0000", email: "facturi@example.ro")
    let seller = SellerEntity(
      code: "ro", legalName: "Florin Telecom SRL", taxIdentifier: "RO1234567897",
      address: PostalAddress(lines: ["Str. Lunga 1"], city: "SECTOR1", postcode: "010001", country: "RO", region: "B"), invoiceNumberPrefix: "RO-",
      zoneName: "Europe/Bucharest", iban: "RO49AAAA1B31007593840000", email: "facturi@example.ro",
      details: SellerDetails(
        legalRegistration: PartyIdentifier("J40/1/2020"), electronicAddress: PartyIdentifier("RO1234567897", scheme: "9947"), contact: contact))
    let account = BillingAccount(
      id: BillingAccountID(1), reference: "A-1", customer: CustomerID(1), name: "Client SRL", seller: "ro", currency: .ron,
      zoneName: "Europe/Bucharest", language: "ro", segment: "business",
      address: PostalAddress(lines: ["Str. Scurta 2"], city: "Cluj-Napoca", postcode: "400001", country: "RO", region: "CJ"),
      taxStanding: .business(vatIdentifier: "RO27000000"), cycle: .calendarMonth, paymentMethod: "transfer")
    return EInvoiceFacts(
      seller: seller, account: account,
      invoicing: InvoicingDetails(buyerReference: "A-1", electronicAddress: PartyIdentifier("RO27000000", scheme: "9947")), language: "ro")
  }
}
