import Bootstrap
import EInvoicing
import Foundation
import Primitives
import Synchronization

/// A PDF on its way to a file: the one named, or the document's number in this folder.
struct WrittenPDF {
  var number: String
  var output: String?
  /// Rules that kept the e-invoice out of it.
  var withheldBy: [RuleFinding] = []
  /// Of a bill: whether it carries an e-invoice, and whether these are the archive's bytes.
  var bill: (carriesEInvoice: Bool, isArchived: Bool)?

  var file: String { output ?? number.replacing("/", with: "-") + ".pdf" }

  /// Writes a document that is whole in memory.
  func write(_ bytes: [UInt8], json: Bool) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    report(bytes.count, json: json)
  }

  /// Writes a document piece by piece, as it is made: one of any length takes the memory of a page. A file that was begun
  /// is removed when the making fails.
  func write(json: Bool, _ make: (_ sink: @escaping @Sendable ([UInt8]) throws -> Void) throws -> Void) throws {
    let address = URL(fileURLWithPath: file)
    let pieces = try WrittenPieces(address)
    do {
      try make { try pieces.add($0) }
      try pieces.close()
    } catch {
      let attributes = try? FileManager.default.attributesOfItem(atPath: file)
      if attributes?[.type] as? FileAttributeType == .typeRegular { try? FileManager.default.removeItem(at: address) }
      throw error
    }
    report(pieces.count, json: json)
  }

  private func report(_ count: Int, json: Bool) {
    guard json else {
      print("wrote \(file) (\(count) bytes)")
      if !withheldBy.isEmpty {
        complain("note: without the e-invoice inside (Factur-X), which a receiver would refuse; fill in what is missing and write the PDF again")
        for finding in withheldBy { complain(finding.description) }
      }
      return
    }
    var text = JSONText()
    text.object {
      $0.field("file", file)
      $0.field("bytes", count)
      guard let bill else { return }
      $0.field("isArchived", bill.isArchived)
      $0.field("carriesEInvoice", bill.carriesEInvoice)
      $0.key("withheldBy")
      $0.array { list in for finding in withheldBy { list.value(finding.rule) } }
    }
    print(text.string)
  }
}

extension WrittenPDF {
  init(of bill: PrintedBill, number: String, output: String?) {
    self.init(number: number, output: output, withheldBy: bill.withheldBy, bill: (bill.carriesEInvoice, bill.isArchived))
  }
}

/// A file that grows piece by piece.
private final class WrittenPieces: Sendable {
  private let file: Mutex<FileHandle>
  private let written = Mutex(0)

  init(_ address: URL) throws {
    try Data().write(to: address)
    file = Mutex(try FileHandle(forWritingTo: address))
  }

  var count: Int { written.withLock { $0 } }

  func add(_ bytes: [UInt8]) throws {
    try file.withLock { try $0.write(contentsOf: Data(bytes)) }
    written.withLock { $0 += bytes.count }
  }

  func close() throws { try file.withLock { try $0.close() } }
}
