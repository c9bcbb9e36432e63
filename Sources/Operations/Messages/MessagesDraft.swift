import Catalog
import Primitives

extension ProblemCode {
  /// A message is for readers of a language that it has no words in.
  public static let messageWords = ProblemCode("catalog.message-words")
}

/// The `messages` section as read.
struct MessagesDraft {
  private(set) var rules: [Sourced<MessageRule>] = []

  init(reading documents: [SourceNode], problems: inout [Problem]) {
    for document in documents {
      guard let node = document["messages"], !node.isNull else { continue }
      var reader = SourceReader(document)
      for entry in reader.list(node) {
        if let rule = MessageRule(reading: entry, problems: &problems) { rules.append(Sourced(rule, entry)) }
      }
      problems += reader.problems
    }
  }

  /// What only the whole catalog shows.
  func check(sellers: Set<String>) -> [Problem] {
    var problems: [Problem] = []
    var known: [String: Sourced<MessageRule>] = [:]
    for rule in rules {
      if let first = known[rule.value.code] {
        problems.append(
          rule.node.problem(
            .catalogDuplicateCode, at: "code", "the code \"\(rule.value.code)\" is already used in `messages`",
            remedy: "give one of them another code; the first stands at \(first.node.place?.description ?? "another place")"))
      } else {
        known[rule.value.code] = rule
      }
      for seller in rule.value.terms.sellers.subtracting(sellers).sorted() {
        let at = rule.node["for"] ?? rule.node
        problems.append(
          at.problem(
            .catalogUnknownReference, at: "sellers", "there is no seller \"\(seller)\"",
            remedy: nearest(seller, among: sellers.sorted()).map { "did you mean `\($0)`?" } ?? "name one of the sellers of this catalog"))
      }
    }
    return problems
  }
}

extension MessageRule {
  private static let languages = ["en", "es", "ko", "ro"]

  /// Reads one entry of `messages`; `nil` when a problem was added.
  init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let code = reader.code("code")
    let title = reader.required("title").flatMap { reader.localizedText($0) }
    let text = reader.required("text").flatMap { reader.localizedText($0) }
    let link = reader.optional("link")
    let from = reader.optionalDay("from")
    let to = reader.optionalDay("to")
    if let from, let to, to <= from, let written = node["to"] {
      reader.report(.catalogEndsBeforeStart, written, "the message ends before it begins", remedy: "`to` is the first day on which it is no longer said")
    }
    let rule = reader.optional("for")
    reader.refuseUnknownFields()
    problems += reader.problems
    let before = problems.count
    let terms = rule.map { Terms(reading: $0, problems: &problems) } ?? Terms()
    let leading = link.flatMap { Self.link($0, &problems) }
    guard reader.problems.isEmpty, problems.count == before, let code, let title, let text else { return nil }
    self.init(code: code, title: title, text: text, terms: terms)
    (linkWords, linkAddress) = (leading?.words, leading?.address)
    (self.from, self.to) = (from, to)
    // Without words of its own a language reads the English ones; a rule that names languages must have theirs.
    for language in terms.languages.sorted() {
      for (field, words) in [("title", title), ("text", text)] where words.byLanguage[language] == nil {
        problems.append(
          node.problem(
            .messageWords, at: field, "the message is for readers of \"\(language)\" and has no words in it",
            remedy: "write `\(field): {\(language): …}`, or leave \"\(language)\" out of `languages`"))
      }
    }
  }

  private static func link(_ node: SourceNode, _ problems: inout [Problem]) -> (words: LocalizedText, address: String)? {
    var reader = SourceReader(node)
    let words = reader.required("words").flatMap { reader.localizedText($0) }
    let address = reader.text("url")
    if let address, let written = node["url"], !address.hasPrefix("https://") || address.utf8.contains(where: { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3C || $0 == 0x3E }) {
      reader.report(.wrongValue, written, "\"\(address)\" is no address that readers can be sent to", remedy: "write one that begins with https:// and has no blanks")
    }
    reader.refuseUnknownFields()
    problems += reader.problems
    guard reader.problems.isEmpty, let words, let address else { return nil }
    return (words, address)
  }
}

extension MessageRule.Terms {
  /// Reads `for`: what a bill and its reader must be.
  init(reading node: SourceNode, problems: inout [Problem]) {
    self.init()
    var reader = SourceReader(node)
    func texts(_ field: String) -> Set<String> { Set(reader.list(field).compactMap { reader.text($0) }) }
    segments = texts("segments")
    sellers = texts("sellers")
    languages = texts("languages")
    countries = texts("countries")
    for language in languages.sorted() where !["en", "es", "ko", "ro"].contains(language) {
      reader.report(.wrongValue, node["languages"] ?? node, "documents are not written in \"\(language)\"", remedy: "use some of en, es, ko, ro")
    }
    for country in countries.sorted() where country.utf8.count != 2 || !country.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
      reader.report(.wrongValue, node["countries"] ?? node, "\"\(country)\" is not a country of ISO 3166", remedy: "write two capital letters, such as ES")
    }
    over = reader.optionalNumber("over")
    under = reader.optionalNumber("under")
    if let text = reader.optionalText("currency"), let written = node["currency"] {
      currency = Currency(text)
      if currency == nil { reader.report(.wrongValue, written, "\"\(text)\" is no currency of ISO 4217", remedy: "write its three letters, such as EUR") }
    } else if over != nil || under != nil {
      reader.report(.missingField, node, "`over` and `under` are amounts, and there is no `currency`", remedy: "add `currency: EUR` here")
    }
    risenOverPercent = reader.optionalNumber("risenOverPercent")
    fallenOverPercent = reader.optionalNumber("fallenOverPercent")
    for (field, percent) in [("risenOverPercent", risenOverPercent), ("fallenOverPercent", fallenOverPercent)] {
      if let percent, percent.isNegative { reader.report(.wrongValue, node[field] ?? node, "the change is counted from zero upwards", remedy: "write a number that is not negative") }
    }
    reader.refuseUnknownFields()
    problems += reader.problems
  }
}
