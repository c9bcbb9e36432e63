/// An ISO 4217 currency: its three letters and how many decimals its smallest unit has.
///
/// Only listed currencies exist, so a typing mistake cannot become money. Source of the digits: ISO 4217
/// list one, as amended to 2026 (funds codes and metals are left out).
public struct Currency: Sendable, Hashable, Comparable {
  @usableFromInline let packed: UInt32
  /// Decimals of the smallest unit: 2 for EUR, 0 for KRW, 3 for KWD.
  public let minorDigits: Int

  /// The currency of this code in capital letters, or `nil` when ISO 4217 does not list it.
  public init?(_ code: String) {
    guard let digits = Currency.listed[code] else { return nil }
    packed = code.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    minorDigits = digits
  }

  public var code: String {
    String(decoding: [UInt8(packed >> 16 & 0xFF), UInt8(packed >> 8 & 0xFF), UInt8(packed & 0xFF)], as: UTF8.self)
  }

  public static func == (a: Currency, b: Currency) -> Bool { a.packed == b.packed }
  public static func < (a: Currency, b: Currency) -> Bool { a.packed < b.packed }
  public func hash(into hasher: inout Hasher) { hasher.combine(packed) }

  private init(known code: StaticString, digits: Int) {
    packed = code.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
    minorDigits = digits
  }

  public static let eur = Currency(known: "EUR", digits: 2)
  public static let usd = Currency(known: "USD", digits: 2)
  public static let gbp = Currency(known: "GBP", digits: 2)
  public static let krw = Currency(known: "KRW", digits: 0)
  public static let ron = Currency(known: "RON", digits: 2)

  static let listed: [String: Int] = {
    var table: [String: Int] = [:]
    let two = """
      AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC \
      CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR \
      JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD \
      NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
      SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
      """
    for code in two.split(separator: " ") { table[String(code)] = 2 }
    for code in ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"] {
      table[code] = 0
    }
    for code in ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"] { table[code] = 3 }
    return table
  }()
}

extension Currency: CustomStringConvertible {
  public var description: String { code }
}
