import Primitives

extension Brand {
  /// Reads `brand`.
  init(reading node: SourceNode, _ picture: (String) -> [UInt8]?, _ problems: inout [Problem]) {
    self.init()
    var reader = SourceReader(node)
    let logo = reader.optional("logo")
    accent = Self.colour(&reader, "accent", "text in the accent on white", "take a darker one")
    panel = Self.colour(&reader, "panel", "white text on the panel", "take a darker one")
    typeface = reader.optionalChoice("typeface", Typeface.self) ?? .openSans
    reader.refuseUnknownFields()
    problems += reader.problems
    if let logo { self.logo = Logo(reading: logo, picture, &problems) }
  }

  private static func colour(_ reader: inout SourceReader, _ field: String, _ what: String, _ remedy: String) -> BrandColour? {
    guard let written = reader.optional(field), let text = reader.text(written) else { return nil }
    guard let colour = BrandColour(text: text) else {
      reader.report(.wrongValue, written, "\"\(text)\" is no colour", remedy: "write red, green and blue as \"#0D6A4E\", in quotes")
      return nil
    }
    let contrast = colour.contrastHundredths(to: .white)
    if contrast < BrandColour.readableHundredths {
      let near = colour.readable(on: .white, towards: .black)
      let tenths = contrast * 10 / 100
      reader.report(
        .templateContrast, written, "\(what) would have a contrast of \(tenths / 10).\(tenths % 10) to 1, and 4.5 to 1 is the least that everybody can read",
        remedy: "\(remedy), such as \"\(near.text)\"")
    }
    return colour
  }
}

extension Logo {
  /// Reads `logo`: a file's name, or a map with its name and height.
  init?(reading node: SourceNode, _ picture: (String) -> [UInt8]?, _ problems: inout [Problem]) {
    var name: String?
    var height = 12
    var at = node
    if case .scalar(let text, _) = node.content {
      name = text
    } else {
      var reader = SourceReader(node)
      name = reader.text("file")
      at = node["file"] ?? node
      if let wanted = reader.optionalInteger("height"), let written = node["height"] {
        height = wanted
        if !Logo.heights.contains(wanted) {
          reader.report(
            .wrongValue, written, "a logo \(wanted) mm high has no room", remedy: "write \(Logo.heights.lowerBound) to \(Logo.heights.upperBound) millimetres; below it stands the address in its window")
        }
      }
      reader.refuseUnknownFields()
      problems += reader.problems
    }
    guard let name else { return nil }
    func told(_ code: ProblemCode, _ message: String, _ remedy: String) { problems.append(Problem(code, at: at.place, path: at.path, message, remedy: remedy)) }
    guard !name.isEmpty, !name.contains("/"), !name.contains("\\"), name != "..", let bytes = picture(name) else {
      told(.templateLogoMissing, "the picture \"\(name)\" is not beside the template", "put the file into the template's folder and write its name alone")
      return nil
    }
    do throws(LogoPicture.Mistake) {
      self.init(name: name, picture: try LogoPicture(bytes), heightMillimetres: height)
    } catch {
      told(.templateLogoUnusable, "the picture \"\(name)\" \(error.words)", error.remedy)
      return nil
    }
  }
}

extension LogoPicture.Mistake {
  var words: String {
    switch self {
    case .tooLarge(let bytes): "has \(bytes) bytes, and every document would carry them"
    case .tooManyPixels(let width, let height): "has \(width) by \(height) pixels"
    case .unknownKind: "is neither PNG nor JPEG"
    case .damaged: "ends too early or says nothing of its size"
    case .interlaced: "is an interlaced PNG"
    case .deep(let bits): "has \(bits) bits a channel"
    case .printColours: "has colours for printing presses (CMYK), and documents are in sRGB"
    }
  }

  var remedy: String {
    switch self {
    case .tooLarge: "keep it below \(LogoPicture.mostBytes) bytes"
    case .tooManyPixels: "keep it below \(LogoPicture.mostPixels) pixels either way; 600 are enough for a logo"
    case .unknownKind: "save it as PNG or JPEG"
    case .damaged: "save it again"
    case .interlaced: "save it without interlacing"
    case .deep: "save it with 8 bits a channel"
    case .printColours: "save it in RGB"
    }
  }
}

extension BillLayout {
  /// Reads `layout`.
  init(reading node: SourceNode, _ problems: inout [Problem]) {
    self.init()
    var reader = SourceReader(node)
    paper = reader.optionalChoice("paper", Paper.self) ?? .a4
    let margins = reader.optional("margins")
    let order = reader.optional("sections")
    reader.refuseUnknownFields()
    problems += reader.problems
    if let margins { self.margins = Margins(reading: margins, &problems) }
    guard let order else { return }
    let known = problems.count
    var sections: [Section] = []
    for (entry, section) in order.choices(Section.self, &problems) {
      if sections.contains(section) {
        problems.append(Problem(.wrongValue, at: entry.place, path: entry.path, "the section `\(section.rawValue)` is named twice", remedy: "name each section once"))
      }
      sections.append(section)
    }
    // A name that was mistyped is told once, not as missing again.
    if problems.count == known {
      for section in Section.allCases where !sections.contains(section) {
        guard let law = section.law else { continue }
        problems.append(
          Problem(.templateRequiredSection, at: order.place, path: order.path, "the section `\(section.rawValue)` is left out, and \(law)", remedy: "add `\(section.rawValue)` to `sections`"))
      }
    }
    self.sections = sections
  }
}

extension BillLayout.Margins {
  init(reading node: SourceNode, _ problems: inout [Problem]) {
    self.init()
    var reader = SourceReader(node)
    func margin(_ field: String, _ allowed: ClosedRange<Int>, _ why: String) -> Int? {
      guard let wanted = reader.optionalInteger(field), let written = node[field] else { return nil }
      if !allowed.contains(wanted) {
        reader.report(.wrongValue, written, "\(wanted) mm are no margin for this side", remedy: "write \(allowed.lowerBound) to \(allowed.upperBound) millimetres; \(why)")
      }
      return wanted
    }
    left = margin("left", Self.sides, "an envelope's window begins at 20")
    right = margin("right", Self.sides, "machines that fold and print need room at the edge")
    bottom = margin("bottom", Self.bottoms, "the foot of the page stands in it")
    if node["top"] != nil {
      reader.expect("top")
      reader.report(.unknownField, node["top"] ?? node, "the top margin cannot be set", remedy: "leave it out: the head and the window for the address (DIN 5008) have their place")
    }
    reader.refuseUnknownFields()
    problems += reader.problems
  }
}
