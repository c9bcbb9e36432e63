import Primitives
import Usage

/// The `billing` section as read: how this catalog's bills are made, as far as that is a choice.
struct BillingDraft {
  /// `nil`: not said anywhere.
  private(set) var lateUsage: LateEventRule?

  init(reading documents: [SourceNode], problems: inout [Problem]) {
    for document in documents {
      guard let node = document["billing"], !node.isNull else { continue }
      var reader = SourceReader(node)
      if let text = reader.optionalText("lateUsage"), let written = node["lateUsage"] {
        if let rule = LateEventRule(rawValue: text) {
          lateUsage = rule
        } else {
          reader.report(
            .wrongValue, written, "\"\(text)\" is no rule for late usage",
            remedy: "write one of \(LateEventRule.allCases.map(\.rawValue).joined(separator: ", "))")
        }
      }
      reader.refuseUnknownFields()
      problems += reader.problems
    }
  }
}
