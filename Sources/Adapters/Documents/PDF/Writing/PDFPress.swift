public import Primitives

/// What making PDFs needs and every document shares: the fonts, the words already shaped, the subsets already cut.
///
/// One press makes one document after the other; several at once take several presses.
public final class PDFPress {
  let shelf: FontShelf
  let shaper: Shaper
  let deflater: Deflater
  let subsets: [SubsetStore]
  let colourProfile: [UInt8]
  /// How many pages it has made so far.
  public internal(set) var pageCount = 0

  /// How hard content is compressed: beyond it a page gets hardly smaller and takes much longer.
  static let level: Int32 = 4

  /// - Throws: `Rejection` (`documents.fonts-missing`) when fonts are not installed.
  public init(_ places: FontPlaces = .ofEnvironment()) throws(Rejection) {
    let shelf = try FontShelf(places)
    self.shelf = shelf
    shaper = Shaper(shelf)
    deflater = Deflater(level: PDFPress.level)
    subsets = shelf.fonts.indices.map { place in
      let isLight = shelf.isFirst(place, .light)
      let isLatin = FontWeight.allCases.contains { shelf.isFirst(place, $0) }
      return SubsetStore(shelf.fonts[place], isLatin: isLatin, isLight: isLight)
    }
    colourProfile = deflater.compress(SRGBProfile.bytes)
  }
}
