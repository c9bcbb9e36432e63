import Primitives

/// Which fields of an answer are wanted: `fields=number,gross,lines.net`.
public struct FieldSelection: Sendable, Hashable {
  /// `nil`: everything.
  private var wanted: [String: FieldSelection]?

  public static let all = FieldSelection()

  private init() {}

  /// A field alone, or behind a dot one of its own; a field named without a dot is wanted whole.
  init(_ text: String) {
    for path in text.split(separator: ",") { add(path.split(separator: ".")[...]) }
  }

  private mutating func add(_ path: ArraySlice<Substring>) {
    guard let first = path.first else { return wanted = nil }
    var inner = wanted?[String(first)]
    if inner == nil {
      inner = FieldSelection()
      inner?.wanted = [:]
    } else if inner?.wanted == nil {
      return
    }
    inner?.add(path.dropFirst())
    wanted = wanted ?? [:]
    wanted?[String(first)] = inner
  }

  func includes(_ field: String) -> Bool { wanted.map { $0[field] != nil } ?? true }
  func within(_ field: String) -> FieldSelection { wanted?[field] ?? .all }

  /// The wanted names that an answer of this schema does not have, each with the names it has there.
  func unknown(in schema: Schema, path: String = "") -> [(name: String, known: [String])] {
    guard let wanted else { return [] }
    guard let fields = schema.answeredFields else { return wanted.keys.sorted().map { (path + $0, []) } }
    return wanted.sorted { $0.key < $1.key }.flatMap { name, inner -> [(name: String, known: [String])] in
      guard let field = fields.first(where: { $0.name == name }) else { return [(path + name, fields.map(\.name))] }
      return inner.unknown(in: field.schema, path: path + name + ".")
    }
  }
}

extension Schema {
  /// The fields of an object, or of each object of a list.
  var answeredFields: [ObjectSchema.Field]? {
    switch self {
    case .object(let object): object.fields
    case .list(let element, _), .orNull(let element): element.answeredFields
    default: nil
    }
  }
}
