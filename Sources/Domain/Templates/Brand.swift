/// What a seller is known by at a glance.
public struct Brand: Sendable, Hashable {
  public var logo: Logo?
  /// Of links, headings of users and the largest bar; readable on white.
  public var accent: BrandColour?
  /// The ground of the amount; white is readable on it.
  public var panel: BrandColour?
  public var typeface = Typeface.openSans

  public init() {}
}

/// What documents are set in; each is installed with Florin.
public enum Typeface: String, Sendable, Hashable, CaseIterable {
  case openSans = "open-sans"
  case notoSans = "noto-sans"
  case notoSerif = "noto-serif"
}

/// A picture at the head of documents.
public struct Logo: Sendable, Hashable {
  /// Its name beside the template.
  public var name: String
  public var picture: LogoPicture
  public var heightMillimetres: Int

  public init(name: String, picture: LogoPicture, heightMillimetres: Int) {
    self.name = name
    self.picture = picture
    self.heightMillimetres = heightMillimetres
  }

  /// Larger ones would reach into the window for the address.
  static let heights = 5...24
  public static let widestMillimetres = 90
}
