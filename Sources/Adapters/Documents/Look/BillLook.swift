public import Primitives
public import Templates

/// A template made ready for drawing, once for all documents that it is for.
public struct BillLook: Sendable {
  public let template: BillTemplate
  let colours: BrandColours
  let logo: PreparedPicture?
  /// The logo as an address that carries the picture in itself.
  let logoAddress: String
  private let words: [ReaderLanguage: [PhraseName: String]]

  /// - Throws: `Rejection` (`template.logo-unusable`) when the logo's pixels cannot be read.
  public init(_ template: BillTemplate) throws(Rejection) {
    self.template = template
    colours = BrandColours(template.brand)
    if let logo = template.brand.logo {
      guard let prepared = PreparedPicture(logo.picture) else {
        throw Rejection(
          Problem(.templateLogoUnusable, path: "brand.logo", "the picture \"\(logo.name)\" has pixels that cannot be read", remedy: "save it again as PNG or JPEG"))
      }
      self.logo = prepared
      var encoded: [UInt8] = []
      Base64.append(logo.picture.bytes, to: &encoded)
      logoAddress = "data:\(logo.picture.mediaType);base64,\(String(decoding: encoded, as: UTF8.self))"
    } else {
      logo = nil
      logoAddress = ""
    }
    var words: [ReaderLanguage: [PhraseName: String]] = [:]
    for (name, table) in template.texts.phrases {
      guard let name = PhraseName(rawValue: name) else { continue }
      for (language, text) in table { if let language = ReaderLanguage(rawValue: language) { words[language, default: [:]][name] = text } }
    }
    self.words = words
  }

  func wording(_ language: ReaderLanguage) -> Wording { Wording(language, words[language]) }

  /// The logo on paper, in points: as high as was asked for, unless that is too wide.
  func logoSize(besides room: Double) -> (width: Double, height: Double)? {
    guard let logo = template.brand.logo else { return nil }
    let height = Double(logo.heightMillimetres) * Composer.Sheet.pointsPerMillimetre
    let width = height * Double(logo.picture.width) / Double(logo.picture.height)
    let widest = min(Double(Logo.widestMillimetres) * Composer.Sheet.pointsPerMillimetre, room)
    return width > widest ? (widest, height * widest / width) : (width, height)
  }
}

extension BillLook? {
  func wording(_ language: ReaderLanguage) -> Wording { self?.wording(language) ?? Wording(language) }

  var colours: BrandColours { self?.colours ?? .standard }

  var typeface: Typeface { self?.template.brand.typeface ?? .openSans }

  func greeting(_ language: ReaderLanguage) -> (text: String, language: String)? { self?.template.texts.greeting?.text(language.rawValue) }

  func paymentNote(_ language: ReaderLanguage) -> (text: String, language: String)? { self?.template.texts.paymentNote?.text(language.rawValue) }

  func footer(_ language: ReaderLanguage) -> (text: String, language: String)? { self?.template.texts.footer?.text(language.rawValue) }
}
