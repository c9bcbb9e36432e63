import Primitives

/// One line that is ordered, or offered.
struct Offer {
  var reference: String
  var subject: String
  var startsOn: Day
  var offering: String
  var quantity: Int
  var isWelcome: Bool
}

/// An offer as a naive clerk keeps it.
struct KeptQuote {
  var reference: String
  var account: String
  var offer: Offer
  var quotedOn: Day
  /// The first day on which it no longer holds.
  var validUntil: Day
  var isAccepted = false

  /// Once accepted it stays so, whoever asks when.
  func mayBeAccepted(on day: Day) -> Bool { isAccepted || (quotedOn <= day && day < validUntil) }
}
