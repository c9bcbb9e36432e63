import Catalog
import Foundation
import Operations
import Parties
import Primitives
import Subscriptions

/// The customers of `Examples/telco/telco_customers.csv` as accounts and orders.
///
/// From the file: reference, services held, months of tenure, contract term, payment method, monthly charge. Invented
/// with a seed, since the file has no people in it: names, addresses, languages, telephone numbers.
struct TelcoCustomers {
  struct Customer {
    var registration: Registration
    var order: Order
    /// The telephone number, when the customer has one; usage arrives under it.
    var telephone: String?
    var monthlyCharge: Exact
  }

  let customers: [Customer]

  /// - Throws: `Rejection` with the line of every record that cannot be read.
  init(path: String, openedOn: Day, seed: UInt64) throws {
    let text = try TextFile.read(path)
    var random = SeededRandom(seed: seed)
    var customers: [Customer] = []
    var problems: [Problem] = []
    let lines = text.split(whereSeparator: \.isNewline)
    let columns = Columns(lines.first.map(String.init) ?? "")
    for (index, line) in lines.dropFirst().enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard let customer = TelcoCustomers.customer(fields, columns, index, openedOn, &random) else {
        problems.append(
          Problem(
            .customerRecord, at: .init(file: path, line: index + 2), "the record cannot be read: \(fields.count) fields, charge \"\(fields.last ?? "")\"",
            remedy: "restore the file from Examples/telco"))
        continue
      }
      customers.append(customer)
    }
    if !problems.isEmpty { throw Rejection(problems) }
    self.customers = customers
  }

  private struct Columns {
    let positions: [String: Int]
    init(_ head: String) {
      positions = Dictionary(head.split(separator: ",").enumerated().map { (String($0.element), $0.offset) }) { first, _ in first }
    }

    func value(_ name: String, _ fields: [String]) -> String? {
      positions[name].flatMap { fields.indices.contains($0) ? fields[$0] : nil }
    }
  }

  private static func customer(
    _ fields: [String], _ columns: Columns, _ index: Int, _ openedOn: Day, _ random: inout SeededRandom
  ) -> Customer? {
    guard let reference = columns.value("customerID", fields), let tenure = columns.value("tenure", fields).flatMap({ Int($0) }),
      let charge = columns.value("MonthlyCharges", fields).flatMap({ Exact($0) })
    else { return nil }
    func has(_ column: String) -> Bool { columns.value(column, fields) == "Yes" }
    let person = DemoPeople.person(isFemale: columns.value("gender", fields) == "Female", &random)
    let startsOn = openedOn.adding(months: -tenure)
    let term: Int? =
      switch columns.value("Contract", fields) {
      case "One year": 12
      case "Two year": 24
      default: nil
      }
    var lines: [OrderLine] = []
    var listed = Exact.zero
    let hasPhone = has("PhoneService")
    let telephone = hasPhone ? person.telephonePrefix + String(10_000_000 + index * 1237) : nil
    if hasPhone, let telephone {
      var line = OrderLine(
        reference: "\(reference)-phone", offering: "phone", startsOn: startsOn, termMonths: term, subject: telephone)
      listed += 20
      if has("MultipleLines") {
        line.options.append(OptionChoice(offering: "second-line"))
        listed += 5
      }
      lines.append(line)
    }
    let internet = columns.value("InternetService", fields) ?? "No"
    if internet != "No" {
      var line = OrderLine(
        reference: "\(reference)-internet", offering: internet == "DSL" ? "dsl" : "fibre", startsOn: startsOn,
        termMonths: term)
      listed += internet == "DSL" ? 25 : 50
      for (column, offering, price) in internetOptions where has(column) {
        line.options.append(OptionChoice(offering: OfferingCode(offering)))
        listed += Exact(price)
      }
      lines.append(line)
    }
    guard !lines.isEmpty else { return nil }
    // What the customer pays above or below the list is a dated agreement on the main price of the first service.
    if charge != listed {
      lines[0].agreements.append(
        PriceAgreement(
          price: PriceCode("\(lines[0].offering).monthly"), effective: EffectivePeriod(from: startsOn),
          change: .add(charge - listed)))
    }
    let account = BillingAccount(
      id: BillingAccountID(0), reference: reference, customer: CustomerID(0), name: person.name, seller: person.seller,
      currency: .eur, zoneName: person.zoneName, language: person.language, segment: has("SeniorCitizen") ? "senior" : "consumer",
      address: person.address, cycle: .calendarMonth, paymentTermDays: 14,
      paymentMethod: columns.value("PaymentMethod", fields))
    return Customer(
      registration: Registration(
        customerReference: reference, customerName: person.name, account: account, openedOn: openedOn),
      order: Order(
        key: "import-\(reference)", customer: reference, account: reference, channel: "shop", placedOn: openedOn, lines: lines),
      telephone: telephone, monthlyCharge: charge)
  }

  private static let internetOptions = [
    ("OnlineSecurity", "security", 5), ("OnlineBackup", "backup", 5), ("DeviceProtection", "device-protection", 5),
    ("TechSupport", "support", 5), ("StreamingTV", "television", 10), ("StreamingMovies", "films", 10),
  ]
}

extension ProblemCode {
  static let customerRecord = ProblemCode("demo.customer-record")
}
