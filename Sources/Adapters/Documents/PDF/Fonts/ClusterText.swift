/// Tells each glyph which characters it stands for, so that text taken out of a document is the text that went in.
struct ClusterText {
  let font: FontFile
  let source: [Unicode.Scalar]
  let runsBack: Bool

  /// - Parameter clusters: for each glyph the place of its cluster's first character.
  func told(_ glyphs: [PlacedGlyph], _ clusters: [Int]) -> [PlacedGlyph] {
    let starts = Set(clusters).sorted()
    var told: [PlacedGlyph] = []
    told.reserveCapacity(glyphs.count)
    var index = 0
    while index < glyphs.count {
      var end = index
      while end < glyphs.count, clusters[end] == clusters[index] { end += 1 }
      let next = starts.first { $0 > clusters[index] } ?? source.count
      told += cluster(glyphs[index..<end], Array(source[clusters[index]..<next]))
      index = end
    }
    return told
  }

  private func cluster(_ glyphs: ArraySlice<PlacedGlyph>, _ letters: [Unicode.Scalar]) -> [PlacedGlyph] {
    if glyphs.count == 1, let glyph = glyphs.first { return one(glyph, letters) }
    // Letter by letter where the font says which glyph a letter has; what is left over goes to the glyphs that are.
    var left = letters
    var told = Array(glyphs)
    for index in told.indices {
      guard let place = left.firstIndex(where: { font.glyph($0) == told[index].glyph }) else { continue }
      told[index].text = Shaper.letter(left.remove(at: place))
    }
    let order = runsBack ? Array(told.indices.reversed()) : Array(told.indices)
    for index in order where told[index].text.isEmpty && !left.isEmpty { told[index].text = Shaper.letter(left.removeFirst()) }
    if !left.isEmpty, let last = order.last { told[last].text += Shaper.string(left[...]) }
    // Scripts that show a vowel before the letter it follows: the cluster is said whole, beside its glyphs.
    let whole = Shaper.string(letters[...])
    if !runsBack, told.map(\.text).joined() != whole {
      for index in told.indices { told[index].text = index == told.startIndex ? whole : "" }
    }
    return told
  }

  /// One glyph for several letters that run from the right is read from the wrong end by programs that sort by place and
  /// turn letter by letter; so it stands for the first letter, and glyphs without width or ink at its left for the others.
  private func one(_ glyph: PlacedGlyph, _ letters: [Unicode.Scalar]) -> [PlacedGlyph] {
    var glyph = glyph
    guard runsBack, letters.count > 1, let empty = font.glyph("\u{200C}"), font.advance(empty) == 0 else {
      glyph.text = Shaper.string(letters[...])
      return [glyph]
    }
    glyph.text = Shaper.letter(letters[0])
    // Each a hair further left than the one before it, so that sorting finds their order.
    let hair = Int32(max(1, font.unitsPerEm / 1000))
    let others = letters.indices.dropFirst().reversed().map { index in
      PlacedGlyph(glyph: empty, advance: 0, own: 0, shift: -hair * Int32(index), rise: 0, text: Shaper.letter(letters[index]))
    }
    return others + [glyph]
  }
}
