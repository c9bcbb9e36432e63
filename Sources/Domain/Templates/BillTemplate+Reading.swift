public import Primitives

extension BillTemplate {
  /// Reads a template.
  ///
  /// - Parameters:
  ///   - vocabulary: what there is to be reworded.
  ///   - picture: the bytes of a file beside the template; `nil` when it is not there.
  /// - Throws: `Rejection` with every mistake.
  public static func read(_ node: SourceNode, _ vocabulary: TemplateVocabulary, picture: (String) -> [UInt8]?) throws(Rejection) -> BillTemplate {
    var reader = SourceReader(node)
    let code = reader.text("template")
    if let code, let written = node["template"], !isCode(code) {
      reader.report(.wrongValue, written, "\"\(code)\" is no code", remedy: "use small letters, digits and hyphens, at most 60, such as `business-spain`")
    }
    let name = reader.text("name")
    let segment = reader.optional("for")
    let brand = reader.optional("brand")
    let layout = reader.optional("layout")
    let fallback = reader.optional("fallback")
    let texts = reader.optional("texts")
    reader.refuseUnknownFields()
    var problems = reader.problems
    var template = BillTemplate(code: code ?? "", name: name ?? "")
    if let segment { template.segment = TemplateSegment(reading: segment, &problems) }
    if let brand { template.brand = Brand(reading: brand, picture, &problems) }
    if let layout { template.layout = BillLayout(reading: layout, &problems) }
    let order = fallback.map { languages($0, vocabulary, &problems) } ?? vocabulary.languages
    if let texts { template.texts = TemplateTexts(reading: texts, vocabulary, fallback: order, &problems) }
    guard problems.isEmpty else { throw Rejection(problems) }
    return template
  }

  private static func isCode(_ text: String) -> Bool {
    (1...60).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
  }

  private static func languages(_ node: SourceNode, _ vocabulary: TemplateVocabulary, _ problems: inout [Problem]) -> [String] {
    var found: [String] = []
    for (entry, language) in node.texts(&problems) {
      if vocabulary.languages.contains(language) {
        found.append(language)
      } else {
        problems.append(unknown(language: language, entry, vocabulary))
      }
    }
    return found
  }

  static func unknown(language: String, _ node: SourceNode, _ vocabulary: TemplateVocabulary) -> Problem {
    Problem(
      .wrongValue, at: node.place, path: node.path, "documents are not written in \"\(language)\"", remedy: "use some of \(vocabulary.languages.joined(separator: ", "))")
  }
}

extension SourceNode {
  /// The texts of a list, or the one text that stands in its place.
  func texts(_ problems: inout [Problem]) -> [(node: SourceNode, text: String)] {
    if case .scalar(let text, _) = content { return [(self, text)] }
    guard case .list(let entries) = content else {
      problems.append(Problem(.wrongType, at: place, path: path, "expected a list, found \(describedBriefly)", remedy: "write `[one, another]` here"))
      return []
    }
    var found: [(node: SourceNode, text: String)] = []
    for entry in entries {
      if case .scalar(let text, _) = entry.content {
        found.append((entry, text))
      } else {
        problems.append(Problem(.wrongType, at: entry.place, path: entry.path, "expected text, found \(entry.describedBriefly)", remedy: "write a single value here"))
      }
    }
    return found
  }

  /// The values of an enumeration in a list, each told when it is none.
  func choices<T: RawRepresentable & CaseIterable>(_ type: T.Type, _ problems: inout [Problem]) -> [(node: SourceNode, value: T)] where T.RawValue == String {
    let words = T.allCases.map(\.rawValue)
    return texts(&problems).compactMap { node, word in
      if let value = T(rawValue: word) { return (node, value) }
      problems.append(
        Problem(
          .wrongValue, at: node.place, path: node.path, "\"\(word)\" is not one of \(words.joined(separator: ", "))",
          remedy: nearest(word, among: words).map { "did you mean `\($0)`?" } ?? "use one of \(words.joined(separator: ", "))"))
      return nil
    }
  }
}

extension TemplateSegment {
  /// Reads `for`: what a document and its reader must be.
  init(reading node: SourceNode, _ problems: inout [Problem]) {
    self.init()
    var reader = SourceReader(node)
    func texts(_ field: String) -> Set<String> { Set(reader.optional(field)?.texts(&problems).map(\.text) ?? []) }
    sellers = texts("sellers")
    segments = texts("segments")
    offerings = texts("offerings")
    for (entry, country) in reader.optional("countries")?.texts(&problems) ?? [] {
      if country.utf8.count == 2, country.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
        countries.insert(country)
      } else {
        problems.append(
          Problem(.wrongValue, at: entry.place, path: entry.path, "\"\(country)\" is not a country of ISO 3166", remedy: "write two capital letters, such as ES"))
      }
    }
    customers = Set(reader.optional("customers")?.choices(CustomerKind.self, &problems).map(\.value) ?? [])
    documents = Set(reader.optional("documents")?.choices(DocumentKind.self, &problems).map(\.value) ?? [])
    reader.refuseUnknownFields()
    problems += reader.problems
  }
}

extension TemplateTexts {
  /// Reads `texts`.
  init(reading node: SourceNode, _ vocabulary: TemplateVocabulary, fallback: [String], _ problems: inout [Problem]) {
    self.init()
    var reader = SourceReader(node)
    func free(_ field: String) -> TemplateText? {
      guard let written = reader.optional(field) else { return nil }
      let table = Self.table(written, vocabulary, longest: Self.longest[field] ?? Self.longestPhrase, &problems)
      return table.isEmpty ? nil : TemplateText(table.mapValues(\.text), fallback: fallback)
    }
    greeting = free("greeting")
    paymentNote = free("paymentNote")
    footer = free("footer")
    let phrases = reader.optional("phrases")
    reader.refuseUnknownFields()
    problems += reader.problems
    if let phrases { self.phrases = Self.phrases(phrases, vocabulary, &problems) }
  }

  private static func phrases(_ node: SourceNode, _ vocabulary: TemplateVocabulary, _ problems: inout [Problem]) -> [String: [String: String]] {
    var reader = SourceReader(node)
    var found: [String: [String: String]] = [:]
    for name in vocabulary.phrases.keys.sorted() {
      guard let written = reader.optional(name), let places = vocabulary.phrases[name] else { continue }
      let table = table(written, vocabulary, longest: longestPhrase, &problems)
      for (language, entry) in table.sorted(by: { $0.key < $1.key }) where placeholders(entry.text) != Set(0..<places) {
        let wanted = (0..<places).map { "{\($0)}" }.joined(separator: " and ")
        problems.append(
          Problem(
            .templatePlaceholders, at: entry.node.place, path: entry.node.path,
            places == 0 ? "`\(name)` has no values to be put in, and \"\(entry.text)\" has places for some (\(language))" : "`\(name)` is said with \(wanted), and \"\(entry.text)\" has other places (\(language))",
            remedy: places == 0 ? "leave out the braces" : "write \(wanted) where the \(places == 1 ? "value belongs" : "values belong"), each at least once"))
      }
      found[name] = table.mapValues(\.text)
    }
    reader.refuseUnknownFields()
    problems += reader.problems
    return found
  }

  private static func placeholders(_ text: String) -> Set<Int> {
    let bytes = Array(text.utf8)
    return Set(bytes.indices.compactMap { index in
      bytes[index] == 0x7B && index + 2 < bytes.count && bytes[index + 2] == 0x7D ? Int(bytes[index + 1]) - 0x30 : nil
    })
  }

  private static func table(
    _ node: SourceNode, _ vocabulary: TemplateVocabulary, longest: Int, _ problems: inout [Problem]
  ) -> [String: (node: SourceNode, text: String)] {
    guard case .map(let entries) = node.content else {
      problems.append(
        Problem(.wrongType, at: node.place, path: node.path, "expected a map of languages, found \(node.describedBriefly)", remedy: "write `{es: …, en: …}` here"))
      return [:]
    }
    var table: [String: (node: SourceNode, text: String)] = [:]
    for (language, value) in entries {
      guard vocabulary.languages.contains(language) else {
        problems.append(BillTemplate.unknown(language: language, value, vocabulary))
        continue
      }
      guard case .scalar(let text, _) = value.content, !text.allSatisfy(\.isWhitespace) else {
        problems.append(Problem(.wrongType, at: value.place, path: value.path, "expected text, found \(value.describedBriefly)", remedy: "write the words in this language"))
        continue
      }
      if text.count > longest {
        problems.append(
          Problem(
            .templateTextTooLong, at: value.place, path: value.path, "the text has \(text.count) characters, and its place holds \(longest)",
            remedy: "say it in fewer words, or lead to a page that says all"))
      }
      table[language] = (value, text)
    }
    return table
  }
}
