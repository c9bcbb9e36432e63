import Primitives
import Synchronization

/// What was answered since the process began, counted by route: for `/metrics`.
public final class Measures: Sendable {
  public init() {}

  /// Upper bounds of the latency histogram, in microseconds.
  static let bounds: [Int64] = [500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000]

  private struct Route: Hashable {
    var method: String
    var route: String
  }

  private struct Latency {
    var buckets = Array(repeating: 0, count: Measures.bounds.count + 1)
    var microseconds: Int64 = 0
    var byStatus: [Int: Int] = [:]
  }

  private struct Routes {
    /// Where a route's figures stand.
    var places: [Route: Int] = [:]
    var latencies: [Latency] = []

    mutating func place(_ route: Route) -> Int {
      if let place = places[route] { return place }
      places[route] = latencies.count
      latencies.append(Latency())
      return latencies.count - 1
    }
  }

  private let routes = Mutex(Routes())
  /// How often somebody was not let in, by the reason.
  private let refusals = Mutex<[String: Int]>([:])

  func note(_ entry: LogEntry) {
    if let code = entry.code, code.hasPrefix("access.") { refusals.withLock { $0[code, default: 0] += 1 } }
    let bucket = Measures.bounds.firstIndex { entry.microseconds <= $0 } ?? Measures.bounds.count
    // Addresses that do not exist are one route, and methods that nobody knows one method: strangers add no series.
    let method = ["GET", "HEAD", "POST", "PUT", "DELETE"].contains(entry.method) ? entry.method : "other"
    routes.withLock { routes in
      let place = routes.place(Route(method: method, route: entry.route ?? "none"))
      routes.latencies[place].buckets[bucket] += 1
      routes.latencies[place].microseconds += entry.microseconds
      routes.latencies[place].byStatus[entry.status, default: 0] += 1
    }
  }

  /// Prometheus' text format 0.0.4.
  public func text(load: Int) -> String {
    let routes = routes.withLock { routes in routes.places.map { (key: $0.key, value: routes.latencies[$0.value]) } }.sorted { ($0.key.route, $0.key.method) < ($1.key.route, $1.key.method) }
    var lines = ["# HELP florin_http_requests_total Answered requests.", "# TYPE florin_http_requests_total counter"]
    for (route, latency) in routes {
      for (status, count) in latency.byStatus.sorted(by: { $0.key < $1.key }) {
        lines.append("florin_http_requests_total{method=\"\(route.method)\",route=\"\(route.route)\",status=\"\(status)\"} \(count)")
      }
    }
    lines += ["# HELP florin_http_request_seconds How long answers took.", "# TYPE florin_http_request_seconds histogram"]
    for (route, latency) in routes {
      let labels = "method=\"\(route.method)\",route=\"\(route.route)\""
      var sum = 0
      for (index, count) in latency.buckets.enumerated() {
        sum += count
        let bound = index < Measures.bounds.count ? Measures.seconds(Measures.bounds[index]) : "+Inf"
        lines.append("florin_http_request_seconds_bucket{\(labels),le=\"\(bound)\"} \(sum)")
      }
      lines.append("florin_http_request_seconds_sum{\(labels)} \(Measures.seconds(latency.microseconds))")
      lines.append("florin_http_request_seconds_count{\(labels)} \(sum)")
    }
    lines += ["# HELP florin_access_refused_total Keys, tokens, sessions and sign-ins that were refused.", "# TYPE florin_access_refused_total counter"]
    for (code, count) in refusals.withLock({ $0 }).sorted(by: { $0.key < $1.key }) { lines.append("florin_access_refused_total{code=\"\(code)\"} \(count)") }
    lines += ["# HELP florin_http_waiting Requests that wait or work at this moment.", "# TYPE florin_http_waiting gauge", "florin_http_waiting \(load)"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func seconds(_ microseconds: Int64) -> String { Exact(unscaled: microseconds, scale: 6).decimalText(maximumDigits: 6) }
}
