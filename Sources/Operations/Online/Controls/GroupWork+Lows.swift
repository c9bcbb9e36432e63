import Balances
import Charging
import Primitives

/// Whether it was told by now that little is left.
extension GroupWork {
  /// What is known of that, of each control than whose amount a customer balance has less: of the others it does not matter.
  func lowsTold(_ controls: ControlsInForce, _ balance: CustomerBalance) throws -> [String: LowTold] {
    var told: [String: LowTold] = [:]
    for (code, low) in controls.lows where low.isBelow(in: balance, at: now) {
      let known = try group.lows[balance.id]?[code] ?? rows.low(code, low, of: balance.id, at: now)
      told[code] = known.goingOn(low, in: balance, through: now)
    }
    return told
  }

  /// Keeps what is known of it after a request.
  ///
  /// - Parameter told: what was known before.
  mutating func keep(_ told: [String: LowTold], _ controls: ControlsInForce, after work: ChargingWork) {
    let balance = work.change.balance
    for (code, low) in controls.lows {
      let isToldNow = work.notices.contains { $0.kind == .low && $0.code == code }
      if !isToldNow, told[code] == nil, group.lows[balance.id]?[code] == nil { continue }
      let isTold = isToldNow || told[code]?.isTold ?? false
      group.lows[balance.id, default: [:]][code] = LowTold(isTold: isTold && low.isBelow(in: balance, at: now), through: now)
    }
  }
}
