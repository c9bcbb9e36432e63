import Bootstrap
import Invoicing
import Primitives

struct InvoicePrinting {
  init(_ installation: Installation) {}
  func text(_ invoice: Invoice, line: Int?) throws -> String { "" }
}
