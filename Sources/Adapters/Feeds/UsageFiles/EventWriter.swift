import Primitives
import Usage

/// Turns the texts of one record into a row of `UsageRecords`, or into the problem that forbids it.
///
/// Shared by all formats, so that a bad instant is the same problem everywhere.
struct EventWriter {
  /// The texts of one record; an empty one is missing.
  struct Texts {
    var source = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var id = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var subject = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var type = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var at = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var end = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var quantity = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  }

  /// What was read from the texts.
  struct Values {
    var at: Int64 = 0
    var digits: Int64 = 1
    var scale = 0
  }

  static let keyLimit = 1_024
  static let wordLimit = 256

  private var start: TimeReader
  private var finish: TimeReader
  private let decimalComma: Bool
  private let quantityMapped: Bool
  private let endMapped: Bool

  init(_ mapping: UsageMapping) {
    start = TimeReader(mapping.time)
    finish = TimeReader(mapping.time)
    decimalComma = mapping.decimalComma
    quantityMapped = mapping.quantity != nil
    endMapped = mapping.end != nil
  }

  /// Checks the texts and begins the row; the caller adds attributes and finishes it.
  ///
  /// - Parameter quantityRequired: a missing quantity is a problem; else the event counts 1.
  mutating func begin(_ texts: Texts, in records: UsageRecords, quantityRequired: Bool, _ values: inout Values) -> Problem? {
    if texts.id.isEmpty { return UsageProblem.missing("id") }
    if texts.source.isEmpty { return UsageProblem.missing("source") }
    if texts.subject.isEmpty { return UsageProblem.missing("subject") }
    if texts.type.isEmpty { return UsageProblem.missing("type") }
    if texts.at.isEmpty { return UsageProblem.missing("at") }
    if texts.source.count > EventWriter.keyLimit { return UsageProblem.tooLong("source", limit: EventWriter.keyLimit) }
    if texts.id.count > EventWriter.keyLimit { return UsageProblem.tooLong("id", limit: EventWriter.keyLimit) }
    if texts.subject.count > EventWriter.wordLimit { return UsageProblem.tooLong("subject", limit: EventWriter.wordLimit) }
    if texts.type.count > EventWriter.wordLimit { return UsageProblem.tooLong("type", limit: EventWriter.wordLimit) }
    guard let at = start.read(texts.at) else { return UsageProblem.badInstant("at", text(texts.at), expected: start.form.described) }
    values.at = at
    values.digits = 1
    values.scale = 0
    if quantityMapped, !texts.quantity.isEmpty {
      let reading = UsageQuantity.read(texts.quantity, decimalComma: decimalComma)
      guard case .value(let digits, let scale) = reading else { return UsageProblem.quantity(reading, text(texts.quantity)) }
      values.digits = digits
      values.scale = scale
    } else if endMapped {
      if let problem = duration(texts, at, &values) { return problem }
    } else if quantityMapped, quantityRequired {
      return UsageProblem.missing("quantity")
    }
    records.begin(source: texts.source, id: texts.id, subject: texts.subject, type: texts.type)
    return nil
  }

  /// Seconds from start to end, to the microsecond.
  private mutating func duration(_ texts: Texts, _ at: Int64, _ values: inout Values) -> Problem? {
    if texts.end.isEmpty { return UsageProblem.missing("end") }
    guard let end = finish.read(texts.end) else {
      return UsageProblem.badInstant("end", text(texts.end), expected: finish.form.described)
    }
    if end < at { return UsageProblem.endBeforeStart(start: Instant(microseconds: at), end: Instant(microseconds: end)) }
    let micros = end - at
    (values.digits, values.scale) = micros % 1_000_000 == 0 ? (micros / 1_000_000, 0) : (micros, 6)
    return nil
  }

  private func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// Writes attributes as the inside of a JSON object; names come in ascending order.
enum AttributeWriter {
  /// `"name":` with the quotes and escapes it needs.
  static func key(_ name: String) -> [UInt8] {
    var json = JSONText()
    json.value(name)
    return json.bytes + [0x3A]
  }

  static func value(_ bytes: UnsafeBufferPointer<UInt8>, into records: UsageRecords) {
    records.appendAttribute(0x22)
    var plain = true
    for byte in bytes where byte < 0x20 || byte == 0x22 || byte == 0x5C {
      plain = false
      break
    }
    if plain {
      records.appendAttribute(bytes)
    } else {
      var json = JSONText()
      json.value(String(decoding: bytes, as: UTF8.self))
      let escaped = json.bytes
      escaped.withUnsafeBufferPointer { records.appendAttribute(UnsafeBufferPointer(rebasing: $0[1..<$0.count - 1])) }
    }
    records.appendAttribute(0x22)
  }
}
