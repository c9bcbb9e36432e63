import Archiving
import Foundation
import Primitives
import Printing

extension ProblemCode {
  public static let printFolderTaken = ProblemCode("print.folder-taken")
}

/// The folder of a print job: for each batch a PDF and its ticket, what the job is, and the SHA-256 of every file.
///
///     job.json                what was planned: batches with their envelopes, pieces and sheets
///     0001-C56.pdf            the batch to be printed
///     0001-C56.csv            its ticket: a row for each piece, in the order of the sheets
///     SHA256SUMS              of all of them, once everything is there; `sha256sum -c SHA256SUMS`
struct PrintFolder: Sendable {
  let path: String

  private static let job = "job.json"
  private static let sums = "SHA256SUMS"

  private func file(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

  /// Makes the folder when it is missing.
  func prepare() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  /// Takes the folder for a job, or goes on with the same one.
  func begin(_ plan: PrintJobPlan) throws {
    let there = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }
    let text = PrintFolder.text(plan)
    if there.isEmpty { return try write(text, PrintFolder.job) }
    if let kept = try? String(contentsOfFile: file(PrintFolder.job), encoding: .utf8), kept == text { return }
    throw Rejection(
      Problem(
        .printFolderTaken, at: .init(file: path), there.contains(PrintFolder.job) ? "the folder holds another print job" : "the folder is not empty",
        remedy: "name a new folder; a job goes on in its own as long as documents, addresses and settings are the same"))
  }

  /// The ticket is written last: with it, the batch is whole.
  func has(_ batch: PrintJobPlan.Batch) -> Bool { FileManager.default.fileExists(atPath: file(batch.name + ".csv")) }

  func write(_ batch: PrintJobPlan.Batch, of plan: PrintJobPlan, _ body: (@escaping @Sendable ([UInt8]) throws -> Void) throws -> Void) throws {
    // Under another name first: what a kill leaves is not taken for a whole batch.
    let unfinished = file(".\(batch.name).part")
    FileManager.default.createFile(atPath: unfinished, contents: nil)
    let handle = try FileHandle(forWritingTo: URL(filePath: unfinished))
    do {
      try body { try handle.write(contentsOf: Data($0)) }
      try handle.synchronize()
      try handle.close()
    } catch {
      try? handle.close()
      try? FileManager.default.removeItem(atPath: unfinished)
      throw error
    }
    let target = file(batch.name + ".pdf")
    if FileManager.default.fileExists(atPath: target) { try FileManager.default.removeItem(atPath: target) }
    try FileManager.default.moveItem(atPath: unfinished, toPath: target)
    try write(PrintTicket.text(batch, of: plan), batch.name + ".csv")
  }

  /// Writes the sums of every file, which says that the job is complete.
  func finish(_ plan: PrintJobPlan, hash: ContentHash) throws {
    var lines: [String] = []
    for name in [PrintFolder.job] + plan.batches.flatMap({ [$0.name + ".csv", $0.name + ".pdf"] }) {
      lines.append("\(hash(Array(try Data(contentsOf: URL(filePath: file(name)), options: .mappedIfSafe))))  \(name)\n")
    }
    try write(lines.joined(), PrintFolder.sums)
  }

  private func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: URL(filePath: file(name)), options: .atomic) }

  private static func text(_ plan: PrintJobPlan) -> String {
    var text = JSONText()
    text.object { text in
      text.field("job", plan.job)
      text.field("duplex", plan.settings.isDuplex)
      text.field("marks", plan.settings.marks.rawValue)
      text.field("pieces", plan.pieces)
      text.field("sheets", plan.sheets)
      text.key("batches")
      text.array { list in
        for batch in plan.batches {
          list.object { text in
            text.field("name", batch.name)
            text.field("seller", batch.seller.text)
            text.field("envelope", batch.envelope.name)
            text.field("domestic", batch.isDomestic)
            text.field("pieces", batch.pieces.count)
            text.field("sheets", batch.sheets)
            text.field("firstPostcode", batch.pieces.first?.postcode)
            text.field("lastPostcode", batch.pieces.last?.postcode)
          }
        }
      }
    }
    return text.string + "\n"
  }
}
