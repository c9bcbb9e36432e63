import Bootstrap
import Feeds
import Operations
import Primitives
import Rating
import Testing

/// Questions like the published ones, worked out by hand: other words, other borders, other sizes.
@Suite struct VariationTests {
  static let table: [(question: String, key: String, answer: String)] = [
    (#"{"model": "cdr_rating_time_of_day", "inputs": {"rate": "0.15 connect + 0.05 per 60 s in 1 s steps, round up 2 decimals", "seconds": 85}}"#,
      "cost", "0.23"),
    (#"{"model": "first_block_rounding", "inputs": {"rate": "0.1 connect + 0.01 per second, first 30 s as a block, then 6 s", "seconds": 31}}"#,
      "cost", "0.46"),
    (#"{"model": "cdr_rating_time_of_day", "inputs": {"plan": "workdays 08:00-20:00 0.2 per 60 s; else 0.1 per 60 s", "setup": "2026-01-05T19:59:00Z", "seconds": 180}}"#,
      "cost", "0.4"),
    (#"{"model": "cdr_rating_time_of_day", "inputs": {"plan": "workdays from 00:00: 1 connect + 1 per second; workdays from 18:00 and weekends: 0.5 per second, no connect; a call that crosses 18:00 or midnight is split, the connect fee is that of the first part", "from": "2012-02-03T17:59:30Z", "to": "2012-02-03T18:00:30Z"}}"#,
      "cost", "46"),
    (#"{"model": "cdr_rating_time_of_day", "inputs": {"plan": "workdays from 00:00: 1 connect + 1 per second; workdays from 18:00 and weekends: 0.5 per second, no connect; a call that crosses 18:00 or midnight is split, the connect fee is that of the first part", "from": "2012-02-04T12:00:00Z", "to": "2012-02-04T12:01:00Z"}}"#,
      "cost", "30"),
    (#"{"model": "data_rating_block", "inputs": {"rate": "1 per 1024 units, increments of 1024", "units": "2049"}}"#,
      "cost", "3"),
    (#"{"model": "rounding", "inputs": {"rate": "0.033 per second", "rounding": "half-up, 2 decimals", "seconds": 10}}"#,
      "cost", "0.33"),
    (#"{"model": "sms_rating_longest_prefix", "inputs": {"rate": "0.1 per unit to 1002, 0.2 per unit to prefix 10", "from": "1001", "to": "1002", "units": 1}}"#,
      "cost", "0.1"),
    (#"{"model": "sms_rating_longest_prefix", "inputs": {"rate": "0.1 per unit to 1002, 0.2 per unit to prefix 10", "from": "1001", "to": "2002", "units": 1}}"#,
      "error", "unauthorized destination"),
    (#"{"model": "cdr_rating_time_of_day", "inputs": {"rates": {"RT_120C": {"connect": "0.2", "steps": [{"from_s": 0, "rate": "1.2", "per": "60s", "increment": "60s"}, {"from_s": 60, "rate": "1.2", "per": "60s", "increment": "1s"}]}, "RT_60C": {"connect": "0.1", "steps": [{"from_s": 0, "rate": "0.01", "per": "1s", "increment": "1s"}]}}, "plan": "peak Mon-Fri 08:00-19:00 RT_120C, else RT_60C for prefix 10; prefix 20/30 RT_120C always, prefix 20 on 1 January RT_60C (heavier weight); account 1001 to 1002 always RT_60C; round up to 4 decimals", "account": "1002", "destination": "2001", "setup": "2019-01-01T09:00:00Z", "seconds": 45}}"#,
      "cost", "0.55"),
    (#"{"model": "cdr_rating_time_of_day", "inputs": {"rates": {"RT_120C": {"connect": "0.2", "steps": [{"from_s": 0, "rate": "1.2", "per": "60s", "increment": "60s"}, {"from_s": 60, "rate": "1.2", "per": "60s", "increment": "1s"}]}, "RT_60C": {"connect": "0.1", "steps": [{"from_s": 0, "rate": "0.01", "per": "1s", "increment": "1s"}]}}, "plan": "peak Mon-Fri 08:00-19:00 RT_120C, else RT_60C for prefix 10; prefix 20/30 RT_120C always, prefix 20 on 1 January RT_60C (heavier weight); account 1001 to 1002 always RT_60C; round up to 4 decimals", "account": "1001", "destination": "1002", "setup": "2019-03-11T09:00:00Z", "seconds": 45}}"#,
      "cost", "0.55"),
    (#"{"model": "cdr_rating_time_of_day", "inputs": {"rates": {"RT_120C": {"connect": "0.2", "steps": [{"from_s": 0, "rate": "1.2", "per": "60s", "increment": "60s"}, {"from_s": 60, "rate": "1.2", "per": "60s", "increment": "1s"}]}, "RT_60C": {"connect": "0.1", "steps": [{"from_s": 0, "rate": "0.01", "per": "1s", "increment": "1s"}]}}, "plan": "peak Mon-Fri 08:00-19:00 RT_120C, else RT_60C for prefix 10; prefix 20/30 RT_120C always, prefix 20 on 1 January RT_60C (heavier weight); account 1001 to 1002 always RT_60C; round up to 4 decimals", "account": "1001", "destination": "1003", "setup": "2019-03-11T09:00:00Z", "seconds": 45}}"#,
      "cost", "1.4"),
    (#"{"model": "max_cost", "inputs": {"rate": "0.2 connect + 1 per second", "max_cost": "10", "strategy": "free", "seconds": 1800}}"#,
      "cost", "10"),
    (#"{"model": "data_rating_time_of_day", "inputs": {"rate": "from 00:00 0.002 per 10 units, from 01:00 0.001 per 10 units", "units": "20", "at": "00:30"}}"#,
      "cost", "0.004"),
    (#"{"model": "percentage", "inputs": {"rate_percent": "1.3", "fixed_per_event": "2.0", "event_values": ["50", "100", "250", "400"], "total": "800", "events": 4, "running_totals_of_free_candidates": ["50", "150"], "free_events": 2, "free_amount": "250"}}"#,
      "amount", "12.45"),
    (#"{"model": "percentage", "inputs": {"rate_percent": "1.3", "fixed_per_event": "2.0", "total": "800", "events": 4, "running_totals_of_free_candidates": ["50", "150", "400"], "free_events": 3, "free_amount": null}}"#,
      "amount", "7.2"),
    (#"{"model": "graduated", "inputs": {"tiers": [{"up_to": "5", "unit": "2"}, {"up_to": null, "unit": "1"}], "quantity": "-3"}}"#,
      "amount", "-6"),
    (#"{"model": "capacity_tiers", "inputs": {"tiers": [{"limits": {"a": 1}, "price": "10"}, {"limits": {"a": 2}, "price": "20"}], "used_max": {"a": 5}}}"#,
      "amount", "20"),
    (#"{"model": "cdr_rating_time_of_day", "inputs": {"plan": "from 00:00 1 per second; from 02:00 2 per second", "timezone": "Europe/Madrid", "setup": "2026-03-29T00:59:50Z", "seconds": 20}}"#,
      "cost", "30"),
    (#"{"model": "volume_max_spend", "inputs": {"tiers": [{"up_to": "10", "unit": "3"}, {"up_to": null, "unit": "2"}], "maximum": "25", "quantity": "20"}}"#,
      "amount", "25"),
  ]

  @Test(arguments: table.indices) func answered(row: Int) throws {
    let row = Self.table[row]
    let scenario = try #require(try PriceScenario.read(try SourceDocument.parse(row.question, file: "question.json")).first)
    var context = PriceContext()
    for name in scenario.zoneNames { context.zones[name] = Zones.zone(name) }
    let outcome = try scenario.answer(context)
    #expect(PriceAnswer.map(outcome.fields)[row.key] == .text(row.answer))
  }

  /// Nothing is answered where something is missing or makes no sense; the answer says where.
  @Test(arguments: [
    #"{"model": "gradated", "inputs": {}}"#, #"{"model": "graduated", "inputs": {"tiers": [], "quantity": "3"}}"#,
    #"{"model": "volume", "inputs": {"tiers": [{"up_to": null, "unit": "1"}]}}"#,
    #"{"model": "package", "inputs": {"package_size": "0", "package_price": "1", "quantity": "1"}}"#,
    #"{"model": "per_second", "inputs": {"rate": "cheap", "seconds": 3}}"#, #"{"form": "flat", "amount": "-1"}"#,
    #"{"form": "by-time", "zone": "Europe/Atlantis", "bands": [{"form": "flat", "amount": "1"}]}"#,
  ])
  func refused(question: String) throws {
    let scenario = try #require(try PriceScenario.read(try SourceDocument.parse(question, file: "question.json")).first)
    do {
      _ = try scenario.answer(PriceContext())
      Issue.record("it was answered")
    } catch {
      #expect(!error.problems.isEmpty)
      #expect(error.problems.allSatisfy { !$0.remedy.isEmpty && !$0.message.isEmpty })
    }
  }
}
