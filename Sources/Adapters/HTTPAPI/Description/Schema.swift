import Primitives

/// What a JSON value, or the text of a parameter, may be.
///
/// Requests are checked with it, `/openapi.json` and `/docs` are written from it.
public indirect enum Schema: Sendable {
  case text(TextForm)
  case choice([String])
  case day
  case instant
  /// An exact decimal, as text, so that no JSON library makes binary floating point of it.
  case decimal
  /// A decimal from a request: as text, or as a number, which is read digit by digit; zero, or 0.000001 up to 10^12.
  case amount
  case integer(ClosedRange<Int>)
  case flag
  case list(Schema, atLeast: Int = 0, atMost: Int?)
  /// Names that are not known beforehand, each with a value.
  case map(Schema)
  case object(ObjectSchema)
  /// One of several objects, told apart by the value of one field.
  case variants(name: String, by: String, [ObjectSchema])
  case orNull(Schema)
  case either([Schema])
  /// Any value of a JSON type, as Florin itself writes it.
  case anyOfType(String)
  /// Any JSON; what it may be is said in words.
  case anything(String)

  /// A text with nothing unusual in it.
  public static let plainText = Schema.text(.plain)
  public static let reference = Schema.text(.reference)
  /// Two letters of ISO 3166-1.
  public static let country = Schema.text(
    TextForm(pattern: "^[A-Z]{2}$", lengths: 2...2) { text in text.utf8.count == 2 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) } })
}

/// A rule for texts, as a pattern for documents and as code for checks.
public struct TextForm: Sendable {
  /// ECMA 262, anchored.
  public var pattern: String
  public var lengths: ClosedRange<Int>
  let holds: @Sendable (String) -> Bool

  init(pattern: String, lengths: ClosedRange<Int>, holds: @escaping @Sendable (String) -> Bool) {
    self.pattern = pattern
    self.lengths = lengths
    self.holds = holds
  }

  /// Any characters but control characters.
  public static let plain = TextForm(pattern: "^[^\\u0000-\\u001f\\u007f-\\u009f]*$", lengths: 1...500) { text in
    text.unicodeScalars.allSatisfy { $0.value > 0x1F && !(0x7F...0x9F).contains($0.value) }
  }

  /// What a business calls a thing: an account, an order, a subscription.
  public static let reference = TextForm(pattern: "^[A-Za-z0-9._:@+-]+$", lengths: 1...120) { text in
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || "._:@+-".utf8.contains($0) }
  }

  /// Letters, digits and signs without blanks: keys, cursors.
  public static let token = TextForm(pattern: "^[!-~]+$", lengths: 1...200) { $0.utf8.allSatisfy { (0x21...0x7E).contains($0) } }

  /// Bytes in base 64 (RFC 4648, 4), without line breaks.
  public static let base64 = TextForm(
    pattern: "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$", lengths: 4...20_000_000
  ) { text in
    let bytes = text.utf8.suffix(2).allSatisfy { $0 == 0x3D } ? text.utf8.dropLast(2) : text.utf8.last == 0x3D ? text.utf8.dropLast() : text.utf8[...]
    return text.utf8.count.isMultiple(of: 4) && bytes.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2B || $0 == 0x2F
    }
  }

  public func within(_ lengths: ClosedRange<Int>) -> TextForm { TextForm(pattern: pattern, lengths: lengths, holds: holds) }
}

/// Named fields; what is not named is refused.
public struct ObjectSchema: Sendable {
  /// Its name among the components of the OpenAPI document; without one it is written out in place.
  public var name: String?
  public var about: String
  public var fields: [Field]
  /// It is answered, and `fields=` may leave out any field of it.
  var isAnswered = false

  /// One field of an object.
  public struct Field: Sendable {
    public var name: String
    public var schema: Schema
    public var isRequired: Bool
    public var about: String

    public init(_ name: String, _ schema: Schema, required: Bool = true, _ about: String = "") {
      self.name = name
      self.schema = schema
      isRequired = required
      self.about = about
    }

    public static func optional(_ name: String, _ schema: Schema, _ about: String = "") -> Field {
      Field(name, schema, required: false, about)
    }
  }

  public init(_ name: String?, _ about: String = "", _ fields: [Field]) {
    self.name = name
    self.about = about
    self.fields = fields
  }
}
