public import Primitives

/// How the bills of a segment look and what they say beside their figures.
public struct BillTemplate: Sendable, Hashable {
  /// Its own key; versions share it.
  public var code: String
  public var name: String
  public var segment: TemplateSegment
  public var brand: Brand
  public var layout: BillLayout
  public var texts: TemplateTexts

  public init(
    code: String, name: String, segment: TemplateSegment = TemplateSegment(), brand: Brand = Brand(), layout: BillLayout = BillLayout(), texts: TemplateTexts = TemplateTexts()
  ) {
    self.code = code
    self.name = name
    self.segment = segment
    self.brand = brand
    self.layout = layout
    self.texts = texts
  }
}

/// A template as it was written: its text, and the picture that the text names.
public struct TemplateSource: Sendable, Hashable {
  public var text: [UInt8]
  public var logo: [UInt8]?

  public init(text: [UInt8], logo: [UInt8]? = nil) {
    self.text = text
    self.logo = logo
  }
}

extension ProblemCode {
  /// Text in this colour could not be read on its ground.
  public static let templateContrast = ProblemCode("template.low-contrast")
  /// The picture that the template names is not there.
  public static let templateLogoMissing = ProblemCode("template.logo-missing")
  /// The picture cannot stand on documents.
  public static let templateLogoUnusable = ProblemCode("template.logo-unusable")
  /// A section was left out that the law wants.
  public static let templateRequiredSection = ProblemCode("template.required-section")
  /// A phrase was given other places for values than it has.
  public static let templatePlaceholders = ProblemCode("template.placeholders")
  /// A text is longer than its place.
  public static let templateTextTooLong = ProblemCode("template.text-too-long")
}
