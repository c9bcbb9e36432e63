import Operations
import Primitives
import Synchronization

/// What was sent since the process began: for `/metrics`.
final class WebhookMeasures: Sendable {
  /// Upper bounds of the histogram, in microseconds.
  private static let bounds: [Int64] = [10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 15_000_000]

  private struct Counts {
    var byResult: [String: Int] = [:]
    var givenUp = 0
    var buckets = Array(repeating: 0, count: WebhookMeasures.bounds.count + 1)
    var microseconds: Int64 = 0
  }

  private let counts = Mutex(Counts())

  func note(_ attempt: DeliveryAttempt) {
    counts.withLock {
      $0.byResult[attempt.result.kind, default: 0] += 1
      if attempt.verdict == .givenUp || attempt.verdict == .gone { $0.givenUp += 1 }
      $0.buckets[WebhookMeasures.bounds.firstIndex { attempt.microseconds <= $0 } ?? WebhookMeasures.bounds.count] += 1
      $0.microseconds += attempt.microseconds
    }
  }

  /// Prometheus' text format 0.0.4.
  func text() -> String {
    let counts = counts.withLock { $0 }
    var lines = ["# HELP florin_webhook_attempts_total Attempts to deliver, by what came of them.", "# TYPE florin_webhook_attempts_total counter"]
    lines += counts.byResult.sorted { $0.key < $1.key }.map { "florin_webhook_attempts_total{result=\"\($0.key)\"} \($0.value)" }
    lines += ["# HELP florin_webhook_given_up_total Deliveries given up after an attempt.", "# TYPE florin_webhook_given_up_total counter", "florin_webhook_given_up_total \(counts.givenUp)"]
    lines += ["# HELP florin_webhook_attempt_seconds How long attempts took.", "# TYPE florin_webhook_attempt_seconds histogram"]
    var sum = 0
    for (index, count) in counts.buckets.enumerated() {
      sum += count
      let bound = index < WebhookMeasures.bounds.count ? WebhookMeasures.seconds(WebhookMeasures.bounds[index]) : "+Inf"
      lines.append("florin_webhook_attempt_seconds_bucket{le=\"\(bound)\"} \(sum)")
    }
    lines += ["florin_webhook_attempt_seconds_sum \(WebhookMeasures.seconds(counts.microseconds))", "florin_webhook_attempt_seconds_count \(sum)"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// How much waits, as gauges.
  static func text(_ queue: WebhookQueue) -> String {
    var lines: [String] = []
    lines += ["# HELP florin_webhook_waiting Deliveries that wait.", "# TYPE florin_webhook_waiting gauge", "florin_webhook_waiting \(queue.waiting)"]
    lines += ["# HELP florin_webhook_overdue_seconds How long the longest waiting delivery is overdue.", "# TYPE florin_webhook_overdue_seconds gauge", "florin_webhook_overdue_seconds \(queue.overdueSeconds)"]
    lines += ["# HELP florin_webhook_endpoints Endpoints by state.", "# TYPE florin_webhook_endpoints gauge"]
    lines += Webhook.State.allCases.map { "florin_webhook_endpoints{state=\"\($0.rawValue)\"} \(queue.endpoints[$0] ?? 0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func seconds(_ microseconds: Int64) -> String { Exact(unscaled: microseconds, scale: 6).decimalText(maximumDigits: 6) }
}
