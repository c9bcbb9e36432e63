public import Primitives

extension ProblemCode {
  public static let printEnvelopes = ProblemCode("print.envelopes")
}

/// What a print shop wants: how sheets are printed, marked and put into envelopes.
public struct PrintSettings: Sendable, Hashable {
  /// What a machine reads on every sheet.
  public enum Marks: String, Sendable, Hashable, CaseIterable {
    /// A column of bars at the left edge.
    case omr
    /// A Data Matrix (ISO/IEC 16022) at the left edge.
    case dataMatrix = "data-matrix"
    case none
  }

  /// Whether sheets are printed on both sides.
  public var isDuplex: Bool
  public var marks: Marks
  /// From the smallest on.
  public var envelopes: [EnvelopeSize]
  /// A batch is closed before it has more sheets than this; a single piece may have more.
  public var sheetsInBatch: Int

  public init(isDuplex: Bool = true, marks: Marks = .omr, envelopes: [EnvelopeSize] = EnvelopeSize.usual, sheetsInBatch: Int = 2_000) {
    self.isDuplex = isDuplex
    self.marks = marks
    self.envelopes = envelopes
    self.sheetsInBatch = sheetsInBatch
  }

  /// How many sheets so many pages take.
  public func sheets(pages: Int) -> Int { isDuplex ? (pages + 1) / 2 : pages }

  /// The smallest envelope that takes so many sheets.
  public func envelope(sheets: Int) -> EnvelopeSize { envelopes.first { sheets <= $0.sheets } ?? .byHand }

  /// Reads a document; every mistake in it at once. What is not said is as it is without.
  ///
  ///     duplex: true
  ///     marks: data-matrix
  ///     sheetsInBatch: 2000
  ///     envelopes:
  ///       - {name: C56, sheets: 5}
  ///       - {name: C4, sheets: 60}
  public static func read(_ node: SourceNode) throws(Rejection) -> PrintSettings {
    var reader = SourceReader(node)
    var settings = PrintSettings()
    settings.isDuplex = reader.optionalFlag("duplex") ?? settings.isDuplex
    settings.marks = reader.optionalChoice("marks", Marks.self) ?? settings.marks
    settings.sheetsInBatch = reader.optionalInteger("sheetsInBatch") ?? settings.sheetsInBatch
    if !(1...100_000).contains(settings.sheetsInBatch) {
      reader.report(
        .wrongValue, node["sheetsInBatch"] ?? node, "a batch of \(settings.sheetsInBatch) sheets is not possible", remedy: "use 1 to 100000 sheets")
    }
    var problems: [Problem] = []
    if let list = reader.optional("envelopes") { settings.envelopes = envelopes(list, &reader, &problems) }
    reader.refuseUnknownFields()
    problems = reader.problems + problems
    guard problems.isEmpty else { throw Rejection(problems) }
    return settings
  }

  private static func envelopes(_ list: SourceNode, _ reader: inout SourceReader, _ problems: inout [Problem]) -> [EnvelopeSize] {
    var found: [EnvelopeSize] = []
    for node in reader.list(list) {
      var one = SourceReader(node)
      let name = one.text("name")
      let sheets = one.integer("sheets")
      one.refuseUnknownFields()
      if let name, !isName(name) {
        one.report(.printEnvelopes, node["name"] ?? node, "\"\(name)\" cannot be part of a file's name", remedy: "use letters, digits and hyphens, at most 20")
      }
      if let name, found.contains(where: { $0.name == name }) || name == EnvelopeSize.byHand.name {
        one.report(.printEnvelopes, node["name"] ?? node, "the name \(name) is taken", remedy: "give each size of envelope a name of its own, other than `\(EnvelopeSize.byHand.name)`")
      }
      if let sheets, sheets <= found.last?.sheets ?? 0 || sheets > 1_000 {
        one.report(
          .printEnvelopes, node["sheets"] ?? node, "an envelope for \(sheets) sheets cannot stand here",
          remedy: "begin with the smallest; each takes more sheets than the one before it, at most 1000")
      }
      problems += one.problems
      if let name, let sheets { found.append(EnvelopeSize(name, sheets: sheets)) }
    }
    return found
  }

  private static func isName(_ text: String) -> Bool {
    (1...20).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
  }
}
