public import Primitives
public import Templates

/// What making PDFs needs and every document shares: the fonts, the words already shaped, the subsets already cut.
///
/// One press makes one document after the other; several at once take several presses.
public final class PDFPress {
  let shelf: FontShelf
  let shaper: Shaper
  /// For what is written once: content, structure.
  let deflater: Deflater
  /// For what many documents share: fonts.
  let sharedDeflater: Deflater
  let subsets: [SubsetStore]
  let colourProfile: [UInt8]
  /// How many pages it has made so far.
  public internal(set) var pageCount = 0
  /// A blank, as it stands between words.
  let blank: ShapedText

  /// - Throws: `Rejection` (`documents.fonts-missing`) when fonts are not installed.
  ///
  /// - Parameter typeface: what Latin, Greek and Cyrillic letters are set in.
  public init(_ places: FontPlaces = .ofEnvironment(), typeface: Typeface = .openSans) throws(Rejection) {
    let shelf = try FontShelf(places, typeface)
    self.shelf = shelf
    shaper = Shaper(shelf)
    // Beyond it a page gets hardly smaller and takes much longer: at 4 two pages lose one byte in sixty of their file and take
    // seven tenths longer.
    deflater = Deflater(level: 1)
    sharedDeflater = Deflater(level: 6)
    subsets = shelf.fonts.indices.map { place in
      let isLight = shelf.isFirst(place, .light)
      let isLatin = FontWeight.allCases.contains { shelf.isFirst(place, $0) }
      return SubsetStore(shelf.fonts[place], isLatin: isLatin, isLight: isLight)
    }
    blank = shaper.shape(" ", .regular)
    colourProfile = deflater.compress(SRGBProfile.bytes)
  }
}
