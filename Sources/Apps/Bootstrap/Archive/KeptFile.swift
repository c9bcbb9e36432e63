import Archiving
import Operations
public import Primitives
import Store

/// What kind of file the bytes of a document are.
enum KeptFile: Sendable, Hashable {
  case pdf, xml
  /// A signature around a document (CAdES): `.xml.p7m`.
  case envelope

  init(_ bytes: [UInt8]) {
    // DER begins with a sequence, XML with `<` or a mark of the encoding.
    self = bytes.starts(with: Array("%PDF".utf8)) ? .pdf : bytes.first == 0x30 ? .envelope : .xml
  }

  var ending: String {
    switch self {
    case .pdf: "pdf"
    case .xml: "xml"
    case .envelope: "xml.p7m"
    }
  }

  var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .xml: "application/xml"
    case .envelope: "application/pkcs7-mime"
    }
  }

  /// Whether a document carries a signature, or is carried by one.
  static func isSigned(_ bytes: [UInt8]) -> Bool {
    switch KeptFile(bytes) {
    case .envelope: true
    case .pdf: bytes.firstRange(of: Array("/ETSI.CAdES.detached".utf8)) != nil
    case .xml: bytes.firstRange(of: Array("<ds:Signature ".utf8)) != nil
    }
  }
}

extension ProblemCode {
  /// The operator signs nothing here.
  public static let noSigning = ProblemCode("signing.not-configured")
  /// The archive keeps the document as it is, unsigned.
  public static let keptUnsigned = ProblemCode("signing.kept-unsigned")
  /// The archive keeps the document signed, and there is one such document.
  public static let keptSigned = ProblemCode("signing.kept-signed")
}

extension Archive {
  /// The bytes of a document that somebody wants signed, when they are.
  ///
  /// - Throws: `Rejection` (`signing.not-configured`, `signing.kept-unsigned`).
  func requireSigned(_ bytes: [UInt8], _ number: String) throws -> [UInt8] {
    if KeptFile.isSigned(bytes) { return bytes }
    if try settings().signing == nil {
      throw Rejection(
        Problem(
          .noSigning, path: "signed", "nothing is signed here: no certificate is configured",
          remedy: "name the operator's certificate in the archive's `archive.yaml`: `signing: {certificate: operator.p12, passphraseFile: secret.txt}`"))
    }
    throw Rejection(
      Problem(
        .keptUnsigned, path: "signed", "the archive keeps \(number) unsigned: it was kept before documents were signed, and stays as it is",
        remedy: "take it as it is; `florin invoice pdf \(number) --sign-with FILE` signs a copy of it"))
  }

  /// Refuses to sign again what is kept signed: there would be two documents of one number.
  ///
  /// - Throws: `Rejection` (`signing.kept-signed`).
  public func refuseSigningAgain(_ number: String, form: String) throws {
    for one in try store.archiveEntries(ArchiveFilter(document: number, limit: 100)) where one.entry.document.form == form && one.erasure == nil {
      guard KeptFile.isSigned(try vault.bytes(of: one)) else { continue }
      throw Rejection(
        Problem(
          .keptSigned, path: "sign-with", "the archive keeps \(number) signed (\(form)), and that is the document",
          remedy: "leave `--sign-with` out: it is handed out as it was signed"))
    }
  }
}
