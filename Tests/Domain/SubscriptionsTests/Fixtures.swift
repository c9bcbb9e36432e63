import Catalog
import Parties
import Primitives
import Subscriptions
import Testing

let madrid = Zone(
  name: "Europe/Madrid", initialOffsetSeconds: 3600,
  transitions: [
    Zone.Transition(start: Instant(seconds: 1_774_746_000), offsetSeconds: 7200),  // 2026-03-29T01:00Z
    Zone.Transition(start: Instant(seconds: 1_792_890_000), offsetSeconds: 3600),  // 2026-10-25T01:00Z
  ])

func day(_ text: String) throws -> Day { try #require(Day(text)) }
func span(_ days: (String, String)) throws -> ServicePeriod {
  ServicePeriod(start: try #require(Day(days.0)), end: try #require(Day(days.1)))
}
