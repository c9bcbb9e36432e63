/// One thing wrong with an input: what, where, and what to do about it.
///
/// The same words go to the command line, HTTP answers and reject files. Every code has a runnable example
/// under `Tests/ErrorGallery`.
public struct Problem: Sendable, Hashable {
  /// Stable machine name, `area.what`: `catalog.tier-gap`.
  public var code: ProblemCode
  /// Where it was found, when it came from a file.
  public var place: Place?
  /// The field within the document, as a path: `offerings[2].prices[0].tiers[1].upTo`.
  public var path: String
  /// What is wrong, one sentence that quotes the offending value.
  public var message: String
  /// What to do, one sentence.
  public var remedy: String

  public init(_ code: ProblemCode, at place: Place? = nil, path: String = "", _ message: String, remedy: String) {
    self.code = code
    self.place = place
    self.path = path
    self.message = message
    self.remedy = remedy
  }

  /// A spot in a file; lines and columns count from 1.
  public struct Place: Sendable, Hashable {
    public var file: String
    public var line: Int?
    public var column: Int?

    public init(file: String, line: Int? = nil, column: Int? = nil) {
      self.file = file
      self.line = line
      self.column = column
    }
  }
}

/// The stable name of a kind of problem. Declared as static members beside the code that reports it:
/// `extension ProblemCode { static let tierGap = ProblemCode("catalog.tier-gap") }`.
public struct ProblemCode: Sendable, Hashable, RawRepresentable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ rawValue: String) { self.rawValue = rawValue }
}

extension Problem.Place: CustomStringConvertible {
  public var description: String {
    var text = file
    if let line { text += ":\(line)" }
    if line != nil, let column { text += ":\(column)" }
    return text
  }
}

extension Problem: CustomStringConvertible {
  /// `plans.yaml:12:7: offerings[0].prices: tiers leave a gap … [catalog.tier-gap]` and, below it, the remedy; whatever is quoted in them, two lines.
  public var description: String {
    var text = place.map { "\($0): " } ?? ""
    if !path.isEmpty { text += "\(path): " }
    return "\(text)\(message) [\(code.rawValue)]".harmless + "\n    remedy: " + remedy.harmless
  }
}

/// An input refused, with every problem found in it, not only the first.
public struct Rejection: Error, Sendable, CustomStringConvertible {
  public var problems: [Problem]

  public init(_ problems: [Problem]) { self.problems = problems }
  public init(_ problem: Problem) { problems = [problem] }

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
