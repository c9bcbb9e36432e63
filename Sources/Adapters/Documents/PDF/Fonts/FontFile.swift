import CHarfBuzz

/// One font of the machine: HarfBuzz's face of it and the figures that a PDF says about a font.
final class FontFile {
  /// The PostScript name as a PDF writes it, without a subset's tag.
  let name: String
  let face: OpaquePointer
  let font: OpaquePointer
  let unitsPerEm: Double
  let ascent: Double
  let descent: Double
  let capHeight: Double
  let isBold: Bool
  /// Left, bottom, right, top in the font's units.
  let box: [Double]

  /// - Returns: `nil` when the file cannot be read or holds no TrueType outlines.
  init?(path: String, name: String) {
    guard let blob = hb_blob_create_from_file_or_fail(path) else { return nil }
    defer { hb_blob_destroy(blob) }
    guard hb_blob_get_length(blob) > 0, let face = hb_face_create(blob, 0) else { return nil }
    let head = FontFile.table(face, "head")
    guard !FontFile.table(face, "glyf").isEmpty, head.count >= 54, let font = hb_font_create(face) else {
      hb_face_destroy(face)
      return nil
    }
    self.name = name
    self.face = face
    self.font = font
    unitsPerEm = Double(hb_face_get_upem(face))
    box = [36, 38, 40, 42].map { Double(FontFile.signed(head, at: $0)) }
    isBold = head[45] & 1 == 1
    var extents = hb_font_extents_t()
    hb_font_get_h_extents(font, &extents)
    ascent = Double(extents.ascender)
    descent = Double(extents.descender)
    let os2 = FontFile.table(face, "OS/2")
    capHeight = os2.count >= 90 ? Double(FontFile.signed(os2, at: 88)) : Double(extents.ascender) * 0.7
  }

  deinit {
    hb_font_destroy(font)
    hb_face_destroy(face)
  }

  /// The glyph of a character before any shaping; `nil` when the font has none.
  func glyph(_ scalar: Unicode.Scalar) -> UInt32? {
    var glyph: hb_codepoint_t = 0
    return hb_font_get_nominal_glyph(font, scalar.value, &glyph) != 0 && glyph != 0 ? glyph : nil
  }

  /// How far a glyph moves the pen, in the font's units.
  func advance(_ glyph: UInt32) -> Int32 { hb_font_get_glyph_h_advance(font, glyph) }

  /// The same in thousandths of an em, as a PDF says it.
  func width(_ glyph: UInt32) -> Double { Double(advance(glyph)) * 1000 / unitsPerEm }

  private static func table(_ face: OpaquePointer, _ name: StaticString) -> [UInt8] {
    let tag = name.withUTF8Buffer { $0.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }
    let blob = hb_face_reference_table(face, tag)
    defer { hb_blob_destroy(blob) }
    var length: UInt32 = 0
    guard let data = hb_blob_get_data(blob, &length) else { return [] }
    // A few hundred octets are all that is read of a table; the outlines only have to be there.
    return data.withMemoryRebound(to: UInt8.self, capacity: Int(length)) { [UInt8](UnsafeBufferPointer(start: $0, count: min(Int(length), 256))) }
  }

  private static func signed(_ table: [UInt8], at place: Int) -> Int16 {
    Int16(bitPattern: UInt16(table[place]) << 8 | UInt16(table[place + 1]))
  }
}
