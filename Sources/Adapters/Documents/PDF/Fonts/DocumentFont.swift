import Primitives

/// A font as one document uses it: which glyphs under which character identifiers, and what each means.
struct DocumentFont {
  let font: FontFile
  let id: ObjectID
  private(set) var glyphs: [UInt32]
  private(set) var texts: [String]
  private var extra: [Meaning: Int] = [:]
  private let store: SubsetStore

  init(_ font: FontFile, _ store: SubsetStore, id: ObjectID) {
    self.font = font
    self.id = id
    self.store = store
    glyphs = store.baseGlyphs
    texts = store.baseTexts
  }

  /// A glyph with what it stands for: one glyph may stand for different letters in different places.
  private struct Meaning: Hashable {
    var glyph: UInt32
    var text: String
  }

  /// The character identifier of a glyph: fixed for the base set, in order of first use for others.
  mutating func character(_ placed: PlacedGlyph) -> Int {
    if let known = store.base[placed.glyph], texts[known - 1] == placed.text { return known }
    let meaning = Meaning(glyph: placed.glyph, text: placed.text)
    if let known = extra[meaning] { return known }
    glyphs.append(placed.glyph)
    // Where a cluster has more glyphs than letters, a reader takes the text beside it.
    texts.append(placed.text.isEmpty ? "\u{200B}" : placed.text)
    extra[meaning] = glyphs.count
    return glyphs.count
  }

  func isInBase(_ character: Int) -> Bool { character <= store.baseGlyphs.count }

  /// How far a glyph moves the pen, in thousandths of an em.
  func width(_ glyph: UInt32) -> Double { Double(font.advance(glyph)) * 1000 / font.unitsPerEm }

  /// Writes the font with everything that belongs to it (ISO 32000-1, 9.7).
  func write(to writer: inout ObjectWriter, _ deflater: Deflater) throws {
    guard let subset = store.subset(font, glyphs, deflater) else { throw FontFault(font: font.name) }
    var identity = ContentIdentity()
    identity.add(subset.file)
    let tag = String(decoding: identity.bytes.prefix(6).map { 0x41 + $0 % 26 }, as: UTF8.self)
    let name = tag + "+" + font.name

    let (file, map, unicode, descriptor, descendant) = (writer.reserve(), writer.reserve(), writer.reserve(), writer.reserve(), writer.reserve())
    var length = PDFBytes("/Length1 ")
    length.integer(subset.length)
    try writer.writeStream(file, length, subset.file, isCompressed: true)
    try writer.writeStream(map, PDFBytes(), subset.glyphOfCharacter, isCompressed: true)
    try writer.writeStream(unicode, PDFBytes(), UnicodeMap.bytes(texts))
    try writer.write(descriptor, self.descriptor(name, file))

    var body = PDFBytes("<</Type/Font/Subtype/CIDFontType2/BaseFont")
    body.name(name)
    body.raw("/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 0/FontDescriptor ")
    body.reference(descriptor)
    body.raw("/CIDToGIDMap ")
    body.reference(map)
    body.raw("/W[0[")
    body.fine(width(0))
    for glyph in glyphs {
      body.space()
      body.fine(width(glyph))
    }
    body.raw("]]>>")
    try writer.write(descendant, body)

    body = PDFBytes("<</Type/Font/Subtype/Type0/BaseFont")
    body.name(name)
    body.raw("/Encoding/Identity-H/DescendantFonts[")
    body.reference(descendant)
    body.raw("]/ToUnicode ")
    body.reference(unicode)
    body.raw(">>")
    try writer.write(id, body)
  }

  private func descriptor(_ name: String, _ file: ObjectID) -> PDFBytes {
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
    body.raw("/FontFile2 ")
    body.reference(file)
    body.raw(">>")
    return body
  }
}

/// A font that opened and cannot be cut down: damaged beyond what opening it shows.
struct FontFault: Error, CustomStringConvertible {
  var font: String
  var description: String { "the font \(font) cannot be cut down to a document's glyphs" }
}

/// What each character identifier means, as a reader's program wants it (ISO 32000-1, 9.10.3).
enum UnicodeMap {
  static func bytes(_ texts: [String]) -> [UInt8] {
    var map = PDFBytes(
      """
      /CIDInit /ProcSet findresource begin
      12 dict begin
      begincmap
      /CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def
      /CMapName/Adobe-Identity-UCS def
      /CMapType 2 def
      1 begincodespacerange
      <0000><FFFF>
      endcodespacerange

      """)
    var start = 0
    while start < texts.count {
      let end = min(start + 100, texts.count)
      map.integer(end - start)
      map.raw(" beginbfchar\n")
      for index in start..<end {
        map.raw("<")
        map.hex(UInt16(truncatingIfNeeded: index + 1))
        map.raw("><")
        for unit in texts[index].utf16 { map.hex(unit) }
        map.raw(">\n")
      }
      map.raw("endbfchar\n")
      start = end
    }
    map.raw("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n")
    return map.bytes
  }
}
