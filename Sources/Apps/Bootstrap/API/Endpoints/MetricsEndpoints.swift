import HTTPAPI
import Operations
import Primitives
import Store

extension FlorinAPI {
  var metricsEndpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/metrics", chapter: "Service", name: "readMetrics", "What Prometheus wants to know",
        about: "Answers by route and status, latencies as histograms, requests waiting, open and held accounts of the newest bill run, usage that waits, charging by protocol and result, sessions going on, RADIUS packets, webhooks sent and waiting, and how the archive's sealing stands where it has a schedule. Names nobody. While the database cannot be read the process's own counts are told all the same, with `florin_database_unreachable 1`, to whoever was let in within the hour.",
        answers: [.init("Text format 0.0.4.", media: [("text/plain", nil)])], for: Who.staff,
        work: .long { _ in APIResponse(mediaType: "text/plain", .bytes(Array((metrics() + (await gauges())).utf8))) }
      ).outlastingDatabase()
    ]
  }

  /// What the database says, as far as it can be read.
  private func gauges() async -> String {
    func text(_ isUnreachable: Bool) -> String {
      let (name, help) = ("florin_database_unreachable", "1 when the database could not be read: what it says is missing here.")
      return "# HELP \(name) \(help)\n# TYPE \(name) gauge\n\(name) \(isUnreachable ? 1 : 0)\n"
    }
    do {
      let read = try await counts.read { try store.onOneSnapshot { try books() + WebhookMeasures.text(try store.webhookQueue(now: webhooks.now)) } }
      return read + text(false)
    } catch {
      if PassingFault(of: error) == nil { Service.tell("what the database says could not be read for /metrics", fault: "\(error)") }
      return text(true)
    }
  }

  /// What the books say, as gauges.
  private func books() throws -> String {
    var lines: [String] = []
    func gauge(_ name: String, _ help: String, _ value: Int) { lines += ["# HELP \(name) \(help)", "# TYPE \(name) gauge", "\(name) \(value)"] }
    store.lookForSpace()
    gauge("florin_database_full", "1 when there is no space for what is to be written.", store.isFull ? 1 : 0)
    gauge("florin_database_unwritable", "1 when nothing can be written: a standby, or a lock that somebody has held for ten seconds.", (try? store.requireWrites()) == nil ? 1 : 0)
    if let run = try store.billRuns().last {
      let report = try store.report(on: run.id)
      gauge("florin_bill_run_accounts_pending", "Accounts of the newest bill run still to be billed.", report.pending)
      gauge("florin_bill_run_accounts_held", "Accounts that the newest bill run holds.", report.held.count)
      gauge("florin_bill_run_invoices", "Invoices of the newest bill run.", report.issued)
    }
    gauge("florin_charging_sessions", "Charging sessions going on.", try store.openSessionCount())
    gauge("florin_charging_uncharged", "Sessions told by networks that could not be charged and wait.", try store.unchargedCount())
    // A mistake in the archive's file must not take away what else is measured.
    if let standing = try? SealingStanding(installation) {
      gauge("florin_archive_entries_unsealed", "Entries of the archive that no seal covers.", standing.backlog.unsealed)
      gauge("florin_archive_seals_unstamped", "Seals of the archive without a time stamp.", standing.backlog.unstamped)
      gauge("florin_archive_sealing_late_seconds", "How late the archive's sealing is by its schedule; 0 while it is not.", Int(standing.secondsLate))
    }
    let batches = try UsageImports(installation).batches(limit: 1000)
    gauge("florin_usage_events_held", "Accepted usage of the last thousand imports that no subscription claimed when it came.", batches.reduce(0) { $0 + $1.counts.held })
    gauge("florin_usage_events_rejected", "Usage of the last thousand imports that was refused.", batches.reduce(0) { $0 + $1.counts.rejected })
    return lines.joined(separator: "\n") + "\n"
  }
}
