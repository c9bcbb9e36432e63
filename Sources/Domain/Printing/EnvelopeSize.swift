/// A size of envelope and how many sheets it takes.
public struct EnvelopeSize: Sendable, Hashable {
  /// As the print shop calls it; part of file names.
  public var name: String
  /// The most sheets that it takes, from 1 on.
  public var sheets: Int

  public init(_ name: String, sheets: Int) {
    self.name = name
    self.sheets = sheets
  }

  /// What no envelope of the settings takes is packed by hand.
  public static let byHand = EnvelopeSize("by-hand", sheets: .max)

  /// Sheets of 80 g/m², folded twice, once and not at all.
  public static let usual = [EnvelopeSize("C56", sheets: 5), EnvelopeSize("C5", sheets: 12), EnvelopeSize("C4", sheets: 60)]
}
