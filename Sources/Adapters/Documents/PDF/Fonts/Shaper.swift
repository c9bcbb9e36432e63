import CHarfBuzz

/// Chooses and places the glyphs of text, and remembers what it did: the same words stand on every bill.
final class Shaper {
  /// Told apart by their bytes: letters that only mean the same may have other glyphs, and no text may look as one before it did.
  private struct Key: Hashable {
    var text: String
    var weight: FontWeight

    static func == (a: Key, b: Key) -> Bool {
      guard a.weight == b.weight, a.text.utf8.count == b.text.utf8.count else { return false }
      var (first, second) = (a.text, b.text)
      return first.withUTF8 { one in second.withUTF8 { one.elementsEqual($0) } }
    }

    func hash(into hasher: inout Hasher) {
      var text = text
      text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
      hasher.combine(weight)
    }
  }

  let shelf: FontShelf
  private var known: [Key: ShapedText] = [:]
  private let buffer: OpaquePointer
  private let features: [hb_feature_t]
  /// By weight, of its first font.
  private var pairs: [FontWeight: LetterPairs] = [:]
  private let language = hb_language_from_string("en", -1)

  /// Beyond this many the memory is emptied: a run of millions of bills holds no more than this.
  private static let knownAtMost = 20_000

  init(_ shelf: FontShelf) {
    self.shelf = shelf
    buffer = hb_buffer_create()
    // Without ligatures of choice each letter has a glyph of its own, which readers and searches thank; figures of one
    // width, so that amounts stand in columns.
    features = [("liga", 0), ("clig", 0), ("tnum", 1), ("lnum", 1)].map { (feature: (name: String, value: UInt32)) in
      hb_feature_t(tag: hb_tag_from_string(feature.name, 4), value: feature.value, start: 0, end: .max)
    }
  }

  deinit { hb_buffer_destroy(buffer) }

  func shape(_ text: String, _ weight: FontWeight) -> ShapedText {
    let key = Key(text: text, weight: weight)
    if let known = known[key] { return known }
    let shaped = make(text, weight)
    if known.count >= Shaper.knownAtMost { known.removeAll(keepingCapacity: true) }
    known[key] = shaped
    return shaped
  }

  func width(_ text: String, _ weight: FontWeight, size: Double) -> Double { shape(text, weight).width * size }

  /// A stretch of one font and one direction.
  private struct Stretch {
    var range: Range<Int>
    var font: FontShelf.Place
    var level: Int8
    var isReplaced: Bool
  }

  private func make(_ text: String, _ weight: FontWeight) -> ShapedText { byPairs(text, weight) ?? whole(text, weight) }

  /// Text all of whose letters are of the weight's first font, by what is known of their pairs.
  func byPairs(_ text: String, _ weight: FontWeight) -> ShapedText? {
    let place = shelf.firstPlace(weight)
    let pairs = pairs(weight)
    guard pairs.holds, let glyphs = pairs.glyphs(text) else { return nil }
    if glyphs.isEmpty { return .empty }
    let advance = glyphs.reduce(0) { $0 + $1.advance }
    let run = GlyphRun(
      font: place, glyphs: glyphs, advance: advance, width: Double(advance) / shelf.fonts[place].unitsPerEm, runsBack: false, text: "", needsText: false)
    return ShapedText([run], order: [0])
  }

  private func pairs(_ weight: FontWeight) -> LetterPairs {
    if let known = pairs[weight] { return known }
    let font = shelf.fonts[shelf.firstPlace(weight)]
    let made = LetterPairs { [unowned self] in placed($0, in: font, runsBack: false).glyphs }
    pairs[weight] = made
    return made
  }

  /// The glyphs of text by HarfBuzz, whatever is known of its letters.
  func whole(_ text: String, _ weight: FontWeight) -> ShapedText {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars where !Shaper.isDropped(scalar) { scalars.append(Shaper.shown(scalar)) }
    guard !scalars.isEmpty else { return .empty }
    let levels = Bidirectional.levels(scalars)
    let stretches = stretches(scalars, levels, weight)
    let order = Bidirectional.visualOrder(stretches.map(\.level))
    return ShapedText(stretches.map { run($0, scalars) }, order: order)
  }

  /// Characters that steer breaking and direction and have no look of their own; controls are never shown.
  static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
    default: false
    }
  }

  /// A blank that never breaks the line looks like any other.
  static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar { scalar == "\u{A0}" || scalar == "\u{202F}" ? " " : scalar }

  private func stretches(_ scalars: [Unicode.Scalar], _ levels: [Int8]?, _ weight: FontWeight) -> [Stretch] {
    var stretches: [Stretch] = []
    for (index, scalar) in scalars.enumerated() {
      let level = levels?[index] ?? 0
      let last = stretches.last
      let place: FontShelf.Place
      var isReplaced = false
      if let last, last.level == level, stays(scalar, last.font, weight) {
        place = last.font
      } else if let found = shelf.place(of: scalar, weight) {
        place = found
      } else {
        isReplaced = true
        place = shelf.place(of: "\u{FFFD}", weight) ?? 0
      }
      if let last, last.font == place, last.level == level, last.isReplaced == isReplaced {
        stretches[stretches.count - 1].range = last.range.lowerBound..<(index + 1)
      } else {
        stretches.append(Stretch(range: index..<(index + 1), font: place, level: level, isReplaced: isReplaced))
      }
    }
    return stretches
  }

  /// A mark or joiner stays in the font of the letter before it; so does a blank between words of one script.
  private func stays(_ scalar: Unicode.Scalar, _ font: FontShelf.Place, _ weight: FontWeight) -> Bool {
    let sticks = scalar == " " || scalar == "\u{200C}" || scalar == "\u{200D}" || scalar.properties.canonicalCombiningClass != .notReordered
    return sticks && shelf.fonts[font].glyph(scalar) != nil
  }

  private func run(_ stretch: Stretch, _ scalars: [Unicode.Scalar]) -> GlyphRun {
    let font = shelf.fonts[stretch.font]
    let source = Array(scalars[stretch.range])
    let runsBack = stretch.level % 2 == 1
    var (glyphs, clusters) = placed(stretch.isReplaced ? source.map { _ in "\u{FFFD}" } : source, in: font, runsBack: runsBack)
    let advance = glyphs.reduce(0) { $0 + $1.advance }
    var needsText = stretch.isReplaced
    // The usual case: a glyph for each character, in their order.
    if !stretch.isReplaced, clusters.elementsEqual(source.indices) {
      for index in glyphs.indices { glyphs[index].text = Shaper.letter(source[index]) }
    } else {
      glyphs = ClusterText(font: font, source: source, runsBack: runsBack).told(glyphs, clusters)
      needsText = needsText || glyphs.contains { $0.text.isEmpty }
    }
    // HarfBuzz gives them as they are seen.
    if runsBack { glyphs.reverse() }
    return GlyphRun(
      font: stretch.font, glyphs: glyphs, advance: advance, width: Double(advance) / font.unitsPerEm, runsBack: runsBack,
      text: needsText ? Shaper.string(source[...]) : "", needsText: needsText)
  }

  /// What HarfBuzz chooses, from left to right as it is seen, with the place of each glyph's first character.
  private func placed(_ source: [Unicode.Scalar], in font: FontFile, runsBack: Bool) -> (glyphs: [PlacedGlyph], clusters: [Int]) {
    hb_buffer_clear_contents(buffer)
    hb_buffer_set_cluster_level(buffer, HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS)
    hb_buffer_add_codepoints(buffer, source.map(\.value), Int32(source.count), 0, Int32(source.count))
    hb_buffer_set_direction(buffer, runsBack ? HB_DIRECTION_RTL : HB_DIRECTION_LTR)
    // Said, because HarfBuzz would otherwise ask the machine's locale.
    hb_buffer_set_language(buffer, language)
    hb_buffer_guess_segment_properties(buffer)
    hb_shape(font.font, buffer, features, UInt32(features.count))
    var count: UInt32 = 0
    guard let infos = hb_buffer_get_glyph_infos(buffer, &count), let positions = hb_buffer_get_glyph_positions(buffer, &count) else { return ([], []) }
    let glyphs = (0..<Int(count)).map { index in
      let (glyph, position) = (infos[index].codepoint, positions[index])
      return PlacedGlyph(
        glyph: glyph, advance: position.x_advance, own: font.advance(glyph), shift: position.x_offset, rise: position.y_offset, text: "")
    }
    return (glyphs, (0..<Int(count)).map { Int(infos[$0].cluster) })
  }

  private static let ascii = (0..<128).map { String(Character(Unicode.Scalar(UInt8($0)))) }

  /// A character as a text.
  static func letter(_ scalar: Unicode.Scalar) -> String {
    scalar.value < 128 ? ascii[Int(scalar.value)] : String(Character(scalar))
  }

  static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var string = String.UnicodeScalarView()
    string.append(contentsOf: scalars)
    return String(string)
  }
}
