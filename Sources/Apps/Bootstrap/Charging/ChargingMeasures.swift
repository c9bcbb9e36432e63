import Charging
import Operations
import Primitives
import Synchronization

/// By which protocol charging is asked.
enum ChargingProtocol: String, Sendable, CaseIterable {
  case rest, diameter, radius, nchf

  /// Whether networks that speak it are told what they did not ask for.
  var isTold: Bool { self == .diameter || self == .nchf }
}

/// What charging answered since the process began, by protocol and result: for `/metrics`.
final class ChargingMeasures: Sendable {
  /// Upper bounds of the histogram, in microseconds.
  static let bounds: [Int64] = [250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000]

  private struct Counts {
    var byResult: [String: Int] = [:]
    var buckets = Array(repeating: 0, count: ChargingMeasures.bounds.count + 1)
    var microseconds: Int64 = 0

    mutating func note(_ result: String, _ bucket: Int, _ took: Int64) {
      byResult[result, default: 0] += 1
      buckets[bucket] += 1
      microseconds += took
    }
  }

  private let counts = Mutex<[ChargingProtocol: Counts]>([:])

  func note(_ spoken: ChargingProtocol, _ result: String, microseconds: Int64) {
    let bucket = ChargingMeasures.bounds.firstIndex { microseconds <= $0 } ?? ChargingMeasures.bounds.count
    counts.withLock {
      $0[spoken, default: Counts()].note(result, bucket, microseconds)
    }
  }

  /// Prometheus' text format 0.0.4.
  func text() -> String {
    let counts = counts.withLock { $0 }.sorted { $0.key.rawValue < $1.key.rawValue }
    var lines = ["# HELP florin_charging_requests_total Charging requests answered, by protocol and result.", "# TYPE florin_charging_requests_total counter"]
    for (spoken, one) in counts {
      for (result, count) in one.byResult.sorted(by: { $0.key < $1.key }) {
        lines.append("florin_charging_requests_total{protocol=\"\(spoken.rawValue)\",result=\"\(result)\"} \(count)")
      }
    }
    lines += ["# HELP florin_charging_request_seconds How long decisions took, until they were durable.", "# TYPE florin_charging_request_seconds histogram"]
    for (spoken, one) in counts {
      let label = "protocol=\"\(spoken.rawValue)\""
      var sum = 0
      for (index, count) in one.buckets.enumerated() {
        sum += count
        let bound = index < ChargingMeasures.bounds.count ? ChargingMeasures.seconds(ChargingMeasures.bounds[index]) : "+Inf"
        lines.append("florin_charging_request_seconds_bucket{\(label),le=\"\(bound)\"} \(sum)")
      }
      lines += ["florin_charging_request_seconds_sum{\(label)} \(ChargingMeasures.seconds(one.microseconds))", "florin_charging_request_seconds_count{\(label)} \(sum)"]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func seconds(_ microseconds: Int64) -> String { Exact(unscaled: microseconds, scale: 6).decimalText(maximumDigits: 6) }
}

/// Charging as it is asked by one protocol: what it answers is counted, and how long that took.
struct MeasuredCharging: Sendable {
  let line: ChargeOnline
  let spoken: ChargingProtocol
  let measures: ChargingMeasures
  /// Who is told of faults, where nobody else tells of them.
  var faults: ChargingFaults?
  /// Who is told of faults of single ones among many that are asked together: as a whole, those were answered.
  var faultsAmongMany: ChargingFaults?

  func answer(_ request: ChargingRequest) async throws -> ChargingAnswer {
    try await withCheckedThrowingContinuation { done in answer(request) { done.resume(with: $0.noted()) } }
  }

  /// The same, told by a call on the thread that decides.
  func tell(_ request: ChargingRequest, _ told: @escaping @Sendable (Result<ChargingAnswer, any Error>) -> Void) { answer(request) { told($0.noted()) } }

  /// Many requests in their order, as `ChargeOnline.answer(inTurn:noted:)` decides them.
  func answer(inTurn requests: [ChargingRequest]) async throws -> [Result<ChargingAnswer, any Error>] {
    let answers = try await line.answer(inTurn: requests) { _ = Outcome(result: $0, took: $1, charging: self).noted() }
    for answer in answers { faultsAmongMany?.note(answer) }
    return answers
  }

  /// What came of a request, not yet counted.
  struct Outcome: Sendable {
    fileprivate var result: Result<ChargingAnswer, any Error>
    fileprivate var took: Duration
    fileprivate var charging: MeasuredCharging

    /// Counts it, and tells what it is.
    func noted() -> Result<ChargingAnswer, any Error> {
      let (seconds, attoseconds) = took.components
      charging.measures.note(charging.spoken, word, microseconds: seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
      charging.faults?.note(result)
      return result
    }

    private var word: String {
      switch result {
      case .success(let answer): return answer.result.word
      case .failure(let error):
        let problem = (error as? Rejection)?.problems.first?.code
        if error is WaitedTooLong { return "timed-out" }
        return problem == .chargingFull ? "too-busy" : problem == .chargingReused ? "request-reused" : "fault"
      }
    }
  }

  /// The same, told on the thread that decides: as little as possible is to be done there.
  func answer(_ request: ChargingRequest, then told: @escaping @Sendable (Outcome) -> Void) {
    let began = ContinuousClock.now
    line.answer(request, isFollowed: spoken.isTold) { result in
      told(Outcome(result: result, took: ContinuousClock.now - began, charging: self))
    }
  }
}
