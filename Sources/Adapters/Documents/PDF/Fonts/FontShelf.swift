public import Primitives
import Templates

/// The fonts that documents are set in, opened once. A character takes the first family that has it.
final class FontShelf {
  /// A font of the shelf by its place on it.
  typealias Place = Int

  private(set) var fonts: [FontFile] = []
  private var chains: [FontWeight: [Place]] = [:]

  /// - Throws: `Rejection` (`documents.fonts-missing`) with the packages to install.
  init(_ places: FontPlaces = .ofEnvironment(), _ typeface: Typeface = .openSans) throws(Rejection) {
    let chain = FontFamily.chain(typeface)
    let wanted = Set(chain.flatMap { $0.files.values })
    let found = places.find(wanted)
    var opened: [String: Place] = [:]
    var missing: [String] = []
    var packages: [String] = []
    for family in chain {
      for weight in FontWeight.allCases {
        let file = family.file(weight)
        if opened[file] == nil {
          let name = String(file.dropLast(4))
          if let path = found[file], let font = FontFile(path: path, name: name) {
            opened[file] = fonts.count
            fonts.append(font)
          } else if !missing.contains(file) {
            missing.append(file)
            if !packages.contains(family.package) { packages.append(family.package) }
          }
        }
        if let place = opened[file] { chains[weight, default: []].append(place) }
      }
    }
    guard missing.isEmpty else {
      throw Rejection(
        Problem(
          .fontsMissing, "the fonts that PDFs are set in are not in \(places.folders.joined(separator: " or ")): \(missing.joined(separator: ", "))",
          remedy: "install them (Debian: `apt-get install \(packages.joined(separator: " "))`), or name their folder in FLORIN_FONTS"))
    }
  }

  /// The first font of a weight: what lines are measured by.
  func firstPlace(_ weight: FontWeight) -> Place { chains[weight]?.first ?? 0 }

  /// The font with a character's glyph; `nil` when no family has one.
  func place(of scalar: Unicode.Scalar, _ weight: FontWeight) -> Place? {
    chains[weight]?.first { fonts[$0].glyph(scalar) != nil }
  }

  func isFirst(_ place: Place, _ weight: FontWeight) -> Bool { chains[weight]?.first == place }
}

extension ProblemCode {
  /// A PDF is asked for and the fonts it is set in are not installed.
  public static let fontsMissing = ProblemCode("documents.fonts-missing")
}
