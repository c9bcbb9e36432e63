public import Primitives
private import Yams

extension ProblemCode {
  public static let aliasExpansion = ProblemCode("document.alias-expansion")
}

/// Reads YAML or JSON text (JSON is a subset) into a tree in which every value knows its file, line and column.
///
/// Refused: text that is neither, a field written twice in one map, more than 16 MiB of text, nesting deeper than
/// 64, and aliases that expand to more than 10,000 values (an alias bomb). An empty document is `.null`.
public enum SourceDocument {
  public static let maximumBytes = 16 << 20
  public static let maximumDepth = 64
  public static let maximumAliasedNodes = 10_000

  /// The tree of `text`; `file` is the name used in problems.
  public static func parse(_ text: String, file: String) throws(Rejection) -> SourceNode {
    guard text.utf8.count <= maximumBytes else {
      throw Rejection(
        Problem(
          .documentTooLarge, at: .init(file: file), "the document has \(text.utf8.count) bytes, more than \(maximumBytes)",
          remedy: "split it into several files"))
    }
    try refuseDeepNesting(text, file: file)
    guard let root = try compose(text, file: file) else { return SourceNode(.null, place: .init(file: file, line: 1, column: 1)) }
    var tree = SourceTree(file: file)
    let node = tree.convert(root, path: "", depth: 0, aliased: false)
    if !tree.problems.isEmpty { throw Rejection(tree.problems) }
    return node
  }

  /// The parser below descends by recursion, so bracket depth and indentation are checked on the text first.
  private static func refuseDeepNesting(_ text: String, file: String) throws(Rejection) {
    var (depth, deepest, line, deepestLine) = (0, 0, 1, 1)
    var (inQuotes, escaped, inComment, previous): (UInt8, Bool, Bool, UInt8) = (0, false, false, 0x0A)
    for byte in text.utf8 {
      if byte == 0x0A { line += 1; inComment = false }
      if inComment { continue }
      if inQuotes != 0 {
        if escaped { escaped = false } else if byte == 0x5C, inQuotes == 0x22 { escaped = true } else if byte == inQuotes { inQuotes = 0 }
      } else {
        switch byte {
        // An apostrophe inside a word opens nothing.
        case 0x22 where !isWord(previous), 0x27 where !isWord(previous): inQuotes = byte
        case 0x23 where previous == 0x20 || previous == 0x0A: inComment = true
        case 0x5B, 0x7B:
          depth += 1
          if depth > deepest { (deepest, deepestLine) = (depth, line) }
        case 0x5D, 0x7D: depth = max(0, depth - 1)
        default: break
        }
      }
      previous = byte
    }
    if deepest > maximumDepth * 4 {
      throw Rejection(tooDeep(.init(file: file, line: deepestLine), path: ""))
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
  }

  static func tooDeep(_ place: Problem.Place, path: String) -> Problem {
    Problem(
      .documentTooDeep, at: place, path: path, "the document is nested deeper than \(maximumDepth) levels",
      remedy: "flatten it; no document of Florin needs so many levels")
  }

  private static func compose(_ text: String, file: String) throws(Rejection) -> Node? {
    // Padding keeps the text out of Swift's inline small strings, whose bytes have no lasting address for the C parser.
    let padded = text + String(repeating: "\n", count: 32)
    do {
      // What a scalar means is decided where it is read, so none is matched against the types that YAML guesses.
      return try Yams.compose(yaml: padded, .basic)
    } catch let error as YamlError {
      throw Rejection(problem(error, file: file, lines: max(1, text.split(separator: "\n", omittingEmptySubsequences: false).count)))
    } catch {
      throw Rejection(Problem(.unreadableDocument, at: .init(file: file), "\(error)", remedy: "write well-formed YAML or JSON"))
    }
  }

  /// - Parameter lines: how many the text has; a mark behind them lies in the padding.
  private static func problem(_ error: YamlError, file: String, lines: Int) -> Problem {
    switch error {
    case .duplicatedKeysInMapping(let keys, let context):
      return Problem(
        .repeatedField, at: .init(file: file, line: context.mark.line, column: context.mark.column),
        "the field \(keys.map { "`\($0)`" }.joined(separator: ", ")) is written more than once in the same map",
        remedy: "keep one of them")
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _), .composer(let context, let problem, let mark, _):
      // What is missing at the end is looked for where it was opened.
      let place = mark.line > lines ? context?.mark ?? mark : mark
      return Problem(
        .unreadableDocument, at: .init(file: file, line: min(place.line, lines), column: place.column),
        "this is not well-formed YAML or JSON: \(problem.trimmedBlanks)",
        remedy: "look at this line and the one before it: indentation, a missing colon, an unclosed quote or bracket")
    default:
      return Problem(
        .unreadableDocument, at: .init(file: file), "this is not readable as YAML or JSON text",
        remedy: "save the file as UTF-8 text without control characters")
    }
  }
}

extension String {
  fileprivate var trimmedBlanks: String {
    var text = Substring(self)
    while let last = text.last, last == " " || last == "\n" { text.removeLast() }
    return String(text)
  }
}

/// Turns the parser's nodes into source nodes, with a budget for what aliases expand to.
private struct SourceTree {
  let file: String
  var problems: [Problem] = []
  private var furthest = (0, 0)
  private var aliasedNodes = 0
  private var stopped = false

  init(file: String) { self.file = file }

  mutating func convert(_ node: Node, path: String, depth: Int, aliased: Bool) -> SourceNode {
    let place = Problem.Place(file: file, line: node.mark?.line, column: node.mark?.column)
    if stopped { return SourceNode(.null, place: place, path: path) }
    // Text is walked front to back, so a node that stands before one already seen was reached through an alias.
    var aliased = aliased
    if let mark = node.mark {
      if (mark.line, mark.column) < furthest { aliased = true } else { furthest = (mark.line, mark.column) }
    }
    if aliased {
      aliasedNodes += 1
      if aliasedNodes > SourceDocument.maximumAliasedNodes {
        return stop(
          Problem(
            .aliasExpansion, at: place, path: path,
            "aliases (`*name`) expand to more than \(SourceDocument.maximumAliasedNodes) values",
            remedy: "write the values out, or use fewer aliases of aliases"))
      }
    }
    if depth > SourceDocument.maximumDepth { return stop(SourceDocument.tooDeep(place, path: path)) }
    switch node {
    case .scalar(let scalar):
      let plain = scalar.style == .plain || scalar.style == .any
      if plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return SourceNode(.null, place: place, path: path) }
      return SourceNode(.scalar(scalar.string, quoted: !plain), place: place, path: path)
    case .sequence(let sequence):
      var items: [SourceNode] = []
      for (index, item) in sequence.enumerated() {
        items.append(convert(item, path: "\(path)[\(index)]", depth: depth + 1, aliased: aliased))
      }
      return SourceNode(.list(items), place: place, path: path)
    case .mapping(let mapping):
      var entries: [(key: String, value: SourceNode)] = []
      for (key, value) in mapping {
        guard case .scalar(let name) = key else {
          problems.append(
            Problem(
              .wrongType, at: place, path: path, "a field's name must be a single word, not a list or map",
              remedy: "write `name: value`"))
          continue
        }
        let inner = path.isEmpty ? name.string : "\(path).\(name.string)"
        entries.append((name.string, convert(value, path: inner, depth: depth + 1, aliased: aliased)))
      }
      return SourceNode(.map(entries), place: place, path: path)
    case .alias:
      return SourceNode(.null, place: place, path: path)
    }
  }

  private mutating func stop(_ problem: Problem) -> SourceNode {
    stopped = true
    problems.append(problem)
    return SourceNode(.null, place: problem.place, path: problem.path)
  }
}
