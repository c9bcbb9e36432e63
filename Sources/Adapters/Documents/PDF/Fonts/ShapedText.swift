/// Text with its glyphs chosen and placed, from left to right as it is seen, in parts of an em.
final class ShapedText {
  let runs: [GlyphRun]
  /// In ems: times the size gives points.
  let width: Double
  /// Per font of the shelf, the bytes that show a run whose glyphs are all in the font's base set, made once.
  var ready: [Int: [UInt8]] = [:]

  init(_ runs: [GlyphRun]) {
    self.runs = runs
    width = runs.reduce(0) { $0 + $1.width }
  }

  static var empty: ShapedText { ShapedText([]) }
}

/// Glyphs of one font that stand side by side.
struct GlyphRun {
  let font: FontShelf.Place
  let glyphs: [PlacedGlyph]
  /// In ems.
  let width: Double
  /// What the run says, in the order of reading, where a reader needs it beside the glyphs.
  let text: String
  /// Whether a reader needs the text beside the glyphs: more glyphs than letters, or a letter that no font has.
  let needsText: Bool
}

/// A glyph with how far it moves the pen and where it stands, in the font's own units.
struct PlacedGlyph {
  let glyph: UInt32
  let advance: Int32
  let shift: Int32
  let rise: Int32
  /// The characters that it stands for; empty where a cluster has more glyphs than letters.
  var text: String
}
