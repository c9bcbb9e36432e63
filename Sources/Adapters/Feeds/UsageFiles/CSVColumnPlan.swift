import Primitives

/// Bytes that live as long as their owner and are read in place.
final class FixedBytes {
  let view: UnsafeBufferPointer<UInt8>

  init(_ bytes: [UInt8]) {
    let storage = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
    _ = storage.initialize(from: bytes)
    view = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(storage)[0..<bytes.count])
    base = storage
  }

  private let base: UnsafeMutableBufferPointer<UInt8>
  deinit { base.deallocate() }
}

/// Which column of a CSV file fills which field.
struct CSVColumnPlan {
  /// A column counted from 0, or, when it is -1, a constant.
  struct Origin {
    var column: Int
    var constant: FixedBytes?
  }

  struct Attribute {
    var key: FixedBytes
    var origin: Origin
  }

  static var absent: Origin { Origin(column: -1, constant: nil) }
  /// Until the head line is read.
  static var nothing: CSVColumnPlan { CSVColumnPlan() }

  private(set) var source = CSVColumnPlan.absent
  private(set) var id = CSVColumnPlan.absent
  private(set) var subject = CSVColumnPlan.absent
  private(set) var type = CSVColumnPlan.absent
  private(set) var at = CSVColumnPlan.absent
  private(set) var end = CSVColumnPlan.absent
  private(set) var quantity = CSVColumnPlan.absent
  private(set) var attributes: [Attribute] = []
  /// As many as the head line has; 0 without one.
  private(set) var columnCount = 0
  private(set) var largestColumn = -1

  private init() {}

  /// - Throws: `Rejection` naming every column that the mapping wants and the file does not have.
  init(_ mapping: UsageMapping, names: [String]?, file: String) throws(Rejection) {
    var problems: [Problem] = []
    columnCount = names?.count ?? 0
    let place = Problem.Place(file: file, line: names == nil ? nil : mapping.linesSkipped + 1)
    if let names {
      for (index, name) in names.enumerated() where !name.isEmpty && names[..<index].contains(name) {
        problems.append(
          Problem(.usageRepeatedKey, at: place, path: name, "the column `\(name)` stands twice in the head line", remedy: "rename one of them in the file"))
      }
    }
    var used: Set<Int> = []
    func find(_ origin: UsageMapping.Origin?, _ field: String) -> Origin {
      switch origin {
      case nil: return CSVColumnPlan.absent
      case .constant(let text): return Origin(column: -1, constant: FixedBytes(Array(text.utf8)))
      case .numbered(let number):
        used.insert(number - 1)
        return Origin(column: number - 1, constant: nil)
      case .named(let name):
        if let index = names?.firstIndex(of: name) {
          used.insert(index)
          return Origin(column: index, constant: nil)
        }
        problems.append(
          Problem(
            .usageMissingColumn, at: place, path: field, "the file has no column `\(name)`, which `\(field)` is read from",
            remedy: names.flatMap { nearest(name, among: $0) }.map { "did you mean `\($0)`? say so in the mapping" }
              ?? "name the column, its number or a constant for `\(field)` in a mapping file (--mapping)"))
        return CSVColumnPlan.absent
      }
    }
    source = find(mapping.source, "source")
    id = find(mapping.id, "id")
    subject = find(mapping.subject, "subject")
    type = find(mapping.type, "type")
    at = find(mapping.at, "at")
    end = find(mapping.end, "end")
    quantity = find(mapping.quantity, "quantity")
    var found: [(name: String, origin: Origin)] = []
    switch mapping.attributes {
    case .listed(let listed):
      for (name, origin) in listed { found.append((name, find(origin, "attributes.\(name)"))) }
    case .everythingElse:
      for (index, name) in (names ?? []).enumerated() where !used.contains(index) && !name.isEmpty {
        found.append((name, Origin(column: index, constant: nil)))
      }
    }
    found.sort { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
    attributes = found.map { Attribute(key: FixedBytes(AttributeWriter.key($0.name)), origin: $0.origin) }
    let columns = [source, id, subject, type, at, end, quantity].map(\.column) + attributes.map(\.origin.column)
    largestColumn = columns.max() ?? -1
    if !problems.isEmpty { throw Rejection(problems) }
  }
}
