import Primitives

/// Bytes as text: the encodings that documents come in, and the characters of XML.
enum XMLText {
  /// The same text in UTF-8 without a mark of byte order.
  static func utf8(_ bytes: [UInt8], file: String) throws(Rejection) -> [UInt8] {
    if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes.dropFirst(2), isLittle: true, file) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes.dropFirst(2), isLittle: false, file) }
    let plain = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let declared = declaredEncoding(plain)
    switch declared {
    case nil, "utf-8", "utf8", "us-ascii", "ascii":
      guard String(validating: plain, as: UTF8.self) != nil else {
        throw refused("the document is not in UTF-8, as it says it is", file)
      }
      return plain
    case "iso-8859-1", "latin1":
      return plain.flatMap { $0 < 0x80 ? [$0] : [0xC0 | $0 >> 6, 0x80 | $0 & 0x3F] }
    case let other?:
      throw refused("the document is in the encoding \(other)", file)
    }
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, isLittle: Bool, _ file: String) throws(Rejection) -> [UInt8] {
    var units: [UInt16] = []
    var iterator = bytes.makeIterator()
    while let first = iterator.next() {
      guard let second = iterator.next() else { throw refused("the document ends in the middle of a character", file) }
      units.append(isLittle ? UInt16(second) << 8 | UInt16(first) : UInt16(first) << 8 | UInt16(second))
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw refused("the document is not in UTF-16, as it says it is", file) }
    return Array(text.utf8)
  }

  /// The encoding in `<?xml … encoding="…"?>`, in small letters.
  private static func declaredEncoding(_ bytes: [UInt8]) -> String? {
    guard bytes.starts(with: Array("<?xml".utf8)), let end = bytes.prefix(200).firstIndex(of: 0x3E) else { return nil }
    let head = String(decoding: bytes[..<end], as: UTF8.self)
    guard let range = head.firstRange(of: "encoding=") else { return nil }
    let rest = head[range.upperBound...]
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
    return String(rest.dropFirst().prefix { $0 != quote }).lowercased()
  }

  private static func refused(_ what: String, _ file: String) -> Rejection {
    Rejection(Problem(.xmlEncoding, at: Problem.Place(file: file), what, remedy: "send it in UTF-8"))
  }

  /// Letters, digits and the few signs of names; everything beyond ASCII counts as a letter.
  static func isName(_ byte: UInt8, first: Bool) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x3A, 0x80...0xFF: true
    case 0x30...0x39, 0x2D, 0x2E: !first
    default: false
    }
  }

  /// The character of a number (`65` or `x41`); `nil` when XML has none.
  static func scalar(_ number: Substring) -> Unicode.Scalar? {
    let value = number.hasPrefix("x") ? UInt32(number.dropFirst(), radix: 16) : UInt32(number)
    guard let value, value == 0x9 || value == 0xA || value == 0xD || value >= 0x20, value != 0xFFFE, value != 0xFFFF else { return nil }
    return Unicode.Scalar(value)
  }
}

/// Namespaces of e-invoices and the prefixes that they usually have.
enum XMLNames {
  static func name(_ local: String, in namespace: String) -> String {
    switch namespace {
    case "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2": "cbc:" + local
    case "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2": "cac:" + local
    case "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2": "ext:" + local
    case "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2": "ubl:" + local
    case "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2": "cn:" + local
    case "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100": "rsm:" + local
    case "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100": "ram:" + local
    case "urn:un:unece:uncefact:data:standard:QualifiedDataType:100": "qdt:" + local
    case "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100": "udt:" + local
    case "": local
    default: "{\(namespace)}" + local
    }
  }
}
