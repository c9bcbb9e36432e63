import Catalog
import Primitives

extension PerUnit {
  func price(from: Exact?, to: Exact, into steps: inout [ExplanationStep]) {
    let units = to - (from ?? .zero)
    steps.append(ExplanationStep(.units, quantity: units, unitPrice: unit, amount: units * unit))
  }
}
