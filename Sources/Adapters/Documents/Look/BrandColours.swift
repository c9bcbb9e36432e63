import Templates

/// The colours of a bill that are a brand's: as the template wants them, and what follows from those.
struct BrandColours: Sendable, Hashable {
  var accent: Colour
  var panel: Colour
  var panelMuted: Colour
  var panelRule: Colour
  var bar: Colour
  /// The ground of what stands apart.
  var tint: Colour
  /// The parts of the bill, largest claim to attention first.
  var shades: [Colour]
  var taxShade: Colour

  static let standard = BrandColours(
    accent: Colour(0x0D6A4E), panel: Colour(0x0C3F31), panelMuted: Colour(0xB9D8CB), panelRule: Colour(0x2F5C4F), bar: Colour(0x86C4A8), tint: Colour(0xF0F4F1),
    shades: [0x0D6A4E, 0x3F9B78, 0x86C4A8, 0xB9DDCB, 0x9AAEA4, 0x6C7F76, 0xC9D3CD].map { Colour($0) }, taxShade: Colour(0xD5E3DA))
}

extension BrandColours {
  init(_ brand: Brand) {
    self = .standard
    if let accent = brand.accent {
      self.accent = Colour(accent)
      bar = Colour(accent.mixed(48, of: .white))
      tint = Colour(accent.mixed(93, of: .white))
      shades =
        BrandColours.steps.map { Colour(accent.mixed($0, of: .white)) } + BrandColours.greys.map { Colour($0) }
      taxShade = Colour(accent.mixed(84, of: .white))
    }
    guard let panel = BrandColours.panel(brand) else { return }
    self.panel = Colour(panel)
    panelMuted = Colour(BrandColours.muted(on: panel))
    panelRule = Colour(panel.mixed(18, of: .white))
  }

  private static let steps = [0, 30, 52, 72]
  private static let greys: [UInt32] = [0x9AA4A8, 0x6C777C, 0xC9D0D3]

  /// The ground of the amount: what the brand says, else its accent darkened.
  static func panel(_ brand: Brand) -> BrandColour? { brand.panel ?? brand.accent?.mixed(42, of: .black) }

  /// Quieter than white, and still readable.
  static func muted(on panel: BrandColour) -> BrandColour { BrandColour.white.mixed(25, of: panel).readable(on: panel, towards: .white) }
}

extension Colour {
  init(_ colour: BrandColour) { self.init(colour.hex) }
}
