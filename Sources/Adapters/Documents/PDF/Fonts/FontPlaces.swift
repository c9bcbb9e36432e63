import Foundation
import Templates

/// Where the fonts of the bill are: files of Debian packages, below the folders that systems keep fonts in.
public struct FontPlaces: Sendable, Hashable {
  /// Searched in this order, with everything below them.
  public var folders: [String]

  public init(folders: [String]) { self.folders = folders }

  /// The folder that `FLORIN_FONTS` names, and no other; the system's own without it.
  public static func ofEnvironment(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> FontPlaces {
    if let folder = environment["FLORIN_FONTS"], !folder.isEmpty { return FontPlaces(folders: [folder]) }
    return FontPlaces(folders: ["/usr/share/fonts", "/usr/local/share/fonts"])
  }

  /// The path of each wanted file that is there; the first folder that has it wins.
  func find(_ files: Set<String>) -> [String: String] {
    var found: [String: String] = [:]
    for folder in folders {
      guard let walk = FileManager.default.enumerator(atPath: folder) else { continue }
      while found.count < files.count, let path = walk.nextObject() as? String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if files.contains(name), found[name] == nil { found[name] = folder + "/" + path }
      }
    }
    return found
  }
}

/// How heavy letters are.
enum FontWeight: Int, CaseIterable, Hashable, Sendable {
  case light, regular, semibold, bold
}

/// The families of the bill, in the order in which a character looks for its glyph.
struct FontFamily: Sendable {
  /// Debian's package.
  let package: String
  /// The file for each weight.
  let files: [FontWeight: String]

  func file(_ weight: FontWeight) -> String {
    files[weight] ?? files[weight == .light ? .regular : .bold] ?? files[.regular] ?? ""
  }

  /// Figures of one width, four weights: Latin, Greek, Cyrillic.
  static let latin = FontFamily(
    package: "fonts-open-sans",
    files: [.light: "OpenSans-Light.ttf", .regular: "OpenSans-Regular.ttf", .semibold: "OpenSans-Semibold.ttf", .bold: "OpenSans-Bold.ttf"])
  /// Of the same hand, for what the first lacks: signs of currencies, more of Latin.
  static let moreLatin = FontFamily(package: "fonts-noto-core", files: [.regular: "NotoSans-Regular.ttf", .bold: "NotoSans-Bold.ttf"])
  static let arabic = FontFamily(package: "fonts-noto-core", files: [.regular: "NotoSansArabic-Regular.ttf", .bold: "NotoSansArabic-Bold.ttf"])
  static let hebrew = FontFamily(package: "fonts-noto-core", files: [.regular: "NotoSansHebrew-Regular.ttf", .bold: "NotoSansHebrew-Bold.ttf"])
  static let thai = FontFamily(package: "fonts-noto-core", files: [.regular: "NotoSansThai-Regular.ttf", .bold: "NotoSansThai-Bold.ttf"])
  static let devanagari = FontFamily(
    package: "fonts-noto-core", files: [.regular: "NotoSansDevanagari-Regular.ttf", .bold: "NotoSansDevanagari-Bold.ttf"])
  /// Hangul, and the Han characters that Korean uses.
  static let korean = FontFamily(package: "fonts-nanum", files: [.regular: "NanumBarunGothic.ttf", .bold: "NanumBarunGothicBold.ttf"])

  static let serif = FontFamily(package: "fonts-noto-core", files: [.regular: "NotoSerif-Regular.ttf", .bold: "NotoSerif-Bold.ttf"])

  /// The typeface first, then what it lacks.
  static func chain(_ typeface: Typeface) -> [FontFamily] {
    let first =
      switch typeface {
      case .openSans: [latin, moreLatin]
      case .notoSans: [moreLatin]
      case .notoSerif: [serif, moreLatin]
      }
    return first + [korean, arabic, hebrew, thai, devanagari]
  }
}
