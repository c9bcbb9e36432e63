/// What a play came across.
struct Tally: Codable {
  var steps = 0
  var proofs = 0
  var refused = 0
  var invoices = 0
  var creditNotes = 0
  var events = 0
  var verbs: [String: Int] = [:]
  var mishaps: [String: Int] = [:]

  static func += (sum: inout Tally, other: Tally) {
    sum.steps += other.steps
    sum.proofs += other.proofs
    sum.refused += other.refused
    sum.invoices += other.invoices
    sum.events += other.events
    sum.creditNotes += other.creditNotes
    sum.verbs.merge(other.verbs) { $0 + $1 }
    sum.mishaps.merge(other.mishaps) { $0 + $1 }
  }
}
