/// Makes a story that breaks a law as short as it can: leaves out commands, then words, as long as a law stays broken.
struct Shrinker {
  /// Another broken law is another story.
  let law: String
  private(set) var lines: [String]
  private(set) var replays = 0

  init(_ lines: [String], breaking breaches: [String]) {
    self.lines = lines
    law = Shrinker.law(breaches)
  }

  /// The words before the first colon; of the many books and checks, which one.
  static func law(_ breaches: [String]) -> String {
    let parts = breaches.first?.split(separator: ":").map(String.init) ?? []
    return parts.prefix(["books", "verify"].contains(parts.first) ? 2 : 1).joined(separator: ":")
  }

  mutating func shrink() async throws {
    try await dropLines()
    try await dropWords()
    try await dropLines()
  }

  private mutating func stillBreaks(_ candidate: [String]) async throws -> Bool {
    replays += 1
    guard let breaches = try? await Simulation.replay(candidate), Shrinker.law(breaches) == law else { return false }
    lines = candidate
    return true
  }

  /// Leaves out halves, quarters, … single commands.
  private mutating func dropLines() async throws {
    var size = max(1, lines.count / 2)
    while true {
      var at = 0
      var dropped = false
      while at < lines.count {
        let candidate = Array(lines[..<at] + lines[min(lines.count, at + size)...])
        if try await stillBreaks(candidate) { dropped = true } else { at += size }
      }
      if size == 1 && !dropped { return }
      if !dropped || size > 1 { size = max(1, size / 2) }
    }
  }

  /// Takes away what may be missing: single events of a file, faults, quantities, batch sizes.
  private mutating func dropWords() async throws {
    for at in lines.indices.reversed() {
      var words = lines[at].split(separator: " ").map(String.init)
      if let fault = words.firstIndex(where: { $0.hasPrefix("fault=") }) {
        var candidate = lines
        candidate[at] = words[..<fault].joined(separator: " ")
        if try await stillBreaks(candidate) { words = Array(words[..<fault]) }
      }
      var word = words.count - 1
      while word >= 1, words.count > 2 {
        let isOptional = words[word].contains("/") || ["batch=", "quantity=", "anchor=", "parent="].contains { words[word].hasPrefix($0) }
        if isOptional {
          var fewer = words
          fewer.remove(at: word)
          var candidate = lines
          candidate[at] = fewer.joined(separator: " ")
          if try await stillBreaks(candidate) { words = fewer }
        }
        word -= 1
      }
    }
  }
}
