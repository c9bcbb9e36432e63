import Operations
import Primitives

/// A signature of the whole file in itself: PAdES (ETSI EN 319 142-1, B-B) in the terms of ISO 32000-1, 12.8.
///
/// The field shows nothing and stands outside of its page. The signature's own digits are a hole in what is signed; it is filled when
/// the rest of the file is done.
struct SignatureField {
  let signing: Signing
  let field: ObjectID
  private let value: ObjectID
  /// Where in the file the object with the signature begins, once it is written.
  private var start = 0
  /// From the object's beginning.
  private var range = 0
  private var hole = 0..<0

  init(_ signing: Signing, _ writer: inout ObjectWriter) {
    self.signing = signing
    field = writer.reserve()
    value = writer.reserve()
  }

  /// Room for the certificates, and for what a signature says beside them.
  private var reservedBytes: Int { signing.identity.certificates.reduce(4_096) { $0 + $1.count } }

  mutating func write(to writer: inout ObjectWriter, on page: ObjectID) throws {
    var body = PDFBytes("<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/TU")
    body.text("Digital signature")
    // Printed, for PDF/A allows nothing hidden; outside of the page and without an extent, so that it needs no picture.
    body.raw("/F 132/Rect[-1 -1 -1 -1]/P ")
    body.reference(page)
    body.raw("/V ")
    body.reference(value)
    body.raw(">>")
    try writer.write(field, body)
    body = PDFBytes("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:")
    body.ascii(SignatureField.time(signing.at))
    body.raw(")/ByteRange[0 ")
    range = body.bytes.count
    body.bytes += [UInt8](repeating: 0x20, count: 3 * SignatureField.digits + 2)
    body.raw("]/Contents")
    hole = body.bytes.count..<(body.bytes.count + 2 * reservedBytes + 2)
    body.raw("<")
    body.bytes += [UInt8](repeating: 0x30, count: 2 * reservedBytes)
    body.raw(">>>")
    start = try writer.writeAlone(value, body)
  }

  private static let digits = 10

  private static func time(_ at: Instant) -> String {
    let text = "\(Instant(seconds: at.seconds))".filter(\.isNumber)
    return text + "Z"
  }

  /// Signs a file that is complete.
  func fill(_ file: inout [UInt8]) throws {
    let hole = (start + self.hole.lowerBound)..<(start + self.hole.upperBound)
    let numbers = [hole.lowerBound, hole.upperBound, file.count - hole.upperBound].map { number in
      String(number) + String(repeating: " ", count: SignatureField.digits - String(number).utf8.count)
    }.joined(separator: " ")
    file.replaceSubrange((start + range)..<(start + range + numbers.utf8.count), with: numbers.utf8)
    let signature = try signing.identity.cms(of: Array(file[..<hole.lowerBound]) + file[hole.upperBound...], isDetached: true)
    guard signature.count <= reservedBytes else { throw SignatureTooLong(bytes: signature.count) }
    var digits = PDFBytes()
    digits.hex(signature)
    file.replaceSubrange((hole.lowerBound + 1)..<(hole.lowerBound + 1 + digits.bytes.count), with: digits.bytes)
  }
}

/// A signature that its room in the file does not hold.
struct SignatureTooLong: Error, CustomStringConvertible {
  var bytes: Int

  var description: String { "a signature of \(bytes) bytes is longer than the room that was kept for it" }
}
