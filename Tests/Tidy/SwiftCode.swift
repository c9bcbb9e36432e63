/// Swift source with its comments and the contents of its string literals blanked out, line by line.
///
/// Simple on purpose: it knows `//`, `/* */`, `"…"`, `"""…"""` and raw strings with one `#`. Code inside an
/// interpolation is blanked with the string around it.
enum SwiftCode {
  static func codeLines(of text: String) -> [String] {
    var lines: [String] = []
    var comment = 0
    var multiline: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var code = ""
      var rest = line[...]
      while let first = rest.first {
        if comment > 0 {
          if rest.hasPrefix("*/") { comment -= 1; rest = rest.dropFirst(2) } else { rest = rest.dropFirst() }
        } else if let close = multiline {
          if rest.hasPrefix("\\\"") { rest = rest.dropFirst(2) } else if rest.hasPrefix(close) {
            multiline = nil
            rest = rest.dropFirst(close.count)
            code += "\""
          } else { rest = rest.dropFirst() }
        } else if rest.hasPrefix("//") {
          break
        } else if rest.hasPrefix("/*") {
          comment += 1
          rest = rest.dropFirst(2)
        } else if rest.hasPrefix("\"\"\"") || rest.hasPrefix("#\"\"\"") {
          multiline = first == "#" ? "\"\"\"#" : "\"\"\""
          rest = rest.dropFirst(first == "#" ? 4 : 3)
          code += "\""
        } else if first == "\"" || rest.hasPrefix("#\"") {
          rest = afterString(rest)
          code += "\"\""
        } else {
          code.append(first)
          rest = rest.dropFirst()
        }
      }
      lines.append(code)
    }
    return lines
  }

  /// What follows the one-line string literal that `text` begins with; interpolations may hold strings of their own.
  private static func afterString(_ text: Substring) -> Substring {
    let raw = text.first == "#"
    var rest = text.dropFirst(raw ? 2 : 1)
    while let first = rest.first {
      if raw {
        if rest.hasPrefix("\"#") { return rest.dropFirst(2) }
        rest = rest.dropFirst()
      } else if rest.hasPrefix("\\(") {
        rest = afterInterpolation(rest.dropFirst(2))
      } else if first == "\\" {
        rest = rest.dropFirst(2)
      } else if first == "\"" {
        return rest.dropFirst()
      } else {
        rest = rest.dropFirst()
      }
    }
    return rest
  }

  private static func afterInterpolation(_ text: Substring) -> Substring {
    var rest = text
    var depth = 1
    while let first = rest.first {
      if first == "\"" { rest = afterString(rest); continue }
      if first == "(" { depth += 1 }
      if first == ")" { depth -= 1 }
      rest = rest.dropFirst()
      if depth == 0 { return rest }
    }
    return rest
  }
}
