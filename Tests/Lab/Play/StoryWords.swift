import Primitives

/// One command of a story: its verb, its plain words, and its `name=value` words. Quotes keep spaces together.
struct Words: CustomStringConvertible {
  var verb = ""
  var plain: [String] = []
  var fields: [String: String] = [:]
  let description: String

  init(_ line: String) {
    description = line
    var words: [(text: String, name: String?)] = []
    var current = ""
    var name: String?
    var quoted = false
    var any = false
    func flush() -> (String, String?)? { any ? (current, name) : nil }
    for character in line {
      switch character {
      case "\"": (quoted, any) = (!quoted, true)
      case " " where !quoted:
        if let word = flush() { words.append(word) }
        (current, name, any) = ("", nil, false)
      case "=" where !quoted && name == nil: (name, current) = (current, "")
      default:
        current.append(character)
        any = true
      }
    }
    if let word = flush() { words.append(word) }
    for word in words {
      if let name = word.name { fields[name] = word.text } else { plain.append(word.text) }
    }
    if !plain.isEmpty { verb = plain.removeFirst() }
  }

  func plain(_ index: Int) throws -> String {
    guard plain.indices.contains(index) else { throw WorldFault("a word is missing in: \(self)") }
    return plain[index]
  }

  func field(_ name: String) throws -> String {
    guard let value = fields[name] else { throw WorldFault("\(name)=… is missing in: \(self)") }
    return value
  }

  func day(_ name: String) throws -> Day {
    guard let day = Day(try field(name)) else { throw WorldFault("\(name)= wants a day in: \(self)") }
    return day
  }

  /// The first plain word as a day.
  func dayAlone() throws -> Day {
    guard let day = Day(try plain(0)) else { throw WorldFault("a day is wanted in: \(self)") }
    return day
  }

  /// `basic.monthly:15.00`, an agreed price, or `basic.monthly:-10%`.
  static func agreement(_ text: String) throws -> String {
    let parts = text.split(separator: ":")
    guard parts.count == 2 else { throw WorldFault("price=CODE:AMOUNT, not \(text)") }
    if parts[1].hasSuffix("%") { return "{price: \(parts[0]), percentOff: \(parts[1].dropFirst().dropLast())}" }
    return "{price: \(parts[0]), replace: \"\(parts[1])\"}"
  }
}
