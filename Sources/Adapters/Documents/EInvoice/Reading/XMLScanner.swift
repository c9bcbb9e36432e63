import Primitives

extension ProblemCode {
  public static let notXML = ProblemCode("einvoice.not-xml")
  public static let xmlDoctype = ProblemCode("einvoice.doctype")
  public static let xmlEncoding = ProblemCode("einvoice.encoding")
}

/// Reads XML 1.0 with namespaces into elements. A document from outside is no friend: document types, and with them every
/// entity of a document's own, are refused, and so is what nests deeper or is longer than any invoice.
struct XMLScanner {
  static let deepest = 64
  static let longest = 64 * 1024 * 1024

  private let bytes: [UInt8]
  private let file: String
  private var at = 0
  private var line = 1

  /// - Throws: `Rejection` with the line where reading stopped.
  static func root(_ bytes: [UInt8], file: String) throws(Rejection) -> XMLElement {
    guard bytes.count <= longest else {
      throw Rejection(
        Problem(
          .documentTooLarge, at: Problem.Place(file: file), "the document has \(bytes.count) bytes",
          remedy: "send documents of at most \(longest / 1024 / 1024) MiB"))
    }
    var scanner = XMLScanner(bytes: try XMLText.utf8(bytes, file: file), file: file)
    return try scanner.document()
  }

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  // MARK: the document

  private mutating func document() throws(Rejection) -> XMLElement {
    var open: [(element: XMLElement, raw: ArraySlice<UInt8>, names: [String: String])] = []
    var root: XMLElement?
    while at < bytes.count {
      if bytes[at] != 0x3C {
        try characters(of: open.last?.element)
        continue
      }
      if starts("<!--") {
        try skip("<!--", "-->", "a comment")
      } else if starts("<?") {
        try skip("<?", "?>", "an instruction")
      } else if starts("<![CDATA[") {
        let inside = try skip("<![CDATA[", "]]>", "a CDATA section")
        guard let element = open.last?.element else { throw broken("text stands outside the document") }
        element.add(inside)
      } else if starts("<!") {
        throw Rejection(
          Problem(
            .xmlDoctype, at: place, "the document brings a document type of its own",
            remedy: "send it without `<!DOCTYPE …>`: invoices need none, and entities of a document's own are not resolved"))
      } else if starts("</") {
        let name = try endTag()
        guard let last = open.popLast() else { throw broken("</\(String(decoding: name, as: UTF8.self))> closes nothing") }
        guard last.raw == name else {
          throw broken("</\(String(decoding: name, as: UTF8.self))> closes <\(String(decoding: last.raw, as: UTF8.self))> of line \(last.element.line)")
        }
      } else {
        let (raw, attributes, isEmpty) = try startTag()
        if root != nil, open.isEmpty { throw broken("a second document follows the first") }
        guard open.count < XMLScanner.deepest else {
          throw Rejection(
            Problem(
              .documentTooDeep, at: place, "elements nest deeper than \(XMLScanner.deepest)", remedy: "send an invoice; none nests that deep"))
        }
        let (element, names) = try element(raw, attributes, open.last?.names ?? [:])
        if let parent = open.last?.element { parent.add(element) } else { root = element }
        if !isEmpty { open.append((element, raw, names)) }
      }
    }
    if let last = open.last { throw broken("<\(String(decoding: last.raw, as: UTF8.self))> of line \(last.element.line) is never closed") }
    guard let root else { throw broken("there is no element") }
    return root
  }

  private func element(
    _ raw: ArraySlice<UInt8>, _ attributes: [(name: String, value: String)], _ outer: [String: String]
  ) throws(Rejection) -> (XMLElement, [String: String]) {
    var names = outer
    var own: [(name: String, value: String)] = []
    for attribute in attributes {
      if attribute.name == "xmlns" {
        names[""] = attribute.value
      } else if attribute.name.hasPrefix("xmlns:") {
        names[String(attribute.name.dropFirst(6))] = attribute.value
      } else {
        own.append(attribute)
      }
    }
    let name = String(decoding: raw, as: UTF8.self)
    let parts = name.split(separator: ":", maxSplits: 1)
    let prefix = parts.count == 2 ? String(parts[0]) : ""
    let local = String(parts.last ?? "")
    guard let namespace = names[prefix] ?? (prefix.isEmpty ? "" : nil) else { throw broken("nobody says what the prefix \(prefix) stands for") }
    return (XMLElement(name: XMLNames.name(local, in: namespace), attributes: own, line: line), names)
  }

  // MARK: tags

  private mutating func startTag() throws(Rejection) -> (ArraySlice<UInt8>, [(name: String, value: String)], Bool) {
    step()
    let name = try self.name()
    var attributes: [(name: String, value: String)] = []
    while true {
      let hadBlank = skipBlanks()
      guard at < bytes.count else { throw broken("a tag is never closed") }
      if bytes[at] == 0x3E {
        step()
        return (name, attributes, false)
      }
      if starts("/>") {
        at += 2
        return (name, attributes, true)
      }
      guard hadBlank else { throw broken("a tag holds something that is no attribute") }
      let attribute = String(decoding: try self.name(), as: UTF8.self)
      skipBlanks()
      guard at < bytes.count, bytes[at] == 0x3D else { throw broken("the attribute \(attribute) has no value") }
      step()
      skipBlanks()
      guard at < bytes.count, bytes[at] == 0x22 || bytes[at] == 0x27 else { throw broken("the value of \(attribute) stands in no quotes") }
      let quote = bytes[at]
      step()
      var value: [UInt8] = []
      while at < bytes.count, bytes[at] != quote {
        if bytes[at] == 0x3C { throw broken("the value of \(attribute) holds a <") }
        if bytes[at] == 0x26 { try reference(into: &value) } else {
          value.append(bytes[at] < 0x20 ? 0x20 : bytes[at])
          step()
        }
      }
      guard at < bytes.count else { throw broken("the value of \(attribute) is never closed") }
      step()
      if attributes.contains(where: { $0.name == attribute }) { throw broken("the attribute \(attribute) stands twice in one tag") }
      attributes.append((attribute, String(decoding: value, as: UTF8.self)))
    }
  }

  private mutating func endTag() throws(Rejection) -> ArraySlice<UInt8> {
    at += 2
    let name = try self.name()
    skipBlanks()
    guard at < bytes.count, bytes[at] == 0x3E else { throw broken("a closing tag is never closed") }
    step()
    return name
  }

  private mutating func name() throws(Rejection) -> ArraySlice<UInt8> {
    let start = at
    while at < bytes.count, XMLText.isName(bytes[at], first: at == start) { at += 1 }
    guard at > start else { throw broken("a name is missing") }
    return bytes[start..<at]
  }

  // MARK: text

  private mutating func characters(of element: XMLElement?) throws(Rejection) {
    var text: [UInt8] = []
    while at < bytes.count, bytes[at] != 0x3C {
      let byte = bytes[at]
      if byte == 0x26 {
        try reference(into: &text)
        continue
      }
      if byte < 0x20, byte != 0x0A, byte != 0x0D, byte != 0x09 { throw broken("a control character stands in a text") }
      if element == nil, byte > 0x20 { throw broken("text stands outside the document") }
      if byte == 0x0D {
        if at + 1 >= bytes.count || bytes[at + 1] != 0x0A { text.append(0x0A) }
      } else {
        text.append(byte)
      }
      step()
    }
    element?.add(text)
  }

  /// `&amp;` and its like, and characters by their number; nothing else is known.
  private mutating func reference(into text: inout [UInt8]) throws(Rejection) {
    let rest = bytes[(at + 1)..<min(at + 12, bytes.count)]
    guard let end = rest.firstIndex(of: 0x3B) else { throw broken("an & is followed by no reference; write &amp;") }
    let name = String(decoding: bytes[(at + 1)..<end], as: UTF8.self)
    switch name {
    case "amp": text.append(0x26)
    case "lt": text.append(0x3C)
    case "gt": text.append(0x3E)
    case "quot": text.append(0x22)
    case "apos": text.append(0x27)
    default:
      guard name.hasPrefix("#"), let scalar = XMLText.scalar(name.dropFirst()) else { throw broken("there is no character &\(name);") }
      text.append(contentsOf: String(Character(scalar)).utf8)
    }
    at = end + 1
  }

  // MARK: moving on

  private func starts(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      bytes.count - at >= wanted.count && bytes[at..<(at + wanted.count)].elementsEqual(wanted)
    }
  }

  @discardableResult
  private mutating func skip(_ opening: StaticString, _ closing: StaticString, _ what: String) throws(Rejection) -> ArraySlice<UInt8> {
    at += opening.utf8CodeUnitCount
    let start = at
    while at < bytes.count {
      if starts(closing) {
        let inside = bytes[start..<at]
        at += closing.utf8CodeUnitCount
        return inside
      }
      step()
    }
    throw broken("\(what) is never closed")
  }

  @discardableResult
  private mutating func skipBlanks() -> Bool {
    let start = at
    while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { step() }
    return at > start
  }

  private mutating func step() {
    if bytes[at] == 0x0A { line += 1 }
    at += 1
  }

  private var place: Problem.Place { Problem.Place(file: file, line: line) }

  private func broken(_ what: String) -> Rejection {
    Rejection(Problem(.notXML, at: place, "the document is not well-formed XML: \(what)", remedy: "send the file as its program wrote it"))
  }
}
