import Primitives

/// Which places belong to the VAT territory of the European Union, on which days.
///
/// Source: Council Directive 2006/112/EC, articles 5 to 7. Places without an ISO 3166 code of their own
/// (Büsingen, Heligoland, Livigno, Campione) cannot be told apart and count as their country.
public enum VATTerritory {
  /// The days a place belongs to the territory; empty when it never does.
  public static func membership(country: String, region: String?) -> Range<Int32> {
    if let region, isOutside(country: country, region: region) { return never }
    switch country {
    case "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HU", "IE", "IT", "LT", "LU", "LV",
      "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "MC":
      return Int32.min..<Int32.max
    case "HR": return day(2013, 7, 1)..<Int32.max
    // The transition period of the withdrawal ended with 2020; the Isle of Man followed the United Kingdom.
    case "GB", "IM": return Int32.min..<day(2021, 1, 1)
    default: return never
    }
  }

  /// True for regions that lie outside the territory of their country's VAT: their country's rates never apply there.
  public static func isOutside(country: String, region: String) -> Bool {
    switch country {
    case "ES": region == "CN" || region == "CE" || region == "ML" || region == "GC" || region == "TF"
    case "FR":
      region == "GP" || region == "MQ" || region == "GF" || region == "RE" || region == "YT" || region == "971"
        || region == "972" || region == "973" || region == "974" || region == "976"
    case "FI": region == "01" || region == "AX"
    case "GR": region == "69"
    default: false
    }
  }

  /// The country whose rates apply: Monaco is taxed as France, the Isle of Man as the United Kingdom.
  static func taxedAs(_ country: String) -> String {
    switch country {
    case "MC": "FR"
    case "IM": "GB"
    case "EL": "GR"
    default: country
    }
  }

  private static let never: Range<Int32> = 0..<0
  private static func day(_ y: Int, _ m: Int, _ d: Int) -> Int32 { Day(y, m, d)?.number ?? 0 }
}
