/// The characters that most bills need of a font: a document without others shares one subset of it, made once.
/// Which characters these are depends on the font alone, so that no document depends on those made before it.
enum BaseSet {
  static func characters(_ font: FontFile, isLatin: Bool, isLight: Bool) -> [Unicode.Scalar] {
    guard isLatin else { return [] }
    if isLight { return Array(" 0123456789.,-\u{2212}€$£".unicodeScalars) }
    let ascii = (0x20..<0x7F).compactMap { Unicode.Scalar($0) }
    return ascii + Array("·–—•…×€£\u{2212}áéíóúüñçÁÉÍÓÚÜÑÇ¿¡ªºăâîșțĂÂÎȘȚàèòÀÈÒ’“”".unicodeScalars)
  }
}

/// One font's part in making documents: its base set, and the subsets made for it.
final class SubsetStore {
  /// Character identifiers by glyph, from 1, of the base set.
  let base: [UInt32: Int]
  let baseGlyphs: [UInt32]
  let baseTexts: [String]
  private var made: [[UInt32]: FontSubset] = [:]
  private static let madeAtMost = 64

  init(_ font: FontFile, isLatin: Bool, isLight: Bool) {
    var base: [UInt32: Int] = [:]
    var glyphs: [UInt32] = []
    var texts: [String] = []
    for scalar in BaseSet.characters(font, isLatin: isLatin, isLight: isLight) {
      guard let glyph = font.glyph(scalar), base[glyph] == nil else { continue }
      glyphs.append(glyph)
      texts.append(String(Character(scalar)))
      base[glyph] = glyphs.count
    }
    self.base = base
    baseGlyphs = glyphs
    baseTexts = texts
  }

  func subset(_ font: FontFile, _ glyphs: [UInt32], _ deflater: Deflater) -> FontSubset? {
    if let known = made[glyphs] { return known }
    guard let subset = FontSubset(font, glyphs, deflater) else { return nil }
    if made.count >= SubsetStore.madeAtMost { made.removeAll() }
    made[glyphs] = subset
    return subset
  }
}
