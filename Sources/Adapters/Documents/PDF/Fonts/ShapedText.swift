/// Text with its glyphs chosen and placed: runs and glyphs in the order of reading, places in parts of an em from the left.
final class ShapedText {
  let runs: [GlyphRun]
  /// In ems: times the size gives points.
  let width: Double
  /// Whether each run begins where the one before it ends.
  let isFromLeft: Bool
  /// The bytes that show a run, where they are the same in every document, made once.
  var ready: [[UInt8]?]

  /// - Parameter order: the runs as they are seen from left to right.
  init(_ runs: [GlyphRun], order: [Int]) {
    var placed = runs
    var left = 0.0
    for index in order {
      placed[index].left = left
      left += runs[index].width
    }
    self.runs = placed
    width = left
    isFromLeft = !runs.contains { $0.runsBack }
    ready = Array(repeating: nil, count: runs.count)
  }

  static var empty: ShapedText { ShapedText([], order: []) }
}

/// Glyphs of one font that stand side by side.
struct GlyphRun {
  let font: FontShelf.Place
  let glyphs: [PlacedGlyph]
  /// How far the pen goes, in the font's own units, and the same in ems.
  let advance: Int32
  let width: Double
  /// From the left of the text, in ems.
  var left = 0.0
  /// Whether the first glyph stands at the right end.
  let runsBack: Bool
  /// What the run says, in the order of reading, where a reader needs it beside the glyphs.
  let text: String
  /// Whether a reader needs the text beside the glyphs: more glyphs than letters, or a letter that no font has.
  let needsText: Bool
}

/// A glyph with how far it moves the pen and where it stands, in the font's own units.
struct PlacedGlyph {
  let glyph: UInt32
  var advance: Int32
  /// How far it moves the pen by itself, which a reader's program assumes.
  let own: Int32
  var shift: Int32
  let rise: Int32
  /// The characters that it stands for; empty where a cluster has more glyphs than letters.
  var text: String

  var isPlain: Bool { shift == 0 && rise == 0 }
}
