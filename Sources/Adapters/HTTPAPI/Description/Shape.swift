public import Primitives

/// How values of one type are written as JSON objects, field by field; their schema follows from it.
public struct Shape<Value>: Sendable {
  public let name: String
  let about: String
  let fields: [Field]
  /// What writing needs of the fields, and nothing more: it is taken up again for every value.
  ///
  /// Writing is inlinable with all that makes fields: whoever knows the type of the values writes them without asking for it at each
  /// field of each.
  @usableFromInline let writers: [Writer]

  @usableFromInline struct Writer: Sendable {
    @usableFromInline let name: JSONName
    @usableFromInline let write: @Sendable (Value, FieldSelection, JSONName, inout JSONText) -> Void
  }

  /// One field: its schema, and what is written of a value. Nothing is written where a value has none.
  public struct Field: Sendable {
    let name: JSONName
    let schema: Schema
    let isRequired: Bool
    let about: String
    let write: @Sendable (Value, FieldSelection, JSONName, inout JSONText) -> Void

    public init(
      _ name: JSONName, _ schema: Schema, required: Bool = true, _ about: String,
      write: @escaping @Sendable (Value, FieldSelection, JSONName, inout JSONText) -> Void
    ) {
      self.name = name
      self.schema = schema
      isRequired = required
      self.about = about
      self.write = write
    }
  }

  /// Writes all fields at once, in the same bytes; where there are so many of them that asking each on its own takes long.
  @usableFromInline let whole: (@Sendable (borrowing Value, inout JSONText) -> Void)?

  /// - Parameter whole: writes all fields, in the same bytes as one after the other.
  public init(_ name: String, _ about: String, _ fields: [Field], whole: (@Sendable (borrowing Value, inout JSONText) -> Void)? = nil) {
    self.name = name
    self.about = about
    self.fields = fields
    self.whole = whole
    writers = fields.map { Writer(name: $0.name, write: $0.write) }
  }

  public var schema: Schema {
    var object = ObjectSchema(name, about, fields.map { ObjectSchema.Field($0.name.text, $0.schema, required: $0.isRequired, $0.about) })
    object.isAnswered = true
    return .object(object)
  }

  /// Writes the fields that are asked for as an object.
  @inlinable public func write(_ value: Value, _ selection: FieldSelection = .all, into json: inout JSONText) {
    json.object { json in
      if selection.isAll {
        if let whole { return whole(value, &json) }
        for field in writers { field.write(value, selection, field.name, &json) }
      } else {
        for field in writers where selection.includes(field.name.text) { field.write(value, selection.within(field.name.text), field.name, &json) }
      }
    }
  }

  /// The object alone, as a document.
  @inlinable public func bytes(_ value: Value, _ selection: FieldSelection = .all) -> [UInt8] {
    var json = JSONText(reservingCapacity: 16_384)
    write(value, selection, into: &json)
    return json.bytes
  }
}

extension Shape.Field {
  @inlinable public static func text(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> String) -> Self {
    Self(name, .anyText, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func textIfAny(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> String?) -> Self {
    Self(name, .anyText, required: false, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func choice(_ name: JSONName, _ words: [String], _ about: String = "", _ get: @escaping @Sendable (Value) -> String?) -> Self {
    Self(name, .choice(words), required: false, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func number(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> Int) -> Self {
    Self(name, .anyInteger, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func numberIfAny(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> Int?) -> Self {
    Self(name, .anyInteger, required: false, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func flag(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> Bool) -> Self {
    Self(name, .flag, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func decimal(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> Exact) -> Self {
    Self(name, .decimal, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func decimalIfAny(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> Exact?) -> Self {
    Self(name, .decimal, required: false, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func day(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> Day) -> Self {
    Self(name, .day, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func dayIfAny(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> Day?) -> Self {
    Self(name, .day, required: false, about) { $3.field($2, get($0)) }
  }

  @inlinable public static func instant(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> Instant?) -> Self {
    Self(name, .instant, required: false, about) { $3.field($2, get($0)) }
  }

  /// Texts by language.
  @inlinable public static func words(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> LocalizedText) -> Self {
    Self(name, .map(.anyText), about) {
      $3.key($2)
      $3.value(get($0))
    }
  }

  /// The minor units of a currency, written as a decimal amount.
  @inlinable public static func money(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> Money) -> Self {
    Self(name, .decimal, about) { $3.field($2, get($0).exact) }
  }

  @inlinable public static func texts(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> [String]) -> Self {
    Self(name, .list(.anyText, atMost: nil), about) { value, _, name, json in
      json.key(name)
      json.array { for text in get(value) { $0.value(text) } }
    }
  }

  /// Left out when there are none.
  public static func textsIfAny(_ name: JSONName, _ about: String = "", _ get: @escaping @Sendable (Value) -> [String]) -> Self {
    let always = texts(name, about, get)
    return Self(name, always.schema, required: false, about) { if !get($0).isEmpty { always.write($0, $1, $2, &$3) } }
  }

  @inlinable public static func object<Inner>(_ name: JSONName, _ shape: Shape<Inner>, _ about: String = "", _ get: @escaping @Sendable (Value) -> Inner) -> Self {
    Self(name, shape.schema, about) {
      $3.key($2)
      shape.write(get($0), $1, into: &$3)
    }
  }

  @inlinable public static func objectIfAny<Inner>(_ name: JSONName, _ shape: Shape<Inner>, _ about: String = "", _ get: @escaping @Sendable (Value) -> Inner?) -> Self {
    Self(name, shape.schema, required: false, about) {
      guard let inner = get($0) else { return }
      $3.key($2)
      shape.write(inner, $1, into: &$3)
    }
  }

  @inlinable public static func list<Inner>(_ name: JSONName, _ shape: Shape<Inner>, _ about: String = "", _ get: @escaping @Sendable (Value) -> [Inner]) -> Self {
    Self(name, .list(shape.schema, atMost: nil), about) { value, selection, name, json in
      json.key(name)
      let inner = get(value)
      // By index, so that each is read where it lies instead of being copied out.
      json.array { list in for index in inner.indices { shape.write(inner[index], selection, into: &list) } }
    }
  }

  /// Left out when there are none.
  public static func listIfAny<Inner>(_ name: JSONName, _ shape: Shape<Inner>, _ about: String = "", _ get: @escaping @Sendable (Value) -> [Inner]) -> Self {
    let always = list(name, shape, about, get)
    return Self(name, always.schema, required: false, about) { if !get($0).isEmpty { always.write($0, $1, $2, &$3) } }
  }
}

extension Schema {
  /// What Florin itself writes: any text, any whole number.
  @usableFromInline static let anyText = Schema.anyOfType("string")
  @usableFromInline static let anyInteger = Schema.anyOfType("integer")
}
