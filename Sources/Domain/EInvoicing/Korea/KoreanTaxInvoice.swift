public import Primitives

/// Korea's electronic tax invoice (전자세금계산서): what the standard of KEC says of a document.
public struct KoreanTaxInvoice: Sendable, Hashable {
  /// A line (품목).
  public struct Line: Sendable, Hashable {
    public var name: String
    /// The day of the supply.
    public var suppliedOn: Day
    public var quantity: Exact?
    public var price: Exact?
    public var amount: Exact
    public var tax: Exact

    public init(name: String, suppliedOn: Day, quantity: Exact? = nil, price: Exact? = nil, amount: Exact, tax: Exact) {
      self.name = name
      self.suppliedOn = suppliedOn
      self.quantity = quantity
      self.price = price
      self.amount = amount
      self.tax = tax
    }
  }

  /// Who supplies or is supplied.
  public struct Party: Sendable, Hashable {
    /// What a party without a business registration is told by.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      /// 사업자: ten digits.
      case business = "01"
      /// 개인: thirteen digits.
      case person = "02"
      /// 외국인: thirteen nines.
      case foreigner = "03"
    }

    public var number: String
    public var kind: Kind
    public var name: String
    /// 대표자.
    public var representative: String
    public var address: String?
    public var telephone: String?
    public var email: String?

    public init(number: String, kind: Kind, name: String, representative: String, address: String? = nil, telephone: String? = nil, email: String? = nil) {
      self.number = number
      self.kind = kind
      self.name = name
      self.representative = representative
      self.address = address
      self.telephone = telephone
      self.email = email
    }
  }

  /// The document's own number.
  public var reference: String
  /// 승인번호: the day, the eight digits of the sending system, and eight of the document's own.
  public var issueID: String
  /// 01 taxed or 03 exempt, each plus one when it amends; then 01, or 02 where the rate is zero.
  public var typeCode: String
  public var note: String?
  public var writtenOn: Day
  /// 수정사유, 01 to 06, of what amends another.
  public var amendment: String?
  /// 01 received, 02 claimed.
  public var purpose: String
  /// The issue number of the document that is amended.
  public var originalIssueID: String?
  public var seller: Party
  public var buyer: Party
  public var amount: Exact
  public var tax: Exact
  public var total: Exact
  public var lines: [Line]

  public init(
    reference: String, issueID: String, typeCode: String, note: String?, writtenOn: Day, amendment: String?, purpose: String, originalIssueID: String?,
    seller: Party, buyer: Party, amount: Exact, tax: Exact, total: Exact, lines: [Line]
  ) {
    self.reference = reference
    self.issueID = issueID
    self.typeCode = typeCode
    self.note = note
    self.writtenOn = writtenOn
    self.amendment = amendment
    self.purpose = purpose
    self.originalIssueID = originalIssueID
    self.seller = seller
    self.buyer = buyer
    self.amount = amount
    self.tax = tax
    self.total = total
    self.lines = lines
  }

  public var isAmended: Bool { typeCode.hasPrefix("02") || typeCode.hasPrefix("04") }
  public var isExempt: Bool { typeCode.hasPrefix("03") || typeCode.hasPrefix("04") }

  /// More lines than this are not taken.
  public static let mostLines = 99
}

/// Korea's number of a registered business (사업자등록번호): ten digits, the last of which checks the others.
public struct KoreanBusinessNumber: Sendable, Hashable {
  public let text: String

  /// Reads it with or without hyphens and the prefix `KR`; `nil` when its check digit is another.
  public init?(_ raw: String) {
    let digits = KoreanBusinessNumber.digits(raw)
    guard digits.count == 10 else { return nil }
    let weights = [1, 3, 7, 1, 3, 7, 1, 3, 5]
    var sum = digits[8] * 5 / 10
    for (digit, weight) in zip(digits, weights) { sum += digit * weight }
    guard (10 - sum % 10) % 10 == digits[9] else { return nil }
    text = digits.map(String.init).joined()
  }

  /// Its digits; empty when there is anything but digits, hyphens and the prefix.
  static func digits(_ raw: String) -> [Int] {
    let bare = raw.hasPrefix("KR") ? raw.dropFirst(2) : raw[...]
    var digits: [Int] = []
    for byte in bare.utf8 where byte != 0x2D && byte != 0x20 {
      guard (0x30...0x39).contains(byte) else { return [] }
      digits.append(Int(byte - 0x30))
    }
    return digits
  }
}
