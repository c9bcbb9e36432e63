/// The characters that most bills need of a font: a document without others shares one subset of it, made once.
/// Which characters these are depends on the font alone, so that no document depends on those made before it.
enum BaseSet {
  static func characters(isLatin: Bool, isLight: Bool) -> [Unicode.Scalar] {
    guard isLatin else { return [] }
    if isLight { return Array(" 0123456789.,-\u{2212}€$£".unicodeScalars) }
    let ascii = (0x20..<0x7F).compactMap { Unicode.Scalar($0) }
    return ascii + Array("·–—•…×€£\u{2212}áéíóúüñçÁÉÍÓÚÜÑÇ¿¡ªºăâîșțĂÂÎȘȚàèòÀÈÒ’“”".unicodeScalars)
  }
}

/// A glyph with what it stands for: one glyph may stand for different letters in different places.
struct GlyphMeaning: Hashable {
  var glyph: UInt32
  var text: String
}

/// One font's part in making documents: its base set, and what was embedded of it.
final class SubsetStore {
  /// The base set in the order of its character identifiers, from 1.
  let base: [GlyphMeaning]
  /// Identifiers by glyph, 0 where the base set has none.
  private let characters: [UInt16]
  private var made: [[GlyphMeaning]: EmbeddedFont] = [:]
  private static let madeAtMost = 64

  init(_ font: FontFile, isLatin: Bool, isLight: Bool) {
    var base: [GlyphMeaning] = []
    var characters: [UInt16] = []
    for scalar in BaseSet.characters(isLatin: isLatin, isLight: isLight) {
      guard let glyph = font.glyph(scalar) else { continue }
      if glyph >= characters.count { characters += [UInt16](repeating: 0, count: Int(glyph) + 1 - characters.count) }
      guard characters[Int(glyph)] == 0 else { continue }
      base.append(GlyphMeaning(glyph: glyph, text: String(Character(scalar))))
      characters[Int(glyph)] = UInt16(base.count)
    }
    self.base = base
    self.characters = characters
  }

  /// The fixed identifier of a glyph of the base set.
  func character(_ placed: PlacedGlyph) -> Int? {
    guard placed.glyph < characters.count, case let known = Int(characters[Int(placed.glyph)]), known > 0, base[known - 1].text == placed.text else { return nil }
    return known
  }

  /// The font with the base set and others behind it.
  func embedded(_ font: FontFile, others: [GlyphMeaning], _ deflater: Deflater) -> EmbeddedFont? {
    if let known = made[others] { return known }
    guard let embedded = EmbeddedFont(font, base + others, deflater) else { return nil }
    if made.count >= SubsetStore.madeAtMost { made.removeAll() }
    made[others] = embedded
    return embedded
  }
}
