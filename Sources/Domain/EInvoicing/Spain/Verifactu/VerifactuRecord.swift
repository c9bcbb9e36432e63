public import Primitives

/// What the tax agency tells documents apart by.
public struct VerifactuDocument: Sendable, Hashable {
  /// The tax number of who issued it.
  public var issuer: String
  public var number: String
  public var issuedOn: Day

  public init(issuer: String, number: String, issuedOn: Day) {
    self.issuer = issuer
    self.number = number
    self.issuedOn = issuedOn
  }
}

/// The record before another one in the chain of its issuer.
public struct VerifactuLink: Sendable, Hashable {
  public var document: VerifactuDocument
  /// Its fingerprint (huella): 64 hexadecimal digits in capital letters.
  public var fingerprint: String

  public init(document: VerifactuDocument, fingerprint: String) {
    self.document = document
    self.fingerprint = fingerprint
  }
}

/// The invoicing system that makes the records, and who vouches for it.
public struct VerifactuSystem: Sendable, Hashable {
  public var producerName: String
  public var producerTaxNumber: String
  public var name: String
  /// Two characters that its producer tells it from other systems of his by.
  public var code: String
  public var version: String
  public var installation: String
  /// Whether the installation keeps the chains of several issuers now.
  public var hasSeveralIssuers: Bool

  public init(
    producerName: String, producerTaxNumber: String, name: String = "Florin", code: String, version: String, installation: String, hasSeveralIssuers: Bool
  ) {
    self.producerName = producerName
    self.producerTaxNumber = producerTaxNumber
    self.name = name
    self.code = code
    self.version = version
    self.installation = installation
    self.hasSeveralIssuers = hasSeveralIssuers
  }
}

/// A record of invoicing (registro de facturación) of Orden HAC/1177/2024: that a document was issued, or that it should never have been.
public struct VerifactuRecord: Sendable, Hashable {
  /// What it says of its document.
  public enum Act: Sendable, Hashable {
    /// It was issued (registro de alta).
    case registration(issuerName: String, VerifactuInvoice)
    /// It was issued by mistake (registro de anulación).
    case annulment
  }

  public var document: VerifactuDocument
  public var act: Act
  public var system: VerifactuSystem
  /// When it was made, to the second, with the offset of the issuer's zone: `2027-01-01T19:20:30+01:00`.
  public var generatedAt: String
  /// `nil` for the first of the chain.
  public var previous: VerifactuLink?

  public init(document: VerifactuDocument, act: Act, system: VerifactuSystem, generatedAt: String, previous: VerifactuLink?) {
    self.document = document
    self.act = act
    self.system = system
    self.generatedAt = generatedAt
    self.previous = previous
  }

  /// The text that its fingerprint is the SHA-256 of.
  public var chainedText: String {
    let before = previous?.fingerprint ?? ""
    return switch act {
    case .registration(_, let invoice):
      VerifactuChain.registration(
        document, type: invoice.type.rawValue, taxTotal: VerifactuText.amount(invoice.taxTotal), total: VerifactuText.amount(invoice.total), after: before,
        at: generatedAt)
    case .annulment: VerifactuChain.annulment(document, after: before, at: generatedAt)
    }
  }
}

/// How values are written in records, in their fingerprints and in the code on the bill.
public enum VerifactuText {
  /// `31-12-2026`.
  public static func day(_ day: Day) -> String {
    let (year, month, dayOfMonth) = day.civil
    return "\(padded(dayOfMonth, 2))-\(padded(month, 2))-\(padded(year, 4))"
  }

  /// Reads what `day` writes.
  public static func day(_ text: String) -> Day? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard text.utf8.count == 10, parts.count == 3, let day = parts[0], let month = parts[1], let year = parts[2] else { return nil }
    return Day(year, month, day)
  }

  /// With two decimals and a point.
  public static func amount(_ amount: Exact) -> String { amount.decimalText(maximumDigits: 2, minimumDigits: 2) }

  /// An instant to the second in a zone, with its offset.
  public static func instant(_ instant: Instant, in zone: Zone) -> String {
    let (day, second, offset) = (zone.day(of: instant), zone.secondOfDay(of: instant), zone.offsetSeconds(at: instant) / 60)
    let (year, month, dayOfMonth) = day.civil
    let time = "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    let distance = offset.magnitude
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T\(time)\(offset < 0 ? "-" : "+")\(padded(Int(distance / 60), 2)):\(padded(Int(distance % 60), 2))"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
