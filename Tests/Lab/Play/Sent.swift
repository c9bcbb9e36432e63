import Primitives

/// A usage event as stories write it in one word: `E-1/600111/12.5/2026-03-05T10:00:00Z`.
struct Sent: Hashable {
  var id: String
  var subject: String
  var quantity: String
  var at: Instant

  init(id: String, subject: String, quantity: String, at: Instant) {
    (self.id, self.subject, self.quantity, self.at) = (id, subject, quantity, at)
  }

  init(_ word: String) throws {
    let parts = word.split(separator: "/").map(String.init)
    guard parts.count == 4, let at = Instant(parts[3]) else { throw WorldFault("a usage event is ID/SUBJECT/MB/WHEN, not \(word)") }
    self.init(id: parts[0], subject: parts[1], quantity: parts[2], at: at)
  }

  var word: String { "\(id)/\(subject)/\(quantity)/\(at)" }
  var use: World.Use { World.Use(id: id, subject: subject, type: "data", quantity: quantity, at: at) }
}
