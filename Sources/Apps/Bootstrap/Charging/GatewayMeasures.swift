import ChargingGateway
import Synchronization

/// What came to the gateways of networks since the process began: for `/metrics`.
final class GatewayMeasures: Sendable {
  private let radius = Mutex<[RadiusOutcome: Int]>([:])

  func note(_ outcome: RadiusOutcome) { radius.withLock { $0[outcome, default: 0] += 1 } }

  /// Prometheus' text format 0.0.4.
  func text() -> String {
    let counts = radius.withLock { $0 }
    var lines = ["# HELP florin_radius_packets_total RADIUS packets, by what came of them.", "# TYPE florin_radius_packets_total counter"]
    lines += RadiusOutcome.allCases.map { "florin_radius_packets_total{outcome=\"\($0.rawValue)\"} \(counts[$0] ?? 0)" }
    return lines.joined(separator: "\n") + "\n"
  }
}
