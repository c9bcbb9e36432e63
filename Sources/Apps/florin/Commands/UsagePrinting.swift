import Bootstrap
import Foundation
import Operations
import Primitives
import Usage

/// Imports, rejected records and batches as text and as JSON.
enum UsagePrinting {
  /// The counts on standard output, the first rejected records on standard error.
  static func show(_ outcome: UsageImports.Outcome, _ rejects: [StoredReject]) {
    let batch = outcome.report.batch
    let c = batch.counts
    print("\(batch.file): batch \(batch.id)\(outcome.report.resumed ? ", resumed after an interruption" : "")")
    print("  \(c.read) read = \(c.accepted) accepted + \(c.duplicate) duplicate + \(c.rejected) rejected")
    if c.changed > 0 { print("  \(c.changed) of the duplicates say something else than the first: florin usage repeats --batch \(batch.id)") }
    if c.held > 0 { print("  \(c.held) of the accepted belong to no subscription yet and are held") }
    if outcome.assignedNow > 0 { print("  \(outcome.assignedNow) events held before were assigned") }
    for reject in rejects.prefix(5) { complain("\(reject.record.problem)") }
    if c.rejected > 0 { print("  all that was rejected, and why: florin usage rejects --batch \(batch.corrects ?? batch.id)") }
    for notice in outcome.report.notices { complain("\(batch.file): note: \(notice)") }
  }

  static func json(_ outcomes: [(UsageImports.Outcome, [StoredReject])]) -> String {
    var json = JSONText()
    json.object {
      $0.key("batches")
      $0.array { list in
        for (outcome, rejects) in outcomes {
          list.object {
            fields(outcome.report.batch, &$0)
            $0.field("resumed", outcome.report.resumed)
            $0.field("assignedNow", outcome.assignedNow)
            $0.field("stillHeld", outcome.stillHeld)
            $0.key("notices")
            $0.array { notices in for notice in outcome.report.notices { notices.value(notice) } }
            $0.key("firstRejects")
            write(rejects, &$0)
          }
        }
      }
    }
    return json.string
  }

  static func json(_ batches: [UsageBatch]) -> String {
    var json = JSONText()
    json.array { list in for batch in batches { list.object { fields(batch, &$0) } } }
    return json.string
  }

  private static func fields(_ batch: UsageBatch, _ json: inout JSONText) {
    json.field("batch", batch.id)
    json.field("file", batch.file)
    json.field("format", batch.format.rawValue)
    json.field("corrects", batch.corrects)
    json.field("startedAt", batch.startedAt)
    json.field("finishedAt", batch.finishedAt)
    json.field("read", batch.counts.read)
    json.field("accepted", batch.counts.accepted)
    json.field("duplicate", batch.counts.duplicate)
    json.field("rejected", batch.counts.rejected)
    json.field("changedRepeats", batch.counts.changed)
    json.field("held", batch.counts.held)
  }

  static func text(_ batches: [UsageBatch]) -> String {
    TextTable(["batch", "file", "state", "read", "accepted", "duplicate", "rejected", "held"], rightAligned: [0, 3, 4, 5, 6, 7]).text(
      batches.map {
        [
          "\($0.id)", $0.file, $0.finishedAt == nil ? "interrupted at line \($0.nextLine)" : "done", "\($0.counts.read)",
          "\($0.counts.accepted)", "\($0.counts.duplicate)", "\($0.counts.rejected)", "\($0.counts.held)",
        ]
      })
  }

  static func text(_ rejects: [StoredReject]) -> String {
    if rejects.isEmpty { return "Nothing is rejected." }
    return rejects.map { reject in
      var text = "\(reject.id)  \(reject.record.problem)"
      if let by = reject.correctedBy { text += "\n    corrected by batch \(by.batch), line \(by.line)" }
      if reject.state == .dismissed { text += "\n    dismissed" }
      return text
    }.joined(separator: "\n")
  }

  static func json(_ rejects: [StoredReject]) -> String {
    var json = JSONText()
    write(rejects, &json)
    return json.string
  }

  private static func write(_ rejects: [StoredReject], _ json: inout JSONText) {
    json.array { list in
      for reject in rejects {
        list.object {
          $0.field("reject", reject.id)
          $0.field("batch", reject.batch)
          $0.field("file", reject.file)
          $0.field("line", reject.record.line)
          $0.field("state", reject.state.rawValue)
          $0.field("code", reject.record.problem.code.rawValue)
          $0.field("path", reject.record.problem.path.isEmpty ? nil : reject.record.problem.path)
          $0.field("message", reject.record.problem.message)
          $0.field("remedy", reject.record.problem.remedy)
          $0.field("raw", String(decoding: reject.record.raw, as: UTF8.self))
          $0.field("correctedByBatch", reject.correctedBy?.batch)
          $0.field("correctedByLine", reject.correctedBy?.line)
        }
      }
    }
  }

  static func text(_ repeats: [ChangedRepeat]) -> String {
    if repeats.isEmpty { return "No event came again with other content." }
    return repeats.map { "batch \($0.batch), line \($0.line): repeats event \($0.event) with \($0.difference)" }.joined(separator: "\n")
  }

  static func json(_ repeats: [ChangedRepeat]) -> String {
    var json = JSONText()
    json.array { list in
      for one in repeats {
        list.object {
          $0.field("batch", one.batch)
          $0.field("line", one.line)
          $0.field("event", one.event)
          $0.field("difference", one.difference)
        }
      }
    }
    return json.string
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw Rejection(
        Problem(.usageExportUnwritable, at: .init(file: path), "the file cannot be written", remedy: "choose another path for --export"))
    }
  }
}

extension ProblemCode {
  static let usageExportUnwritable = ProblemCode("usage.export-unwritable")
}
