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

  @usableFromInline var isAll: Bool { wanted == nil }
  @usableFromInline func includes(_ field: String) -> Bool { wanted.map { $0[field] != nil } ?? true }
  @usableFromInline func within(_ field: String) -> FieldSelection { wanted?[field] ?? .all }
}

extension Schema {
  /// The fields of an object, or of each object of a list.
  var answeredFields: [ObjectSchema.Field]? {
    switch self {
    // Of a page, the fields of its items.
    case .object(let object) where object.fields.map(\.name) == ["items", "next"]: object.fields[0].schema.answeredFields
    case .object(let object): object.fields
    case .list(let element, _, _), .orNull(let element): element.answeredFields
    default: nil
    }
  }

  /// What `fields=` may name: the fields, and behind a dot the fields of fields.
  var fieldPaths: [String] { paths(depth: 3) }

  private func paths(depth: Int) -> [String] {
    guard depth > 0, let fields = answeredFields else { return [] }
    return fields.flatMap { field in [field.name] + field.schema.paths(depth: depth - 1).map { "\(field.name).\($0)" } }
  }
}
