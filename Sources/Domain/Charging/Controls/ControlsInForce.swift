public import Balances
public import Primitives

/// The controls of a customer balance, as they hold at an instant.
public struct ControlsInForce: Sendable {
  /// A limit with the stretch that is counted in now.
  public struct Limit: Sendable, Hashable {
    public var code: String
    public var limit: SpendingLimit
    public var windowStart: Instant
    public var windowEnd: Instant
  }

  public private(set) var limits: [Limit] = []
  public private(set) var bars: [(code: String, bar: SpendingBar)] = []
  public private(set) var lows: [(code: String, low: LowBalance)] = []
  public private(set) var exhaustion: FinalUnitAction?
  let zone: Zone
  private let instant: Instant
  private let cycle: @Sendable (Instant) -> (start: Instant, end: Instant)

  public static let none = ControlsInForce([], at: Instant(seconds: 0), zone: .utc) { _ in (Instant(seconds: 0), Instant(seconds: 0)) }

  /// - Parameters:
  ///   - zone: the account's.
  ///   - cycle: its bill cycle period of an instant, asked where a limit counts in it.
  public init(_ controls: [SpendingControl], at instant: Instant, zone: Zone, cycle: @escaping @Sendable (Instant) -> (start: Instant, end: Instant)) {
    self.zone = zone
    self.instant = instant
    self.cycle = cycle
    for control in controls {
      switch control.rule {
      case .limit(let limit): limits.append(stretch(Limit(code: control.code, limit: limit, windowStart: instant, windowEnd: instant), of: instant))
      case .bar(let bar): bars.append((control.code, bar))
      case .low(let low): lows.append((control.code, low))
      case .exhaustion(let action): exhaustion = action
      }
    }
  }

  private func stretch(_ limit: Limit, of instant: Instant) -> Limit {
    var limit = limit
    let cycle = limit.limit.window == .cycle ? cycle(instant) : (start: instant, end: instant)
    (limit.windowStart, limit.windowEnd) = limit.limit.window.stretch(of: instant, zone: zone, cycle: cycle)
    return limit
  }

  /// The limits with the stretch that another instant is in: what was used then is counted there, though it is told now.
  public func limits(at instant: Instant) -> [Limit] { instant == self.instant ? limits : limits.map { stretch($0, of: instant) } }

  /// The limits that count some use.
  public func limits(on asked: ServiceUnits) -> [Limit] { limits.isEmpty ? [] : limits.filter { $0.limit.use.holds(asked) } }

  /// The same with the stretch that an instant is in.
  func limits(on asked: ServiceUnits, at instant: Instant) -> [Limit] {
    limits.isEmpty ? [] : limits(at: instant).filter { $0.limit.use.holds(asked) }
  }

  /// The bar that keeps it from being used.
  func bar(on asked: ServiceUnits, at instant: Instant) -> String? {
    bars.first { $0.bar.use.holds(asked) && $0.bar.holds(at: instant, zone: zone) }?.code
  }

  /// When a bar on it begins next.
  func nextBar(on asked: ServiceUnits, after instant: Instant) -> Instant? {
    bars.lazy.filter { $0.bar.use.holds(asked) }.compactMap { $0.bar.nextBeginning(after: instant, zone: zone) }.min()
  }
}
