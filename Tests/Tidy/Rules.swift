/// A broken rule, with the place and what to do.
struct Untidy: Sendable, CustomStringConvertible {
  let path: String
  let line: Int?
  let what: String

  var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(what)" }
}

/// The rules, each a function from one file to what breaks it there.
enum Rules {
  static let longest = 400

  static func length(_ file: TextFile, reasons: [String: String]) -> [Untidy] {
    let count = file.lines.count
    guard count > longest, reasons[file.path] == nil else { return [] }
    return [Untidy(path: file.path, line: nil, what: "\(count) lines; split it, or list the reason in TidyTests")]
  }

  /// Words that say something was left undone; written apart here, so that this file does not hold them.
  static func leftovers(_ file: TextFile) -> [Untidy] {
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
    return each(file.lines) { line in
      words.first { word in containsWord(word, in: String(line)) }.map { "\($0): finish it, or open an issue" }
    }.map { Untidy(path: file.path, line: $0, what: $1) }
  }

  /// The domain decides with exact numbers and without the world: no Foundation, no binary floating point.
  static func pureDomain(_ file: TextFile) -> [Untidy] {
    each(SwiftCode.codeLines(of: file.text)) { line in
      for word in ["Foundation", "Glibc", "Double", "Float", "Date", "CGFloat"] where containsWord(word, in: line) {
        return "\(word) has no place in the domain"
      }
      return nil
    }.map { Untidy(path: file.path, line: $0, what: $1) }
  }

  /// Nothing that can stop the program on wrong input.
  static func noTraps(_ file: TextFile) -> [Untidy] {
    each(SwiftCode.codeLines(of: file.text)) { line in
      for trap in ["try!", "as!", "fatalError("] where line.contains(trap) { return "\(trap) stops the program; throw or hold instead" }
      return hasForceUnwrap(line) ? "a force unwrap; use guard or a default" : nil
    }.map { Untidy(path: file.path, line: $0, what: $1) }
  }

  /// What the compiler cannot check needs its proof written beside it.
  static func proofs(_ file: TextFile) -> [Untidy] {
    let lines = file.lines.map(String.init)
    return each(SwiftCode.codeLines(of: file.text).enumerated().map { $0 }) { index, line in
      guard line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") else { return nil }
      let before = lines[max(0, index - 6)...index].joined(separator: "\n").lowercased()
      return before.contains("proof") || before.contains("safe because") ? nil : "write the proof of safety in a comment above it"
    }.map { Untidy(path: file.path, line: $0, what: $1) }
  }

  /// Paths that exist only on somebody's machine.
  static func machinePaths(_ file: TextFile) -> [Untidy] {
    let paths = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", "/tmp/ba" + "sh_jobs", "/opt/swift-pack" + "ages"]
    return each(file.lines) { line in
      paths.first { line.contains($0) }.map { "\($0) is a path of one machine" }
    }.map { Untidy(path: file.path, line: $0, what: $1) }
  }

  /// Every public type, and every public function longer than a line, says in a doc comment what it is. Initialisers,
  /// stored fields, operators and conformances may do without.
  static func documented(_ file: TextFile) -> [Untidy] {
    let lines = file.lines.map { trimmed($0) }
    var found: [Untidy] = []
    for (index, line) in lines.enumerated() {
      guard let name = publicDeclaration(line) else { continue }
      var above = index - 1
      while above >= 0, lines[above].hasPrefix("@") { above -= 1 }
      if above >= 0, lines[above].hasPrefix("///") { continue }
      found.append(Untidy(path: file.path, line: index + 1, what: "public `\(name)` has no doc comment"))
    }
    return found
  }

  /// The codes written as `ProblemCode("area.what")`.
  static func problemCodes(_ file: TextFile) -> [String] {
    let opening = "ProblemCode(\""
    var codes: [String] = []
    for line in file.lines where !trimmed(line).hasPrefix("//") {
      var rest = line
      while let start = firstRange(of: opening, in: rest) {
        rest = rest[start...].dropFirst(opening.count)
        codes.append(String(rest.prefix { $0 != "\"" }))
      }
    }
    return codes
  }
}

extension Rules {
  private static func each<Line>(_ lines: [Line], _ rule: (Line) -> String?) -> [(Int, String)] {
    lines.enumerated().compactMap { index, line in rule(line).map { (index + 1, $0) } }
  }

  private static func trimmed(_ line: Substring) -> Substring { line.drop { $0 == " " || $0 == "\t" } }

  private static func firstRange(of word: String, in text: Substring) -> Substring.Index? {
    var rest = text
    while !rest.isEmpty {
      if rest.hasPrefix(word) { return rest.startIndex }
      rest = rest.dropFirst()
    }
    return nil
  }

  private static func isWordPart(_ c: Character) -> Bool { c.isLetter || c.isNumber || c == "_" }

  static func containsWord(_ word: String, in text: String) -> Bool {
    guard text.contains(word) else { return false }
    var rest = text[...]
    while let start = firstRange(of: word, in: rest) {
      let before = start == text.startIndex ? " " : text[text.index(before: start)]
      let after = rest[start...].dropFirst(word.count)
      if !isWordPart(before), !(after.first.map(isWordPart) ?? false) { return true }
      rest = after
    }
    return false
  }

  /// `x!`, `f()!`, `a[0]!`, `String!`; not `!x`, `!=`.
  static func hasForceUnwrap(_ code: String) -> Bool {
    let characters = Array(code)
    for (index, c) in characters.enumerated() where c == "!" && index > 0 {
      let before = characters[index - 1]
      let after = index + 1 < characters.count ? characters[index + 1] : " "
      if after != "=", isWordPart(before) || before == ")" || before == "]" || before == "\"" || before == "?" { return true }
    }
    return false
  }

  /// The name of a public type or function declared on this line, when it must be documented.
  static func publicDeclaration(_ line: Substring) -> String? {
    var words = line.split(whereSeparator: { $0 == " " }).map(String.init)
    while let first = words.first, first.hasPrefix("@") { words.removeFirst() }
    guard words.first == "public" else { return nil }
    words.removeFirst()
    while let first = words.first, ["static", "mutating", "final", "indirect", "nonmutating", "consuming", "borrowing"].contains(first) {
      words.removeFirst()
    }
    guard words.count >= 2, ["func", "struct", "enum", "class", "actor", "protocol"].contains(words[0]) else { return nil }
    if line.hasSuffix("}"), words[0] == "func" || words[0] == "enum" && line.hasSuffix("{}") { return nil }
    let name = String(words[1].prefix { isWordPart($0) || $0 == "`" })
    return name.isEmpty || ["hash", "encode"].contains(name) ? nil : name
  }
}
