import Primitives

/// Says why no bill was found: in words about the segment, the account or the period.
struct NothingBilled {
  let store: any ReplayStore

  func problem(_ scope: AccountScope, _ period: ServicePeriod, path: String) throws -> Problem {
    if let segment = scope.segment {
      let known = try store.segments()
      if !known.contains(segment) {
        return Problem(
          .unknownSegment, path: "segment", "no account belongs to the segment \"\(segment)\"",
          remedy: known.isEmpty ? "register accounts first" : "use one of: \(known.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", "))")
      }
    }
    guard let billed = try store.billedDays() else {
      return Problem(
        .nothingBilled, path: path, "nothing was billed yet, so there is nothing to price again",
        remedy: "import usage and run `florin bill plan` and `florin bill execute` first")
    }
    let who = scope == .everybody ? "" : " of the accounts chosen"
    return Problem(
      .nothingBilled, path: path, "no bill\(who) closed within \(period.start) to \(period.lastDay)",
      remedy: "choose a period within \(billed.start) to \(billed.end.adding(days: -1)), the days that were billed\(who.isEmpty ? "" : ", or other accounts")")
  }
}

extension ProblemCode {
  public static let nothingBilled = ProblemCode("replay.nothing-billed")
  public static let unknownSegment = ProblemCode("replay.unknown-segment")
}
