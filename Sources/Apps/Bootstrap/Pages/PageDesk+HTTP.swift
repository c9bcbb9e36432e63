import HTTPAPI
import Web

extension PageDesk {
  /// Answers what the HTTP server brings.
  func answer(_ arrival: HTTPAPI.Arrival) async -> HTTPAPI.Departure {
    let departure = await answer(
      PageDesk.Arrival(
        method: arrival.method, target: arrival.target, host: arrival.header("host"), acceptLanguage: arrival.header("accept-language"),
        ifNoneMatch: arrival.header("if-none-match")))
    return HTTPAPI.Departure(status: departure.status, headers: departure.headers, content: .bytes(departure.body))
  }
}
