/// The look of the bill on paper that no brand changes: the inks of its pages on screen, sizes for reading at arm's length.
enum BillStyle {
  static let ink = Colour(0x16211C)
  static let muted = Colour(0x566760)
  static let panelInk = Colour(0xFFFFFF)
  static let rule = Colour(0xDDE4DF)
  static let strongRule = Colour(0x8FA098)
  static let warn = Colour(0x8A4B00)
  static let warnTint = Colour(0xFDF3E2)
  static let grid = Colour(0xE4EAE6)

  /// The weight of what is set large: Hangul has no light letters here, and two weights in one word look broken.
  static func large(_ language: ReaderLanguage) -> FontWeight { language == .ko ? .regular : .light }
  static let subtitle = TextStyle(weight: .regular, size: 9.5, colour: muted)
  static let sectionTitle = TextStyle(weight: .semibold, size: 11.5, colour: ink)
  static let lead = TextStyle(weight: .regular, size: 8.5, colour: muted)
  static let body = TextStyle(weight: .regular, size: 8.8, colour: ink)
  static let strong = TextStyle(weight: .semibold, size: 8.8, colour: ink)
  static let soft = TextStyle(weight: .regular, size: 8.8, colour: muted)
  static let meta = TextStyle(weight: .regular, size: 7.2, colour: muted)
  static let metaStrong = TextStyle(weight: .semibold, size: 7.2, colour: ink)
  static let record = TextStyle(weight: .regular, size: 7.4, colour: ink)
  static let recordSoft = TextStyle(weight: .regular, size: 7.4, colour: muted)
  static let columnHead = TextStyle(weight: .semibold, size: 7.2, colour: muted)
  static let grand = TextStyle(weight: .bold, size: 10, colour: ink)
  static let recipient = TextStyle(weight: .semibold, size: 10.5, colour: ink)
  static let address = TextStyle(weight: .regular, size: 9.5, colour: ink)
  static let foot = TextStyle(weight: .regular, size: 6.8, colour: muted)
  static let footStrong = TextStyle(weight: .semibold, size: 6.8, colour: ink)

  static let thin = TableRow.Rule(width: 0.5, colour: rule)
  static let firm = TableRow.Rule(width: 0.75, colour: strongRule)
  static let heavy = TableRow.Rule(width: 1, colour: ink)
}
