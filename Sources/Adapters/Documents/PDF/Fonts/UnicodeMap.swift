/// What each character identifier means, as a reader's program wants it (ISO 32000-1, 9.10.3).
enum UnicodeMap {
  static func bytes(_ meanings: [GlyphMeaning]) -> [UInt8] {
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
    while start < meanings.count {
      let end = min(start + 100, meanings.count)
      map.integer(end - start)
      map.raw(" beginbfchar\n")
      for index in start..<end {
        map.raw("<")
        map.hex(UInt16(truncatingIfNeeded: index + 1))
        map.raw("><")
        // Where a cluster has more glyphs than letters, a reader takes the text beside it.
        for unit in (meanings[index].text.isEmpty ? "\u{200B}" : meanings[index].text).utf16 { map.hex(unit) }
        map.raw(">\n")
      }
      map.raw("endbfchar\n")
      start = end
    }
    map.raw("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n")
    return map.bytes
  }
}
