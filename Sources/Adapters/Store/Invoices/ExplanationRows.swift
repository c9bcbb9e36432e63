import Primitives

/// The explanations of an invoice's lines in their one value.
enum ExplanationRows {
  /// The explanations in the order of the lines; `nil` when the value is damaged.
  static func read(_ bytes: UnsafeRawBufferPointer) throws -> [Explanation]? {
    if isJSON(bytes) { return try written(bytes) }
    var reader = PackedExplanationReader(bytes)
    var found: [Explanation] = []
    while !reader.isAtEnd {
      guard let next = reader.next() else { return nil }
      found.append(next)
    }
    return found
  }

  /// The explanation of one line, by how many lines come before it; `nil` when there is none, or the value is damaged up to it.
  static func read(_ bytes: UnsafeRawBufferPointer, at place: Int) throws -> Explanation? {
    if isJSON(bytes) {
      let all = try written(bytes)
      return all.indices.contains(place) ? all[place] : nil
    }
    var reader = PackedExplanationReader(bytes)
    for _ in 0..<place { guard reader.skip() else { return nil } }
    return reader.next()
  }

  /// `[` begins what was written as JSON; packed, it would be a count of 91 steps, the first of a kind that is none.
  private static func isJSON(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.first == 0x5B && bytes.count > 1 && (bytes[1] == 0x5B || bytes[1] == 0x5D)
  }

  private static func written(_ bytes: UnsafeRawBufferPointer) throws -> [Explanation] {
    try JSONColumn.value([[WrittenStep]].self, Array(bytes)).map { Explanation($0.map(\.step)) }
  }

  /// A step as JSON: databases made before explanations were packed hold such.
  private struct WrittenStep: Decodable {
    var kind: ExplanationStep.Kind
    var label: String?
    var quantity: Exact?
    var unitPrice: Exact?
    var numerator: Int?
    var denominator: Int?
    var period: ServicePeriod?
    var amount: Exact

    var step: ExplanationStep {
      ExplanationStep(
        kind, label: label, quantity: quantity, unitPrice: unitPrice, numerator: numerator, denominator: denominator,
        period: period, amount: amount)
    }
  }
}
