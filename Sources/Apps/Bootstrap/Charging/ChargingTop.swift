import Foundation
import Primitives

/// What a service's charging does at this moment, from two readings of its `/metrics`.
public struct ChargingTop: Sendable {
  /// One reading.
  public struct Reading: Sendable {
    var results: [String: [String: Int]] = [:]
    /// By protocol: the histogram's bounds in seconds with how many took at most so long, in their order.
    var buckets: [String: [(bound: String, count: Int)]] = [:]
    var openSessions = 0

    /// - Parameter metrics: Prometheus' text format.
    public init(metrics: String) {
      for line in metrics.split(separator: "\n") where line.hasPrefix("florin_charging_") {
        guard let (name, labels, value) = Reading.sample(line) else { continue }
        switch name {
        case "florin_charging_requests_total": results[labels["protocol"] ?? "", default: [:]][labels["result"] ?? ""] = value
        case "florin_charging_request_seconds_bucket": buckets[labels["protocol"] ?? "", default: []].append((labels["le"] ?? "", value))
        case "florin_charging_sessions": openSessions = value
        default: break
        }
      }
    }

    /// `name{label="value",…} number`, with a whole number.
    private static func sample(_ line: Substring) -> (name: String, labels: [String: String], value: Int)? {
      guard let blank = line.lastIndex(of: " "), let value = Int(line[line.index(after: blank)...]) else { return nil }
      let head = line[..<blank]
      guard let brace = head.firstIndex(of: "{") else { return (String(head), [:], value) }
      var labels: [String: String] = [:]
      for pair in head[head.index(after: brace)...].dropLast().split(separator: ",") {
        let parts = pair.split(separator: "=", maxSplits: 1)
        if parts.count == 2 { labels[String(parts[0])] = String(parts[1].dropFirst().dropLast()) }
      }
      return (String(head[..<brace]), labels, value)
    }
  }

  /// One protocol between the two readings.
  public struct Row: Sendable, Equatable {
    public var spoken: String
    /// Since the service began.
    public var requests: Int
    public var perSecond: String
    /// Half of the requests, and all but one in a hundred, took at most so long; `nil` when there were none.
    public var half: String?
    public var most: String?
    /// What was answered in between, most often first.
    public var results: [String]
  }

  public var openSessions: Int
  public var rows: [Row]

  /// - Parameter milliseconds: between the two readings.
  public init(from before: Reading, to now: Reading, milliseconds: Int64) {
    openSessions = now.openSessions
    // Counters that fell are those of a service that began anew in between.
    let isSame = before.results.allSatisfy { spoken, results in results.allSatisfy { $0.value <= now.results[spoken]?[$0.key] ?? 0 } }
    let before = isSame ? before : Reading(metrics: "")
    rows = now.results.sorted { $0.key < $1.key }.map { spoken, results in
      let since = results.merging(before.results[spoken] ?? [:]) { $0 - $1 }.filter { $0.value > 0 }
      let count = since.values.reduce(0, +)
      let rate = Exact(count * 1_000) / Exact(unscaled: max(1, milliseconds), scale: 0)
      let earlier = before.buckets[spoken] ?? []
      let buckets = (now.buckets[spoken] ?? []).enumerated().map { index, bucket in
        (bound: bucket.bound, count: bucket.count - (index < earlier.count ? earlier[index].count : 0))
      }
      return Row(
        spoken: spoken, requests: results.values.reduce(0, +), perSecond: rate.rounded(1, .halfUp).decimalText(maximumDigits: 1),
        half: ChargingTop.bound(buckets, 50), most: ChargingTop.bound(buckets, 99),
        results: since.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" })
    }
  }

  /// The bound that so many of a hundred stay within.
  private static func bound(_ buckets: [(bound: String, count: Int)], _ percent: Int) -> String? {
    guard let all = buckets.last?.count, all > 0, let found = buckets.first(where: { $0.count * 100 >= all * percent }) else { return nil }
    if found.bound == "+Inf" { return "> \(milliseconds(buckets.dropLast().last?.bound ?? "0"))" }
    return "≤ \(milliseconds(found.bound))"
  }

  private static func milliseconds(_ seconds: String) -> String { Exact(seconds).map { "\(($0 * Exact(1_000)).decimalText(maximumDigits: 3)) ms" } ?? seconds }
}
