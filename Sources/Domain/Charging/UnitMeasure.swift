public import Balances
public import Primitives

/// How the units that a network counts become the units that a meter prices: octets and megabytes, seconds and hours.
public struct UnitMeasure: Sendable, Hashable {
  /// What a network counts, and what buckets hold.
  public var unit: BalanceUnit
  /// How many of them one unit of the meter is.
  public var perMeterUnit: Int64

  private static let known: [String: (BalanceUnit, Int64)] = [
    "s": (.seconds, 1), "sec": (.seconds, 1), "second": (.seconds, 1), "min": (.seconds, 60), "minute": (.seconds, 60), "h": (.seconds, 3600),
    "hour": (.seconds, 3600), "B": (.octets, 1), "byte": (.octets, 1), "octet": (.octets, 1), "kB": (.octets, 1000), "KB": (.octets, 1000),
    "MB": (.octets, 1_000_000), "GB": (.octets, 1_000_000_000), "KiB": (.octets, 1 << 10), "MiB": (.octets, 1 << 20), "GiB": (.octets, 1 << 30),
    "message": (.messages, 1), "sms": (.messages, 1), "SMS": (.messages, 1), "event": (.events, 1), "": (.events, 1),
  ]

  /// - Parameter meterUnit: as the catalog writes it.
  public init(meterUnit: String) {
    (unit, perMeterUnit) = UnitMeasure.known[meterUnit] ?? (BalanceUnit(meterUnit.lowercased()) ?? .events, 1)
  }

  /// A number of units as a quantity of the meter.
  public func quantity(_ units: Int64) -> Exact {
    perMeterUnit == 1 ? Exact(unscaled: units, scale: 0) : Exact(unscaled: units, scale: 0) / Exact(unscaled: perMeterUnit, scale: 0)
  }
}
