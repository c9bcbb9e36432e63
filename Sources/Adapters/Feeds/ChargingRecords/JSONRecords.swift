import Foundation
import Primitives

/// JSON objects in a file, one after the other: each begins a line of its own with `{`, and ends in that line or in a later one
/// that begins with `}`. An object that is broken costs only itself.
struct JSONRecords {
  private let bytes: Data
  private var position: Data.Index
  private var line = 1

  init(_ bytes: Data) {
    self.bytes = bytes
    position = bytes.startIndex
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
  }

  /// The next object, with the line it begins in; `nil` at the end.
  mutating func next() -> (line: Int, object: Data)? {
    while position < bytes.endIndex, bytes[position] <= 0x20 {
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
    guard position < bytes.endIndex else { return nil }
    let (start, first) = (position, line)
    var begins = start
    while true {
      let end = bytes[begins...].firstIndex(of: 0x0A) ?? bytes.endIndex
      position = end == bytes.endIndex ? end : end + 1
      line += end == bytes.endIndex ? 0 : 1
      let isWhole = begins == start ? bytes[start] != 0x7B || end - start > 1 && lastVisible(start, end) == 0x7D : bytes[begins] == 0x7D
      if isWhole || position == bytes.endIndex || bytes[position] == 0x7B { return (first, bytes[start..<end]) }
      begins = position
    }
  }

  private func lastVisible(_ start: Data.Index, _ end: Data.Index) -> UInt8? { bytes[start..<end].last { $0 > 0x20 }
  }

  /// What is told of an object that cannot be read.
  static func fault(_ error: any Error) -> RecordFault {
    func path(_ keys: [any CodingKey]) -> String {
      keys.reduce("") { text, key in key.intValue.map { "\(text)[\($0)]" } ?? (text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)") }
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context): return .missing(path(context.codingPath + [key]), "write the whole record, as the network wrote it")
    case .valueNotFound(_, let context): return .missing(path(context.codingPath), "write the whole record, as the network wrote it")
    case .typeMismatch(_, let context) where !context.codingPath.isEmpty: return RecordFault(path(context.codingPath), "`\(path(context.codingPath))` is of another kind than it must be", "write the whole record, as the network wrote it")
    default:
      var fault = RecordFault("", "", "")
      fault.problem = Problem(.usageBadJSON, "the record is no JSON object", remedy: "write one record as one object that begins its line: {\"…\": …}")
      return fault
    }
  }
}

/// A text or a number, as text: networks write both.
struct JSONScalar: Decodable {
  var text: String

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self.text = text
    } else if let number = try? container.decode(Int64.self) {
      text = "\(number)"
    } else if container.decodeNil() {
      text = ""
    } else if (try? container.decode(Bool.self)) != nil {
      text = try container.decode(Bool.self) ? "true" : "false"
    } else {
      // Lists and objects among a switch's variables are nothing that charging reads.
      text = ""
    }
  }
}
