/// A colour of sRGB.
struct Colour: Hashable, Sendable {
  var red: UInt8
  var green: UInt8
  var blue: UInt8

  /// From `0xRRGGBB`.
  init(_ hex: UInt32) {
    red = UInt8(truncatingIfNeeded: hex >> 16)
    green = UInt8(truncatingIfNeeded: hex >> 8)
    blue = UInt8(truncatingIfNeeded: hex)
  }
}

/// How letters look.
struct TextStyle: Hashable, Sendable {
  var weight: FontWeight
  /// In points.
  var size: Double
  var colour: Colour

  var lineHeight: Double { size * 1.4 }
  /// From the top of a line down to where letters stand.
  var baseline: Double { size * 1.06 }
}
