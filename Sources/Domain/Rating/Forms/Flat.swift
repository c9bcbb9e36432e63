import Catalog
import Primitives

extension Flat {
  /// Due once: with the first part of a period.
  func price(from: Exact?, into steps: inout [ExplanationStep]) {
    if from == nil { steps.append(ExplanationStep(.flat, amount: amount)) }
  }
}
