/// What a page is asked for: a path already taken apart and decoded, and the answers of a form.
public struct PageRequest: Sendable, Hashable {
  /// The decoded path, beginning with a slash.
  public var path: String
  /// What stood in the places that the route left open: `/invoices/:number` gives `number`.
  public var parameters: [String: String]
  /// The query, decoded; the last value counts when a name is given twice.
  public var query: [String: String]
  /// The reader's languages by preference, as two-letter codes (`Accept-Language`).
  public var languages: [String]

  public init(path: String, parameters: [String: String] = [:], query: [String: String] = [:], languages: [String] = []) {
    self.path = path
    self.parameters = parameters
    self.query = query
    self.languages = languages
  }
}

/// What is answered: a status, a content type and the bytes.
public struct PageResponse: Sendable, Hashable {
  public var status: Int
  public var contentType: String
  public var body: [UInt8]
  /// Where to go instead, for 303.
  public var location: String?

  public init(status: Int = 200, contentType: String = "text/html; charset=utf-8", body: [UInt8], location: String? = nil) {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.location = location
  }

  public static func html(_ body: [UInt8], status: Int = 200) -> PageResponse { PageResponse(status: status, body: body) }

  public static func seeOther(_ location: String) -> PageResponse {
    PageResponse(status: 303, contentType: "text/plain; charset=utf-8", body: Array("See \(location)\n".utf8), location: location)
  }
}

/// A path with open places, and what answers it.
public struct PageRoute: Sendable {
  public typealias Answer = @Sendable (PageRequest) async throws -> PageResponse

  /// Such as `/invoices/:number`.
  public let pattern: String
  let places: [Substring]
  let answer: Answer

  public init(_ pattern: String, answer: @escaping Answer) {
    self.pattern = pattern
    places = pattern.split(separator: "/")
    self.answer = answer
  }

  /// The values of the open places when `segments` fit the pattern; `nil` when they do not.
  func parameters(of segments: [String]) -> [String: String]? {
    guard segments.count == places.count else { return nil }
    var values: [String: String] = [:]
    for (place, segment) in zip(places, segments) {
      if place.first == ":" {
        values[String(place.dropFirst())] = segment
      } else if place != segment {
        return nil
      }
    }
    return values
  }
}
