import CHarfBuzz

/// A font cut down to the glyphs of a document.
struct FontSubset {
  /// The font's file.
  var file: [UInt8]
  /// For each character identifier the glyph in the file, two bytes each.
  var glyphOfCharacter: [UInt8]

  /// - Parameter glyphs: by character identifier, from 1; 0 is the glyph for what is missing.
  init?(_ font: FontFile, _ glyphs: [UInt32]) {
    guard let input = hb_subset_input_create_or_fail() else { return nil }
    defer { hb_subset_input_destroy(input) }
    let wanted = hb_subset_input_glyph_set(input)
    for glyph in glyphs { hb_set_add(wanted, glyph) }
    // Only outlines and widths stay: nothing reads characters, layout rules or hints out of an embedded font.
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING.rawValue)
    let dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG)
    for name in ["GSUB", "GPOS", "GDEF", "cmap", "name", "post", "OS/2", "kern", "BASE", "JSTF", "DSIG", "vhea", "vmtx", "VORG", "meta", "GRAD"] {
      hb_set_add(dropped, hb_tag_from_string(name, Int32(name.utf8.count)))
    }
    guard let plan = hb_subset_plan_create_or_fail(font.face, input) else { return nil }
    defer { hb_subset_plan_destroy(plan) }
    guard let face = hb_subset_plan_execute_or_fail(plan) else { return nil }
    defer { hb_face_destroy(face) }
    let blob = hb_face_reference_blob(face)
    defer { hb_blob_destroy(blob) }
    var count: UInt32 = 0
    guard let data = hb_blob_get_data(blob, &count), count > 0 else { return nil }
    let bytes = data.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { [UInt8](UnsafeBufferPointer(start: $0, count: Int(count))) }
    let newGlyphs = hb_subset_plan_old_to_new_glyph_mapping(plan)
    var table: [UInt8] = [0, 0]
    table.reserveCapacity(glyphs.count * 2 + 2)
    for glyph in glyphs {
      let new = hb_map_get(newGlyphs, glyph)
      table.append(UInt8(truncatingIfNeeded: new >> 8))
      table.append(UInt8(truncatingIfNeeded: new))
    }
    file = bytes
    glyphOfCharacter = table
  }
}
