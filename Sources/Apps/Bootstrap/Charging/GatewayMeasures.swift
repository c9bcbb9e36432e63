import ChargingGateway
import Operations
import Synchronization

/// What came to the gateways of networks, and what networks were told, since the process began: for `/metrics`.
final class GatewayMeasures: Sendable {
  private struct Order: Hashable {
    var spoken: ChargingProtocol
    var kind: NetworkOrder.Kind
    var outcome: OrderOutcome

    var label: String { "protocol=\"\(spoken.rawValue)\",order=\"\(kind.rawValue)\",outcome=\"\(outcome.rawValue)\"" }
  }

  private let radius = Mutex<[RadiusOutcome: Int]>([:])
  private let orders = Mutex<[Order: Int]>([:])

  func note(_ outcome: RadiusOutcome) { radius.withLock { $0[outcome, default: 0] += 1 } }

  func note(_ spoken: ChargingProtocol, _ kind: NetworkOrder.Kind, _ outcome: OrderOutcome) {
    orders.withLock { $0[Order(spoken: spoken, kind: kind, outcome: outcome), default: 0] += 1 }
  }

  /// Prometheus' text format 0.0.4.
  func text() -> String {
    let counts = radius.withLock { $0 }
    var lines = ["# HELP florin_radius_packets_total RADIUS packets, by what came of them.", "# TYPE florin_radius_packets_total counter"]
    lines += RadiusOutcome.allCases.map { "florin_radius_packets_total{outcome=\"\($0.rawValue)\"} \(counts[$0] ?? 0)" }
    lines += ["# HELP florin_charging_orders_total What networks were told of their sessions unasked, by what came of it.", "# TYPE florin_charging_orders_total counter"]
    lines += orders.withLock { $0 }.map { "florin_charging_orders_total{\($0.key.label)} \($0.value)" }.sorted()
    return lines.joined(separator: "\n") + "\n"
  }
}
