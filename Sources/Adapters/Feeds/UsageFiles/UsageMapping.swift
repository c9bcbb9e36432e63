public import Primitives

/// How the columns or keys of a usage file become events; read from a YAML file, or Florin's own names.
///
/// With head-line names `source`, `id`, `subject`, `type`, `at`, `quantity` no mapping is needed: every other column
/// becomes an attribute. Days and instants of local clocks need a zone.
public struct UsageMapping: Sendable {
  /// Where a value comes from.
  enum Origin: Sendable, Equatable {
    case named(String)
    /// Counted from 1.
    case numbered(Int)
    case constant(String)
  }

  enum Attributes: Sendable, Equatable {
    /// Whatever is not used for a field.
    case everythingElse
    case listed([String: Origin])
  }

  /// The format when the file says it; else told by the name of the usage file.
  public internal(set) var format: String?
  /// Usage that is taken back may have a negative quantity.
  public internal(set) var negativeAllowed = false
  var separator: UInt8 = 0x2C
  var hasHeader = true
  var linesSkipped = 0
  var decimalComma = false
  var time: TimeForm = .rfc3339
  var source: Origin = .named("source")
  var id: Origin = .named("id")
  var subject: Origin = .named("subject")
  var type: Origin = .named("type")
  var at: Origin = .named("at")
  /// When the event ended; its quantity then is the seconds between, unless `quantity` is mapped too.
  var end: Origin?
  /// `nil`: every event counts 1.
  var quantity: Origin? = .named("quantity")
  var attributes: Attributes = .everythingElse

  /// Florin's own names.
  public static let own = UsageMapping()

  init() {}

  /// Reads a mapping and reports everything wrong with it at once.
  ///
  /// - Parameter zone: the time zone table by IANA name; `nil` when there is no such zone.
  public init(_ node: SourceNode, zone: (String) -> Zone?) throws(Rejection) {
    var reader = SourceReader(node)
    format = reader.optional("format").flatMap { reader.choice($0, FormatName.self) }?.rawValue
    if let text = reader.optionalText("separator") { readSeparator(text, &reader) }
    hasHeader = reader.optionalFlag("header") ?? true
    linesSkipped = max(0, reader.optionalInteger("skip") ?? 0)
    decimalComma = reader.optional("decimal").flatMap { reader.choice($0, DecimalName.self) } == .comma
    negativeAllowed = reader.optional("negative").flatMap { reader.choice($0, NegativeName.self) } == .allowed
    if let node = reader.optional("time") { readTime(node, &reader, zone) }
    if let node = reader.required("fields") { readFields(node, &reader) }
    if let node = reader.optional("attributes") { readAttributes(node, &reader) } else { attributes = .listed([:]) }
    reader.refuseUnknownFields()
    if !reader.problems.isEmpty { throw Rejection(reader.problems) }
  }

  private enum FormatName: String, CaseIterable { case csv, jsonl, cloudevents }
  private enum DecimalName: String, CaseIterable { case point, comma }
  private enum NegativeName: String, CaseIterable { case allowed, refused }
  private enum TimeName: String, CaseIterable {
    case rfc3339, local
    case epochSeconds = "epoch-seconds"
    case epochMilliseconds = "epoch-milliseconds"
  }

  private mutating func readSeparator(_ text: String, _ reader: inout SourceReader) {
    let named = ["tab": UInt8(0x09), "comma": 0x2C, "semicolon": 0x3B, "pipe": 0x7C]
    let bytes = Array(text.utf8)
    if let byte = named[text] ?? (bytes.count == 1 ? bytes[0] : nil), byte != 0x22, byte != 0x0A, byte != 0x0D, byte < 0x80 {
      separator = byte
    } else {
      reader.report(.wrongValue, reader.node, "the separator \"\(text)\" is not one character", remedy: "write `;` or one of tab, comma, semicolon, pipe")
    }
  }

  private mutating func readTime(_ node: SourceNode, _ reader: inout SourceReader, _ zone: (String) -> Zone?) {
    var inner = SourceReader(node)
    defer { reader.problems += inner.problems }
    guard let formNode = inner.required("form"), let form = inner.choice(formNode, TimeName.self) else { return }
    switch form {
    case .rfc3339: time = .rfc3339
    case .epochSeconds: time = .epochSeconds
    case .epochMilliseconds: time = .epochMilliseconds
    case .local:
      let pattern = inner.text("pattern")
      let zoneNode = inner.required("zone")
      guard let pattern, let zoneNode, let name = inner.text(zoneNode) else { break }
      guard let table = zone(name) else {
        inner.report(
          .usageUnknownZone, zoneNode, "there is no time zone \"\(name)\"", remedy: "write an IANA name such as Europe/Madrid")
        break
      }
      if let local = LocalPattern(pattern, zone: table) {
        time = .local(local)
      } else {
        inner.report(
          .wrongValue, node, "\"\(pattern)\" is no pattern of a date and time",
          remedy: "build it from yyyy MM dd HH mm ss, each once: dd.MM.yyyy HH:mm:ss")
      }
    }
    inner.refuseUnknownFields()
  }

  private mutating func readFields(_ node: SourceNode, _ reader: inout SourceReader) {
    var inner = SourceReader(node)
    source = inner.required("source").flatMap { origin($0, &inner) } ?? source
    id = inner.required("id").flatMap { origin($0, &inner) } ?? id
    subject = inner.required("subject").flatMap { origin($0, &inner) } ?? subject
    type = inner.required("type").flatMap { origin($0, &inner) } ?? type
    at = inner.required("at").flatMap { origin($0, &inner) } ?? at
    end = inner.optional("end").flatMap { origin($0, &inner) }
    quantity = inner.optional("quantity").flatMap { origin($0, &inner) }
    inner.refuseUnknownFields()
    reader.problems += inner.problems
  }

  private mutating func readAttributes(_ node: SourceNode, _ reader: inout SourceReader) {
    if case .scalar("all", _) = node.content {
      attributes = .everythingElse
      return
    }
    var listed: [String: Origin] = [:]
    guard case .map(let entries) = node.content else {
      reader.report(.wrongType, node, "expected a map of attributes or `all`, found \(node.describedBriefly)", remedy: "write `destination: CALLED` lines here")
      return
    }
    for (key, value) in entries { listed[key] = origin(value, &reader) }
    attributes = .listed(listed)
  }

  /// `NAME`, `{column: NAME}`, `{column: 3}` or `{constant: text}`.
  private func origin(_ node: SourceNode, _ reader: inout SourceReader) -> Origin? {
    if case .scalar(let text, let quoted) = node.content { return named(text, quoted: quoted) }
    var inner = SourceReader(node)
    defer { reader.problems += inner.problems }
    let constant = inner.optionalText("constant")
    let column = inner.optional("column")
    inner.refuseUnknownFields()
    if let constant, column == nil { return .constant(constant) }
    if let column, constant == nil, case .scalar(let text, let quoted) = column.content { return named(text, quoted: quoted) }
    inner.report(.wrongValue, node, "it is not clear where the value comes from", remedy: "write a column's name, `{column: 3}` or `{constant: text}`")
    return nil
  }

  private func named(_ text: String, quoted: Bool) -> Origin {
    if !hasHeader, !quoted, let number = Int(text), number > 0 { return .numbered(number) }
    return .named(text)
  }
}
