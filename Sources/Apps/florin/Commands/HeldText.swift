import Invoicing
import Operations

/// How a held account is told on a terminal.
enum HeldText {
  /// The account with its reasons in one line; what keeps an e-invoice back is told rule by rule, with what to fill in.
  static func lines(_ held: BillRunReport.Held) -> [String] {
    let rules = held.reasons.filter { $0.code == .eInvoiceRefused }
    let others = held.reasons.filter { $0.code != .eInvoiceRefused }.map(\.description)
    var lines: [String] = []
    var head = others
    if let format = rules.first?.text("format") { head.append("it would be refused as \(format)") }
    lines.append("\(held.reference): \(head.joined(separator: "; "))")
    return lines + Self.rules(rules)
  }

  /// Two lines for each rule: what is wrong, and what to fill in.
  static func rules(_ reasons: [HoldReason]) -> [String] {
    reasons.flatMap { rule in
      [
        "  \(rule.text("rule")) at \(rule.text("term")): \(rule.text("message"))",
        "    remedy: \(rule.text("remedy")), with `\(rule.text("command"))`",
      ]
    }
  }
}

extension HoldReason {
  fileprivate func text(_ name: String) -> String { evidence.first { $0.name == name }?.value ?? "" }
}
