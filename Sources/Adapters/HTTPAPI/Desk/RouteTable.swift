/// An endpoint with what follows from it, made once.
final class RoutedEndpoint: Sendable {
  let endpoint: Endpoint
  let parameters: [Endpoint.Parameter]
  let offers: [String]

  init(_ endpoint: Endpoint) {
    self.endpoint = endpoint
    parameters = endpoint.allParameters
    offers = endpoint.offers
  }
}

/// Finds the endpoints of a path.
struct RouteTable: Sendable {
  private enum Place: Sendable, Equatable {
    case written(String)
    /// Open, with the name of what stands there.
    case open(String)

    init(_ text: Substring) { self = text.first == "{" ? .open(String(text.dropFirst().dropLast())) : .written(String(text)) }

    var isOpen: Bool { if case .open = self { true } else { false } }

    func takes(_ segment: String) -> Bool { if case .written(let text) = self { text == segment } else { true } }
  }

  private struct Row: Sendable {
    let places: [Place]
    var endpoints: [RoutedEndpoint]
  }

  /// By how many places they have; a written-out path goes before one with an open place.
  private var rows: [[Row]] = []
  /// Those without open places, by their path.
  private var written: [String: [RoutedEndpoint]] = [:]

  init(_ endpoints: [Endpoint]) {
    for endpoint in endpoints {
      let places = endpoint.path.split(separator: "/").map { Place($0) }
      while rows.count <= places.count { rows.append([]) }
      if let index = rows[places.count].firstIndex(where: { $0.places == places }) {
        rows[places.count][index].endpoints.append(RoutedEndpoint(endpoint))
      } else {
        rows[places.count].append(Row(places: places, endpoints: [RoutedEndpoint(endpoint)]))
      }
    }
    for count in rows.indices {
      rows[count].sort { $0.places.count(where: \.isOpen) < $1.places.count(where: \.isOpen) }
      for row in rows[count] where !row.places.contains(where: \.isOpen) {
        written["/" + row.endpoints[0].endpoint.path.split(separator: "/").joined(separator: "/")] = row.endpoints
      }
    }
  }

  /// The endpoints of the path as it is written, where nothing in it has to be read.
  func find(written path: String) -> [RoutedEndpoint]? { written[path] }

  /// The endpoints of the path, one a method, with what stands in its open places; `nil` where there is none.
  func find(_ segments: [String]) -> (endpoints: [RoutedEndpoint], values: [String: String])? {
    guard segments.count < rows.count else { return nil }
    // What comes last tells more paths apart than `/v1`.
    guard let row = rows[segments.count].first(where: { row in row.places.indices.reversed().allSatisfy { row.places[$0].takes(segments[$0]) } }) else { return nil }
    var values: [String: String] = [:]
    for (place, segment) in zip(row.places, segments) { if case .open(let name) = place { values[name] = segment } }
    return (row.endpoints, values)
  }
}

/// Which requests take the lane, told by method and target alone and without making anything of them.
struct HotRoutes: Sendable {
  private var written: [String: Set<String>] = [:]
  private var open: [(method: String, places: [Substring])] = []

  init(_ endpoints: [Endpoint]) {
    for endpoint in endpoints where endpoint.isHot {
      if endpoint.path.contains("{") {
        open.append((endpoint.method.rawValue, endpoint.path.split(separator: "/")))
      } else {
        written[endpoint.path, default: []].insert(endpoint.method.rawValue)
      }
    }
  }

  func contains(_ method: String, _ target: String) -> Bool {
    if let methods = written[target] { return methods.contains(method) }
    var path = target.utf8[...]
    if let mark = path.firstIndex(of: UInt8(ascii: "?")) {
      path = path[..<mark]
      if let methods = written[String(Substring(path))] { return methods.contains(method) }
    }
    // A part in percent form may mean a written one; such requests may go the other way.
    return open.contains { $0.method == method && HotRoutes.fits($0.places, path) }
  }

  /// Whether a path has these parts, whatever stands in the open ones. By bytes, and in place: this is asked of every request.
  private static func fits(_ places: [Substring], _ path: Substring.UTF8View) -> Bool {
    var rest = path.drop { $0 == 0x2F }
    for place in places {
      if rest.isEmpty { return false }
      let end = rest.firstIndex(of: 0x2F) ?? rest.endIndex
      if place.utf8.first != UInt8(ascii: "{"), !rest[..<end].elementsEqual(place.utf8) { return false }
      rest = rest[end...].drop { $0 == 0x2F }
    }
    return rest.isEmpty
  }
}
