/// Units of quantities as codes of UN/ECE recommendation 20.
enum EInvoiceUnits {
  static let one = "C62"

  /// The code of a unit; what the list does not know is counted in pieces.
  static func code(_ unit: String) -> String {
    switch unit {
    case "s", "second", "seconds": "SEC"
    case "min", "minute", "minutes": "MIN"
    case "h", "hour", "hours": "HUR"
    case "day", "days": "DAY"
    case "week", "weeks": "WEE"
    case "month", "months": "MON"
    case "year", "years": "ANN"
    case "B", "octet", "octets", "byte", "bytes": "AD"
    case "kB", "KB": "2P"
    case "MB": "4L"
    case "GB": "E34"
    case "TB": "E35"
    case "KiB": "E64"
    case "MiB": "E63"
    case "GiB": "E62"
    case "TiB": "E61"
    case "Wh": "WHR"
    case "kWh": "KWH"
    case "MWh": "MWH"
    case "kW": "KWT"
    case "m3", "m³": "MTQ"
    case "l", "litre", "litres", "L": "LTR"
    case "kg": "KGM"
    case "m": "MTR"
    case "km": "KMT"
    case "piece", "pieces", "pcs", "item", "items": "H87"
    default: one
    }
  }
}
