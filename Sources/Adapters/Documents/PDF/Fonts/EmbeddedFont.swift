/// A font cut down and ready to be written into documents that show the same glyphs: all of it that does not depend on
/// where its objects stand.
final class EmbeddedFont {
  /// With the tag that tells subsets apart.
  let name: String
  /// The font's file, compressed, and how long it was before.
  let file: [UInt8]
  let length: Int
  /// The glyph in the file and the letters of each character identifier, compressed.
  let glyphOfCharacter: [UInt8]
  let unicode: [UInt8]
  let widths: PDFBytes
  /// What is said of the font; the reference to its file and the end are left open.
  let descriptor: PDFBytes

  /// - Parameter meanings: by character identifier, from 1; 0 is the glyph for what is missing.
  init?(_ font: FontFile, _ meanings: [GlyphMeaning], _ deflater: Deflater) {
    guard let subset = FontSubset(font, meanings.map(\.glyph)) else { return nil }
    file = deflater.compress(subset.file)
    length = subset.file.count
    glyphOfCharacter = deflater.compress(subset.glyphOfCharacter)
    unicode = deflater.compress(UnicodeMap.bytes(meanings))
    var identity = ContentIdentity()
    identity.add(subset.file)
    name = String(decoding: identity.bytes.prefix(6).map { 0x41 + $0 % 26 }, as: UTF8.self) + "+" + font.name
    var widths = PDFBytes()
    widths.fine(font.width(0))
    for meaning in meanings {
      widths.space()
      widths.fine(font.width(meaning.glyph))
    }
    self.widths = widths
    descriptor = EmbeddedFont.descriptor(font, name)
  }

  private static func descriptor(_ font: FontFile, _ name: String) -> PDFBytes {
    let scale = 1000 / font.unitsPerEm
    var body = PDFBytes("<</Type/FontDescriptor/FontName")
    body.name(name)
    body.raw("/Flags 4/FontBBox[")
    for (index, value) in font.box.enumerated() {
      if index > 0 { body.space() }
      body.integer(Int((value * scale).rounded()))
    }
    body.raw("]/ItalicAngle 0/Ascent ")
    body.integer(Int((font.ascent * scale).rounded()))
    body.raw("/Descent ")
    body.integer(Int((font.descent * scale).rounded()))
    body.raw("/CapHeight ")
    body.integer(Int((font.capHeight * scale).rounded()))
    body.raw(font.isBold ? "/StemV 140" : "/StemV 80")
    return body
  }
}
