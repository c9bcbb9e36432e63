public import Primitives

/// Makes the SHA-256 of bytes; given by whoever has one.
public typealias VerifactuHash = @Sendable ([UInt8]) -> [UInt8]

/// How records are chained: the fingerprint of each is the SHA-256 of a text that ends with the fingerprint before and the time.
///
/// After AEAT, "Detalle de las especificaciones técnicas para generación de la huella o hash de los registros de facturación", 0.1.2.
public enum VerifactuChain {
  /// The text of the record of an issued document.
  public static func registration(
    _ document: VerifactuDocument, type: String, taxTotal: String, total: String, after before: String, at generatedAt: String
  ) -> String {
    "IDEmisorFactura=\(trimmed(document.issuer))&NumSerieFactura=\(trimmed(document.number))&FechaExpedicionFactura=\(VerifactuText.day(document.issuedOn))"
      + "&TipoFactura=\(type)&CuotaTotal=\(taxTotal)&ImporteTotal=\(total)&Huella=\(before)&FechaHoraHusoGenRegistro=\(generatedAt)"
  }

  /// The text of the record that a document should not have been issued.
  public static func annulment(_ document: VerifactuDocument, after before: String, at generatedAt: String) -> String {
    "IDEmisorFacturaAnulada=\(trimmed(document.issuer))&NumSerieFacturaAnulada=\(trimmed(document.number))"
      + "&FechaExpedicionFacturaAnulada=\(VerifactuText.day(document.issuedOn))&Huella=\(before)&FechaHoraHusoGenRegistro=\(generatedAt)"
  }

  /// 64 hexadecimal digits in capital letters.
  public static func fingerprint(_ text: String, _ hash: VerifactuHash) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return String(decoding: hash(Array(text.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static func trimmed(_ text: String) -> Substring {
    var rest = text[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return rest
  }
}

/// A record in its place in the chain of its issuer, as it is kept.
public struct VerifactuEntry: Sendable, Hashable {
  /// What a record says of its document.
  public enum Act: String, Sendable, Hashable, CaseIterable {
    case registration = "alta"
    case annulment = "anulacion"
  }

  /// What Florin issued.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    case invoice
    case creditNote = "credit-note"
  }

  /// Among all issuers' records.
  public var id: Int64
  /// In the issuer's chain, from 1.
  public var number: Int64
  /// The code of the seller.
  public var seller: String
  public var subject: Subject
  public var act: Act
  public var document: VerifactuDocument
  /// Of an issued document: `F1` to `R5`.
  public var type: String?
  /// Of an issued document, as written.
  public var taxTotal: String?
  public var total: String?
  public var generatedAt: String
  /// The fingerprint before it; empty for the first.
  public var before: String
  public var fingerprint: String
  public var recordedAt: Instant
  /// Why a document was annulled.
  public var reason: String?
  /// The record in the form of the tax agency's schema.
  public var xml: [UInt8]

  public init(
    id: Int64 = 0, number: Int64, seller: String, subject: Subject, act: Act, document: VerifactuDocument, type: String? = nil, taxTotal: String? = nil,
    total: String? = nil, generatedAt: String, before: String, fingerprint: String, recordedAt: Instant, reason: String? = nil, xml: [UInt8]
  ) {
    self.id = id
    self.number = number
    self.seller = seller
    self.subject = subject
    self.act = act
    self.document = document
    self.type = type
    self.taxTotal = taxTotal
    self.total = total
    self.generatedAt = generatedAt
    self.before = before
    self.fingerprint = fingerprint
    self.recordedAt = recordedAt
    self.reason = reason
    self.xml = xml
  }

  public var link: VerifactuLink { VerifactuLink(document: document, fingerprint: fingerprint) }

  /// The text that its fields give its fingerprint by.
  var chainedText: String {
    switch act {
    case .registration:
      VerifactuChain.registration(document, type: type ?? "", taxTotal: taxTotal ?? "", total: total ?? "", after: before, at: generatedAt)
    case .annulment: VerifactuChain.annulment(document, after: before, at: generatedAt)
    }
  }
}

/// What is wrong with a chain, and with what in it.
public struct VerifactuFinding: Sendable, Hashable, CustomStringConvertible {
  public var subject: String
  public var message: String

  public init(_ subject: String, _ message: String) {
    self.subject = subject
    self.message = message
  }

  public var description: String { "\(subject): \(message)" }
}

/// Proves the chain of one issuer, record by record in the order of their numbers.
///
/// Each is judged by the fingerprints that are stored, so that one changed record is one finding and not all behind it.
public struct VerifactuChainProof: Sendable {
  private let hash: VerifactuHash
  private let issuer: String
  private var previous: (number: Int64, link: VerifactuLink?)

  public init(issuer: String, hash: @escaping VerifactuHash) {
    self.hash = hash
    self.issuer = issuer
    previous = (0, nil)
  }

  /// - Parameter record: what the entry's XML says; `nil` when it cannot be read.
  /// - Returns: what is wrong with the record and its place.
  public mutating func look(at entry: VerifactuEntry, record: VerifactuRecord?) -> [VerifactuFinding] {
    defer { previous = (entry.number, entry.link) }
    let subject = "\(issuer) record \(entry.number) (\(entry.document.number), \(entry.act.rawValue))"
    var findings: [VerifactuFinding] = []
    let expected = previous.number + 1
    if entry.number > expected {
      let missing = expected == entry.number - 1 ? "record \(expected) is" : "records \(expected) to \(entry.number - 1) are"
      findings.append(VerifactuFinding("\(issuer) record \(expected)", "missing: \(missing) gone from the chain"))
    } else if entry.before != previous.link?.fingerprint ?? "" {
      findings.append(VerifactuFinding(subject, "inserted, or the one before it was: it names another fingerprint before it than the record before has"))
    }
    if VerifactuChain.fingerprint(entry.chainedText, hash) != entry.fingerprint {
      findings.append(VerifactuFinding(subject, "edited: its fields do not give its fingerprint"))
    }
    guard let record else {
      findings.append(VerifactuFinding(subject, "edited: its XML is not its record"))
      return findings
    }
    if VerifactuChain.fingerprint(record.chainedText, hash) != entry.fingerprint {
      findings.append(VerifactuFinding(subject, "edited: what its XML says does not give its fingerprint"))
    } else if entry.number == expected, record.previous?.document != previous.link?.document {
      findings.append(VerifactuFinding(subject, "edited: its XML names another document before it"))
    }
    return findings
  }

  /// The number that the chain ends with so far.
  public var lastNumber: Int64 { previous.number }
}
