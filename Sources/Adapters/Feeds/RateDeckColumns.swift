import Catalog
import Primitives

/// Where each value of a rate deck stands in a row, found once from the header.
struct RateDeckColumns {
  private let prefix: Int
  private let destination: Int
  private let price: Int
  private let connectFee: Int?
  private let perSeconds: Int?
  private let firstIncrement: Int?
  private let increment: Int?
  private let width: Int

  init?(_ header: CSVRow, layout: RateDeckLayout, file: String, problems: inout [Problem]) {
    let names = header.fields.indices.map { header.text($0) }
    var missing: [Problem] = []
    func find(_ name: String, _ role: String) -> Int {
      if let index = names.firstIndex(of: name) { return index }
      let remedy = nearest(name, among: names).map { "did you mean `\($0)`?" } ?? "the file has the columns \(names.joined(separator: ", "))"
      missing.append(
        Problem(
          .catalogDeckColumn, at: .init(file: file, line: header.line, column: 1),
          "the rate deck has no column \"\(name)\" for \(role)", remedy: "\(remedy); say it under `columns` of the deck"))
      return 0
    }
    prefix = find(layout.prefixColumn, "the prefix")
    destination = find(layout.destinationColumn, "the destination")
    price = find(layout.priceColumn, "the price")
    connectFee = layout.connectFeeColumn.map { find($0, "the connect fee") }
    perSeconds = layout.perSecondsColumn.map { find($0, "the seconds a price is for") }
    firstIncrement = layout.firstIncrementColumn.map { find($0, "the first increment") }
    increment = layout.incrementColumn.map { find($0, "the increment") }
    width = names.count
    if !missing.isEmpty {
      problems += missing
      return nil
    }
  }

  func entry(_ row: CSVRow, layout: RateDeckLayout, seen: inout [UInt64: Int]) -> Result<RateDeck.Entry, RateDeckDefect> {
    func defect(_ code: ProblemCode, _ column: Int, _ message: String, _ remedy: String) -> Result<RateDeck.Entry, RateDeckDefect> {
      .failure(RateDeckDefect(code: code, line: row.line, column: row.column(column), message: message, remedy: remedy))
    }
    guard row.fields.count == width else {
      return defect(
        .catalogDeckRow, 0, "the row's number of fields is \(row.fields.count), the header's is \(width)",
        "write one field per column; put a text with commas into double quotes")
    }
    let digits = row.trimmed(prefix)
    guard let key = Self.key(digits) else {
      return defect(
        .catalogDeckPrefix, prefix, "\"\(row.text(prefix))\" is not a dialling prefix",
        "write 1 to 18 digits without +, spaces or exponents")
    }
    if let first = seen[key] {
      return defect(
        .catalogDeckRepeatedPrefix, prefix, "the prefix \(row.text(prefix)) stands in line \(first) already",
        "keep one of the two rows")
    }
    var entry = RateDeck.Entry(
      prefix: row.text(prefix), destination: row.text(destination), pricePerUnit: .zero, connectFee: layout.connectFee,
      perSeconds: layout.perSeconds, firstIncrementSeconds: layout.firstIncrementSeconds,
      incrementSeconds: layout.incrementSeconds)
    if let word = layout.blockedWord, row.trimmed(price).elementsEqual(word.utf8) {
      entry.blocked = true
    } else if let value = row.amount(price) {
      entry.pricePerUnit = value
    } else {
      let blocked = layout.blockedWord == nil && Exact(row.text(price)) == nil && !row.trimmed(price).isEmpty ? "; if this word forbids the destination, add `blockedWord: \(row.text(price))` to the deck" : ""
      return defect(
        .catalogDeckPrice, price, "\"\(row.text(price))\" is not a price of 0 or more",
        "write a plain decimal such as 0.0125\(blocked)")
    }
    if let connectFee {
      guard let value = row.amount(connectFee) else {
        return defect(.catalogDeckPrice, connectFee, "\"\(row.text(connectFee))\" is not a connect fee of 0 or more", "write a plain decimal such as 0.05")
      }
      entry.connectFee = value
    }
    for (column, path) in [(perSeconds, \RateDeck.Entry.perSeconds), (firstIncrement, \.firstIncrementSeconds), (increment, \.incrementSeconds)] {
      guard let column else { continue }
      guard let value = Int(row.text(column)), value > 0, value <= 86_400 else {
        return defect(.catalogDeckRow, column, "\"\(row.text(column))\" is not a number of seconds from 1 to 86400", "write whole seconds, such as 60")
      }
      entry[keyPath: path] = value
    }
    seen[key] = row.line
    return .success(entry)
  }

  /// The digits with a leading 1, so that `0034` and `34` differ; `nil` when they are no digits.
  private static func key(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard !digits.isEmpty, digits.count <= 18 else { return nil }
    var key: UInt64 = 1
    for byte in digits {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      key = key * 10 + UInt64(byte - 0x30)
    }
    return key
  }
}

extension CSVRow {
  /// A decimal of zero or more.
  fileprivate func amount(_ index: Int) -> Exact? {
    let value = trimmed(index).withUnsafeBufferPointer { Exact(utf8: $0) }
    return value.flatMap { $0.isNegative ? nil : $0 }
  }

  /// The column a field begins at, counting from 1; good for rows without quotes before it.
  fileprivate func column(_ index: Int) -> Int {
    1 + fields.prefix(index).reduce(0) { $0 + $1.count + 1 }
  }
}

/// Why one row of a rate deck cannot be used.
struct RateDeckDefect: Error {
  let code: ProblemCode
  let line: Int
  let column: Int
  let message: String
  let remedy: String

  func problem(file: String, skipped: Bool) -> Problem {
    Problem(
      code, at: .init(file: file, line: line, column: column), skipped ? message + "; the row is skipped" : message,
      remedy: remedy)
  }
}
