import Foundation
import Primitives

/// A PDF on its way to a file: the one named, or the document's number in this folder.
struct WrittenPDF {
  var bytes: [UInt8]
  var number: String
  var output: String?

  var file: String { output ?? number.replacing("/", with: "-") + ".pdf" }

  func write(json: Bool) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    guard json else { return print("wrote \(file) (\(bytes.count) bytes)") }
    var text = JSONText()
    text.object {
      $0.field("file", file)
      $0.field("bytes", bytes.count)
    }
    print(text.string)
  }
}
