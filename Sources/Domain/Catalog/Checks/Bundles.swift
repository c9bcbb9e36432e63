import Primitives

extension ProblemCode {
  public static let catalogBundleCycle = ProblemCode("catalog.bundle-cycle")
}

extension CatalogDraft {
  /// No bundle contains itself, directly or through others. Each cycle is told once, at its first bundle.
  func bundleProblems() -> [Problem] {
    let includes = Dictionary(offerings.map { ($0.header.code, $0.header.includes) }) { first, _ in first }
    var finished: Set<OfferingCode> = []
    var told: Set<Set<OfferingCode>> = []
    var problems: [Problem] = []
    for draft in offerings {
      var path: [OfferingCode] = []
      // Depth first, with an explicit stack: a catalog's nesting must not decide how deep the program recurses.
      var stack: [(code: OfferingCode, next: Int)] = [(draft.header.code, 0)]
      while let top = stack.last {
        if top.next == 0 { path.append(top.code) }
        let members = includes[top.code] ?? []
        guard top.next < members.count, !finished.contains(top.code) else {
          finished.insert(top.code)
          path.removeLast()
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let member = members[top.next]
        if let start = path.firstIndex(of: member) {
          let cycle = path[start...]
          if told.insert(Set(cycle)).inserted, let first = offerings.first(where: { cycle.contains($0.header.code) }) {
            problems.append(
              first.node.problem(
                .catalogBundleCycle, at: "includes",
                "the bundle contains itself: \((cycle + [member]).map(\.text).joined(separator: " → "))",
                remedy: "remove one of these from `includes`"))
          }
        } else {
          stack.append((member, 0))
        }
      }
    }
    return problems
  }
}
