/// How the letters of one font stand beside each other: the glyph of each letter and what each neighbour changes, asked
/// of HarfBuzz once. Most texts of a bill are new and yet made of the same few letters; where a font only
/// draws pairs together, their glyphs are found here at a fraction of the cost, and are the same.
final class LetterPairs {
  /// A letter as it stands alone.
  struct Letter {
    var glyph: UInt32
    var advance: Int32
    var text: String
  }

  /// Shapes a few letters from left to right.
  typealias Shape = ([Unicode.Scalar]) -> [PlacedGlyph]

  private enum Known {
    case unasked
    case no
    case letter(Letter)
  }

  /// What standing together changes: fonts draw a pair together by moving both.
  private struct Way {
    var first: Int16
    var second: Int16
    var shift: Int16
    var isKnown = true

    static let unasked = Way(first: 0, second: 0, shift: 0, isKnown: false)
    static let no = Way(first: .min, second: 0, shift: 0)
    var isNo: Bool { first == .min }
  }

  private static let slots = 414

  private let shape: Shape
  private var letters = [Known](repeating: .unasked, count: LetterPairs.slots)
  /// For each letter the way before each other.
  private var ways = [[Way]](repeating: [], count: LetterPairs.slots)
  /// Whether a long text comes out the same either way: not in a font whose letters look further than to their neighbours.
  private(set) lazy var holds = isTheSame(LetterPairs.sample)

  init(shape: @escaping Shape) { self.shape = shape }

  /// The place of a character in the tables: Latin, and the signs that bills have; `nil` for all others.
  @inline(__always)
  static func slot(_ scalar: Unicode.Scalar) -> Int? {
    switch scalar.value {
    case 0x20..<0x7F, 0xA1..<0x180: Int(scalar.value)
    case 0x218...0x21B: 0x180 + Int(scalar.value - 0x218)
    case 0x2010...0x2027: 0x184 + Int(scalar.value - 0x2010)
    case 0x20AC: 412
    case 0x2212: 413
    default: nil
    }
  }

  func letter(_ slot: Int, _ scalar: Unicode.Scalar) -> Letter? {
    switch letters[slot] {
    case .letter(let letter): return letter
    case .no: return nil
    case .unasked:
      let shaped = shape([scalar])
      guard shaped.count == 1, let glyph = shaped.first, glyph.isPlain, glyph.glyph != 0, glyph.advance == glyph.own else {
        letters[slot] = .no
        return nil
      }
      let letter = Letter(glyph: glyph.glyph, advance: glyph.advance, text: Shaper.letter(scalar))
      letters[slot] = .letter(letter)
      return letter
    }
  }

  private func way(_ first: (slot: Int, scalar: Unicode.Scalar), _ second: (slot: Int, scalar: Unicode.Scalar)) -> Way {
    if ways[first.slot].isEmpty { ways[first.slot] = [Way](repeating: .unasked, count: LetterPairs.slots) }
    let known = ways[first.slot][second.slot]
    if known.isKnown { return known }
    let asked = ask(first, second) ?? .no
    ways[first.slot][second.slot] = asked
    return asked
  }

  private func ask(_ first: (slot: Int, scalar: Unicode.Scalar), _ second: (slot: Int, scalar: Unicode.Scalar)) -> Way? {
    guard let a = letter(first.slot, first.scalar), let b = letter(second.slot, second.scalar) else { return nil }
    let shaped = shape([first.scalar, second.scalar])
    guard shaped.count == 2, shaped[0].glyph == a.glyph, shaped[1].glyph == b.glyph, shaped[0].isPlain, shaped[1].rise == 0,
      let one = Int16(exactly: shaped[0].advance - a.advance), let other = Int16(exactly: shaped[1].advance - b.advance),
      let shift = Int16(exactly: shaped[1].shift), one != .min
    else { return nil }
    return Way(first: one, second: other, shift: shift)
  }

  /// The glyphs of a text; `nil` when pairs do not tell them.
  func glyphs(_ text: String) -> [PlacedGlyph]? {
    var glyphs: [PlacedGlyph] = []
    glyphs.reserveCapacity(text.utf8.count)
    var last: (slot: Int, scalar: Unicode.Scalar)?
    for given in text.unicodeScalars where !Shaper.isDropped(given) {
      let scalar = Shaper.shown(given)
      guard let slot = LetterPairs.slot(scalar), let letter = letter(slot, scalar) else { return nil }
      var glyph = PlacedGlyph(glyph: letter.glyph, advance: letter.advance, own: letter.advance, shift: 0, rise: 0, text: letter.text)
      if let last {
        let way = way(last, (slot, scalar))
        if way.isNo { return nil }
        glyphs[glyphs.count - 1].advance += Int32(way.first)
        glyph.advance += Int32(way.second)
        glyph.shift = Int32(way.shift)
      }
      glyphs.append(glyph)
      last = (slot, scalar)
    }
    return glyphs
  }

  private func isTheSame(_ sample: [Unicode.Scalar]) -> Bool {
    let known = sample.filter { scalar in LetterPairs.slot(scalar).map { letter($0, scalar) != nil } ?? false }
    guard let told = glyphs(Shaper.string(known[...])) else { return false }
    let shaped = shape(known)
    return told.count == shaped.count && zip(told, shaped).allSatisfy { $0.glyph == $1.glyph && $0.advance == $1.advance && $0.shift == $1.shift && $1.rise == 0 }
  }

  /// Letters, figures and signs in an order without order, the same always.
  private static let sample: [Unicode.Scalar] = {
    let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;/-+()€%áéíóñăâîșț".unicodeScalars)
    var state: UInt32 = 1
    return (0..<400).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return letters[Int(state >> 8) % letters.count]
    }
  }()
}
