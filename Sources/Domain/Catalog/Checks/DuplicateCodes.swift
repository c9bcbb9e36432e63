import Primitives

extension ProblemCode {
  public static let catalogDuplicateCode = ProblemCode("catalog.duplicate-code")
}

extension CatalogDraft {
  /// Codes are unique per kind of thing over all files; a price's code over all offerings.
  func duplicateCodeProblems() -> [Problem] {
    var problems: [Problem] = []
    for (section, codes) in declared.sorted(by: { $0.key < $1.key }) {
      for (code, nodes) in codes.sorted(by: { $0.key < $1.key }) where nodes.count > 1 {
        for node in nodes.dropFirst() {
          problems.append(
            node.problem(
              .catalogDuplicateCode, "the code \"\(code)\" is already used in `\(section)`",
              remedy: "give one of them another code; the first stands at \(nodes[0].place?.description ?? "another place")"))
        }
      }
    }
    return problems
  }
}
