import Bootstrap
import EInvoicing
import Foundation
import Primitives

/// A PDF on its way to a file: the one named, or the document's number in this folder.
struct WrittenPDF {
  var bytes: [UInt8]
  var number: String
  var output: String?
  /// Rules that kept the e-invoice out of it.
  var withheldBy: [RuleFinding] = []
  /// Of a bill: whether it carries an e-invoice, and whether these are the archive's bytes.
  var bill: (carriesEInvoice: Bool, isArchived: Bool)?

  var file: String { output ?? number.replacing("/", with: "-") + ".pdf" }

  func write(json: Bool) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    guard json else {
      print("wrote \(file) (\(bytes.count) bytes)")
      if !withheldBy.isEmpty {
        complain("note: without the e-invoice inside (Factur-X), which a receiver would refuse; fill in what is missing and write the PDF again")
        for finding in withheldBy { complain(finding.description) }
      }
      return
    }
    var text = JSONText()
    text.object {
      $0.field("file", file)
      $0.field("bytes", bytes.count)
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
  init(_ bill: PrintedBill, number: String, output: String?) {
    self.init(bytes: bill.bytes, number: number, output: output, withheldBy: bill.withheldBy, bill: (bill.carriesEInvoice, bill.isArchived))
  }
}
