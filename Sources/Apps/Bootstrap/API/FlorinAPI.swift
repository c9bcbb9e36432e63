import HTTPAPI
import Operations
import Primitives
import Store

/// Every endpoint of Florin, chapter by chapter.
struct FlorinAPI: Sendable {
  let installation: Installation

  init(_ installation: Installation) { self.installation = installation }

  var description: APIDescription {
    APIDescription(
      title: "Florin API", version: "1",
      about: """
        Monetisation and billing: every amount is exact, explains itself, and can be proved again from the facts.

        Amounts are decimals in text (`"12.50"`), so that no JSON library makes binary floating point of them. Days are \
        `YYYY-MM-DD` in the calendar of the account, instants are RFC 3339 in UTC, and every period is half-open: it ends \
        before its `end`. A mistake is answered with every problem at once, each with a stable code and a remedy.
        """,
      chapters: [.init("Catalog", "What is sold, at which prices: files of YAML and CSV that are checked, compared and published.")],
      endpoints: healthEndpoints + catalogEndpoints)
  }
}
