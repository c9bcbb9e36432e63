import Primitives

/// The explanations of an invoice's lines in their one value.
enum ExplanationRows {
  /// The explanations in the order of the lines; `nil` when the value is damaged.
  static func read(_ bytes: UnsafeRawBufferPointer) throws -> [Explanation]? {
    // `[` begins what was written as JSON; packed, it would be a count of 91 steps, the first of a kind that is none.
    if bytes.first == 0x5B, bytes.count > 1, bytes[1] == 0x5B || bytes[1] == 0x5D {
      return try JSONColumn.value([[WrittenStep]].self, Array(bytes)).map { Explanation($0.map(\.step)) }
    }
    var reader = PackedExplanationReader(bytes)
    var found: [Explanation] = []
    while !reader.isAtEnd {
      guard let next = reader.next() else { return nil }
      found.append(next)
    }
    return found
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
