import Primitives

/// A file carried inside a document, such as the invoice as XML (PDF/A-3, ISO 19005-3, 6.8).
public struct Attachment: Sendable, Hashable {
  /// What the file is to the document.
  public enum Relation: String, Sendable, Hashable {
    case alternative = "Alternative"
    case data = "Data"
    case source = "Source"
    case supplement = "Supplement"
    case unspecified = "Unspecified"
  }

  public var name: String
  public var mediaType: String
  public var about: String
  public var relation: Relation
  public var bytes: [UInt8]
  /// The Factur-X level the file claims, such as `EN 16931`; said in the document's metadata.
  public var facturXLevel: String?

  public init(
    name: String, mediaType: String, about: String, relation: Relation = .alternative, bytes: [UInt8], facturXLevel: String? = nil
  ) {
    self.name = name
    self.mediaType = mediaType
    self.about = about
    self.relation = relation
    self.bytes = bytes
    self.facturXLevel = facturXLevel
  }
}

extension Attachment {
  /// Writes the file and its specification; gives the specification's number.
  func write(to writer: inout ObjectWriter, on day: Day) throws -> ObjectID {
    let (stream, specification) = (writer.reserve(), writer.reserve())
    var dictionary = PDFBytes("/Type/EmbeddedFile/Subtype")
    dictionary.name(mediaType)
    dictionary.raw("/Params<</ModDate(")
    dictionary.ascii(PDFDate.pdf(day))
    dictionary.raw(")/Size ")
    dictionary.integer(bytes.count)
    dictionary.raw(">>")
    try writer.writeStream(stream, dictionary, bytes)
    var body = PDFBytes("<</Type/Filespec/F")
    body.text(name)
    body.raw("/UF")
    body.text(name)
    body.raw("/Desc")
    body.text(about)
    body.raw("/AFRelationship")
    body.name(relation.rawValue)
    body.raw("/EF<</F ")
    body.reference(stream)
    body.raw("/UF ")
    body.reference(stream)
    body.raw(">>>>")
    try writer.write(specification, body)
    return specification
  }
}

/// A day as PDF and its metadata write an instant: its first, in UTC. No document asks a clock.
enum PDFDate {
  static func pdf(_ day: Day) -> String { "D:" + day.description.filter { $0 != "-" } + "000000Z" }
  static func xmp(_ day: Day) -> String { day.description + "T00:00:00Z" }
}
