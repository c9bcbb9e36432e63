import Foundation
import HTTPAPI
import Operations
import Parties
import Primitives
import Store

extension FlorinAPI {
  private static let account = Endpoint.Parameter.path("account", "The account's reference.")

  /// Planning and executing bill runs, and what is done with the accounts they hold.
  var runningEndpoints: [Endpoint] {
    [
      Endpoint(
        .post, "/v1/bill-runs", chapter: "Bill runs", name: "planBillRun", "Plan a bill run", about: "Decides for every account whether it is billed, and why not. Issues nothing.",
        body: .init(.object(Bodies.billRun), example: #"{"billingDay": "2026-03-01"}"#), answers: [
          .json(Shapes.runReport.schema, status: 201, "The plan.")
            .leading(to: "readBillRun", "executeBillRun", "followBillRun", "listBillRunAccounts", with: "billRun", from: "/billRun/run")
        ],
        for: Who.billing, work: .writing { request in
          let run = try BillRuns(installation).plan(on: FlorinAPI.day("billingDay", request.body) ?? today, key: request.commandKey)
          return .json(try store.report(on: run.id), Shapes.runReport, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/bill-runs/{billRun}/execution", chapter: "Bill runs", name: "executeBillRun", "Execute a bill run",
        about: """
          Begins, or goes on where it was interrupted, and answers at once. Follow it with `GET /v1/bill-runs/{billRun}/progress`. A run \
          waits while the database cannot be reached or its disk is full, and then goes on by itself. One that was interrupted goes on when it is \
          executed again under a new key; nothing is billed twice.
          """, parameters: [FlorinAPI.run], answers: [.json(Shapes.runReport.schema, status: 202, "How far it has come.")],
        for: Who.billing, work: .writing { request in
          let run = try billRun(request)
          execute(run)
          return .json(try store.report(on: run.id), Shapes.runReport, request, status: 202)
        }),
      Endpoint(
        .get, "/v1/bill-runs/{billRun}/progress", chapter: "Bill runs", name: "followBillRun", "Follow a bill run",
        about: "Server-sent events: `progress` with `done` and `total` accounts whenever more are done, `report` at the end. It may be followed from any process. While the database cannot be read a comment says so now and then, and it goes on by itself; `fault` ends it when that lasts for ten minutes or does not pass.",
        parameters: [FlorinAPI.run], answers: [.init("The events.", media: [("text/event-stream", nil)])],
        for: Who.billRuns, work: .reading { request in APIResponse(mediaType: "text/event-stream", .pieces(progress(of: try billRun(request).id))) }),
      Endpoint(
        .post, "/v1/bill-runs/{billRun}/accounts/{account}/release", chapter: "Bill runs", name: "releaseAccount", "Issue a held account's invoice in spite of its reasons",
        about: "Only where every reason is `releasable`.", parameters: [FlorinAPI.run, FlorinAPI.account], answers: [.json(Shapes.runReport.schema, status: 201, "The run as it is now.")],
        for: Who.billing, work: .writing { request in
          let run = try billRun(request)
          try BillRuns(installation).release(request.text("account") ?? "", of: run)
          return .json(try store.report(on: run.id), Shapes.runReport, request, status: 201)
        }),
      Endpoint(
        .post, "/v1/bill-runs/{billRun}/accounts/{account}/dismissal", chapter: "Bill runs", name: "dismissAccount", "Give a held account up in this run",
        about: "The next run bills everything that is due.", parameters: [FlorinAPI.run, FlorinAPI.account], answers: [.json(Shapes.runReport.schema, status: 201, "The run as it is now.")],
        for: Who.billing, work: .writing { request in
          let run = try billRun(request)
          try BillRuns(installation).dismiss(request.text("account") ?? "", of: run)
          return .json(try store.report(on: run.id), Shapes.runReport, request, status: 201)
        }),
    ]
  }

  /// Executes a run beside the requests, unless this process does so already.
  private func execute(_ run: BillRun) {
    guard run.finishedAt == nil else { return }
    runsAtWork.begin(run.id) { [installation] in
      try await BillRuns(installation).execute(run, workers: max(1, ProcessInfo.processInfo.activeProcessorCount - 1))
    }
  }

  /// What a run says while it goes on, read beside everything else: it may be long until the database answers.
  private func progress(of run: BillRunID) -> AsyncStream<[UInt8]> {
    let progress = RunProgress { [pool, store] in try await pool.read { try store.report(on: run) } } passes: {
      PassingFault(of: $0) != nil || ($0 as? Rejection)?.problems.first?.code == .tooBusy
    }
    return AsyncStream { stream in
      let task = Task.detached {
        await progress.follow { stream.yield($0) }
        stream.finish()
      }
      stream.onTermination = { _ in task.cancel() }
    }
  }
}
