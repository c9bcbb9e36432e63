import Primitives

/// A font as one document uses it: which glyphs under which character identifiers.
final class DocumentFont {
  let font: FontFile
  let id: ObjectID
  private let store: SubsetStore
  /// What the document shows beyond the font's base set, in order of first use.
  private var others: [GlyphMeaning] = []
  private var characters: [GlyphMeaning: Int] = [:]

  init(_ font: FontFile, _ store: SubsetStore, id: ObjectID) {
    self.font = font
    self.id = id
    self.store = store
  }

  /// The character identifier of a glyph, and whether it is the same in every document.
  func character(_ placed: PlacedGlyph) -> (identifier: Int, isOfBase: Bool) {
    if let known = store.character(placed) { return (known, true) }
    let meaning = GlyphMeaning(glyph: placed.glyph, text: placed.text)
    if let known = characters[meaning] { return (known, false) }
    others.append(meaning)
    let identifier = store.base.count + others.count
    characters[meaning] = identifier
    return (identifier, false)
  }

  /// Writes the font with everything that belongs to it (ISO 32000-1, 9.7).
  func write(to writer: inout ObjectWriter, _ deflater: Deflater) throws {
    guard let embedded = store.embedded(font, others: others, deflater) else { throw FontFault(font: font.name) }
    let (file, map, unicode, descriptor, descendant) = (writer.reserve(), writer.reserve(), writer.reserve(), writer.reserve(), writer.reserve())
    var length = PDFBytes("/Length1 ")
    length.integer(embedded.length)
    try writer.writeStream(file, length, embedded.file, isCompressed: true)
    try writer.writeStream(map, PDFBytes(), embedded.glyphOfCharacter, isCompressed: true)
    try writer.writeStream(unicode, PDFBytes(), embedded.unicode, isCompressed: true)
    try writer.write(descriptor) { body in
      body.append(embedded.descriptor)
      body.raw("/FontFile2 ")
      body.reference(file)
      body.raw(">>")
    }
    try writer.write(descendant) { body in
      body.raw("<</Type/Font/Subtype/CIDFontType2/BaseFont")
      body.name(embedded.name)
      body.raw("/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 0/FontDescriptor ")
      body.reference(descriptor)
      body.raw("/CIDToGIDMap ")
      body.reference(map)
      body.raw("/W[0[")
      body.append(embedded.widths)
      body.raw("]]>>")
    }
    try writer.write(id) { body in
      body.raw("<</Type/Font/Subtype/Type0/BaseFont")
      body.name(embedded.name)
      body.raw("/Encoding/Identity-H/DescendantFonts[")
      body.reference(descendant)
      body.raw("]/ToUnicode ")
      body.reference(unicode)
      body.raw(">>")
    }
  }
}

/// A font that opened and cannot be cut down: damaged beyond what opening it shows.
struct FontFault: Error, CustomStringConvertible {
  var font: String
  var description: String { "the font \(font) cannot be cut down to a document's glyphs" }
}
