import Primitives

/// What EN 16931 asks of one VAT category; the numbers of its rules begin alike.
struct CategoryRules {
  enum Rate { case positive, zero, none, any }
  enum Rows { case some, one }

  var category: VATCategory
  /// `BR-S`, `BR-IC`: the beginning of its rules' numbers.
  var prefix: String
  var rate: Rate
  var rows: Rows
  /// Whether it must (`true`) or must not say why no VAT is charged.
  var isReasoned: Bool
  /// Whether a local tax registration (BT-32) may stand for the seller's VAT identifier.
  var takesTaxRegistration = true

  static let all = [
    CategoryRules(category: .standard, prefix: "BR-S", rate: .positive, rows: .some, isReasoned: false),
    CategoryRules(category: .zeroRated, prefix: "BR-Z", rate: .zero, rows: .one, isReasoned: false),
    CategoryRules(category: .exempt, prefix: "BR-E", rate: .zero, rows: .one, isReasoned: true),
    CategoryRules(category: .reverseCharge, prefix: "BR-AE", rate: .zero, rows: .one, isReasoned: true),
    CategoryRules(category: .intraCommunity, prefix: "BR-IC", rate: .zero, rows: .one, isReasoned: true, takesTaxRegistration: false),
    CategoryRules(category: .export, prefix: "BR-G", rate: .zero, rows: .one, isReasoned: true, takesTaxRegistration: false),
    CategoryRules(category: .outsideScope, prefix: "BR-O", rate: .none, rows: .one, isReasoned: true),
    CategoryRules(category: .canaryIslands, prefix: "BR-AF", rate: .any, rows: .some, isReasoned: false),
    CategoryRules(category: .ceutaMelilla, prefix: "BR-AG", rate: .any, rows: .some, isReasoned: false),
  ]
}

extension Checking {
  /// The rules of each VAT category that the document uses: BR-S-01 to BR-S-10 and their like.
  mutating func categoryRules() {
    for rules in CategoryRules.all {
      let category = rules.category
      let onLines = document.lines.contains { $0.vat?.category == category }
      let onAllowances = document.allowances.contains { $0.vat?.category == category }
      let onCharges = document.charges.contains { $0.vat?.category == category }
      let rows = document.vatBreakdown.filter { $0.rate.category == category }.count
      if !onLines, !onAllowances, !onCharges, rows == 0 { continue }
      checkPresence(rules, isUsed: onLines || onAllowances || onCharges, rows: rows)
      if onLines { checkParties(rules, "02", "line") }
      if onAllowances { checkParties(rules, "03", "allowance") }
      if onCharges { checkParties(rules, "04", "charge") }
      checkRates(rules)
      checkRows(rules)
      if category == .intraCommunity { checkDelivery() }
      if category == .outsideScope, rows > 0 { checkAlone() }
    }
  }

  private mutating func checkPresence(_ rules: CategoryRules, isUsed: Bool, rows: Int) {
    let isRight = isUsed ? (rules.rows == .one ? rows == 1 : rows > 0) : rows == 0
    require(
      isRight, "\(rules.prefix)-01", "BG-23",
      isUsed
        ? "category \(rules.category.code) is used, and the breakdown has \(rows) rows of it"
        : "the breakdown has category \(rules.category.code), which nothing falls under",
      "give the breakdown \(rules.rows == .one ? "one row" : "a row for each rate") of the categories that are used")
  }

  private mutating func checkParties(_ rules: CategoryRules, _ number: String, _ what: String) {
    let (seller, buyer) = (document.seller, document.buyer)
    let represented = isGiven(document.taxRepresentative?.vatIdentifier)
    let rule = "\(rules.prefix)-\(number)"
    let one = "\(what == "allowance" ? "an" : "a") \(what)"
    if rules.category == .outsideScope {
      require(
        !isGiven(seller.vatIdentifier) && !isGiven(buyer.vatIdentifier) && !represented, rule, "BT-31",
        "\(one) is outside the scope of VAT, and a VAT identifier is named", "leave the VAT identifiers (BT-31, BT-48, BT-63) out")
      return
    }
    require(
      isGiven(seller.vatIdentifier) || represented || rules.takesTaxRegistration && isGiven(seller.taxRegistration), rule, "BT-31",
      "\(one) of category \(rules.category.code) needs the seller's VAT identifier", "fill in the seller's `taxIdentifier`")
    if rules.category == .reverseCharge {
      require(
        isGiven(buyer.vatIdentifier) || isGiven(buyer.legalRegistration?.text), rule, "BT-48",
        "\(one) shifts the VAT to the buyer, who has no VAT identifier", "fill in the account's `invoicing.vatIdentifier`")
    }
    if rules.category == .intraCommunity {
      require(
        isGiven(buyer.vatIdentifier), rule, "BT-48", "\(what == "allowance" ? "an" : "a") \(what) is an intra-community supply, and the buyer has no VAT identifier",
        "fill in the account's `invoicing.vatIdentifier`")
    }
  }

  private mutating func checkRates(_ rules: CategoryRules) {
    for (index, line) in document.lines.enumerated() where line.vat?.category == rules.category {
      check(line.vat?.percent, rules, "05", "BG-25[\(index + 1)]/BT-152")
    }
    for (index, each) in document.allowances.enumerated() where each.vat?.category == rules.category {
      check(each.vat?.percent, rules, "06", "BG-20[\(index + 1)]/BT-96")
    }
    for (index, each) in document.charges.enumerated() where each.vat?.category == rules.category {
      check(each.vat?.percent, rules, "07", "BG-21[\(index + 1)]/BT-103")
    }
  }

  private mutating func check(_ percent: Exact?, _ rules: CategoryRules, _ number: String, _ place: String) {
    let isRight =
      switch rules.rate {
      case .positive: percent?.isPositive ?? false
      case .zero: percent?.isZero ?? false
      case .none: percent == nil
      case .any: percent.map { !$0.isNegative } ?? false
      }
    let wanted =
      switch rules.rate {
      case .positive: "a rate above 0"
      case .zero: "the rate 0"
      case .none: "no rate"
      case .any: "a rate of 0 or more"
      }
    require(
      isRight, "\(rules.prefix)-\(number)", place,
      "category \(rules.category.code) has \(wanted), and \(percent.map { "\($0) %" } ?? "none") is written", "correct the rate or the category")
  }

  private mutating func checkRows(_ rules: CategoryRules) {
    for (index, row) in document.vatBreakdown.enumerated() where row.rate.category == rules.category {
      func at(_ term: String) -> String { "BG-23[\(index + 1)]/\(term)" }
      let base = sum(of: row.rate, byRate: rules.rows == .some)
      require(
        row.base == nil || row.base == base, "\(rules.prefix)-08", at("BT-116"),
        "what falls under \(rules.category.code) comes to \(base), and \(row.base?.description ?? "nothing") is written", "write \(base)")
      if let tax = row.tax, let taxable = row.base {
        let computed = rules.rows == .some ? Checking.tax(on: taxable, row.rate.percent) : .zero
        require(
          rules.rows == .some ? isWithin(tax, of: computed) : tax.isZero, "\(rules.prefix)-09", at("BT-117"),
          "the VAT of category \(rules.category.code) is \(computed), and \(tax) is written", "write \(computed)")
      }
      let hasReason = isGiven(row.exemptionReason) || isGiven(row.exemptionCode)
      require(
        hasReason == rules.isReasoned, "\(rules.prefix)-10", at("BT-120"),
        rules.isReasoned
          ? "category \(rules.category.code) must say why no VAT is charged" : "category \(rules.category.code) takes no exemption reason",
        rules.isReasoned ? "fill in the `reason` of the tax rate" : "leave BT-120 and BT-121 out")
    }
  }

  /// What the lines, allowances and charges of a category, or of one of its rates, come to.
  private func sum(of rate: VATRate, byRate: Bool) -> Exact {
    func matches(_ other: VATRate?) -> Bool {
      guard let other, other.category == rate.category else { return false }
      return !byRate || other.percent == rate.percent
    }
    var sum = Exact.zero
    for line in document.lines where matches(line.vat) { sum += line.net ?? .zero }
    for each in document.allowances where matches(each.vat) { sum -= each.amount ?? .zero }
    for each in document.charges where matches(each.vat) { sum += each.amount ?? .zero }
    return sum
  }

  private mutating func checkDelivery() {
    require(
      document.delivery?.deliveredOn != nil || document.period != nil, "BR-IC-11", "BT-72",
      "an intra-community supply says neither when it was delivered nor its period", "say one of them")
    require(
      isGiven(document.delivery?.address?.country), "BR-IC-12", "BT-80", "an intra-community supply does not say where it was delivered to",
      "say the country delivered to")
  }

  private mutating func checkAlone() {
    let isOutside = VATCategory.outsideScope
    let remedy = "bill what is outside the scope of VAT on an invoice of its own"
    require(
      document.vatBreakdown.count == 1, "BR-O-11", "BG-23", "what is outside the scope of VAT stands beside other categories", remedy)
    require(
      document.lines.allSatisfy { $0.vat?.category == isOutside }, "BR-O-12", "BG-25",
      "a line outside the scope of VAT stands beside taxed lines", remedy)
    require(
      document.allowances.allSatisfy { $0.vat?.category == isOutside }, "BR-O-13", "BG-20",
      "an allowance of another category stands beside what is outside the scope of VAT", remedy)
    require(
      document.charges.allSatisfy { $0.vat?.category == isOutside }, "BR-O-14", "BG-21",
      "a charge of another category stands beside what is outside the scope of VAT", remedy)
  }
}
