public import Primitives

extension ProblemCode {
  public static let cycleAnchor = ProblemCode("parties.cycle-anchor")
}

extension BillCycle {
  /// What is wrong with the anchor; empty when nothing is. 31 is fine: it steps to the last day of shorter months.
  public func problems(at place: Problem.Place? = nil, path: String = "cycle") -> [Problem] {
    var found: [Problem] = []
    let last = unit == .week ? 7 : 31
    if !(1...last).contains(anchorDay) {
      found.append(Problem(
        .cycleAnchor, at: place, path: path + ".anchorDay", "the cycle anchor \(anchorDay) is not a day of a \(unit == .week ? "week" : "month")",
        remedy: unit == .week
          ? "use 1 (Monday) to 7 (Sunday)"
          : "use 1 to 31; 29 to 31 step to the last day of shorter months and come back"))
    }
    if !(1...12).contains(anchorMonth) {
      found.append(Problem(
        .cycleAnchor, at: place, path: path + ".anchorMonth", "the cycle's month \(anchorMonth) does not exist",
        remedy: "use 1 (January) to 12 (December)"))
    }
    return found
  }
}
