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
  private struct Row: Sendable {
    let places: [Substring]
    var endpoints: [RoutedEndpoint]
  }

  private var rows: [Row] = []
  /// Rows without open places, by their path.
  private var written: [String: Int] = [:]

  init(_ endpoints: [Endpoint]) {
    for endpoint in endpoints {
      let places = endpoint.path.split(separator: "/")
      if let index = rows.firstIndex(where: { $0.places == places }) {
        rows[index].endpoints.append(RoutedEndpoint(endpoint))
      } else {
        rows.append(Row(places: places, endpoints: [RoutedEndpoint(endpoint)]))
      }
    }
    // A written-out path goes before one with an open place.
    rows.sort { RouteTable.openPlaces($0.places) < RouteTable.openPlaces($1.places) }
    for (index, row) in rows.enumerated() where RouteTable.openPlaces(row.places) == 0 { written["/" + row.places.joined(separator: "/")] = index }
  }

  private static func openPlaces(_ places: [Substring]) -> Int { places.count { $0.first == "{" } }

  /// The endpoints of the path as it is written, where nothing in it has to be read.
  func find(written path: String) -> [RoutedEndpoint]? { written[path].map { rows[$0].endpoints } }

  /// The endpoints of the path, one a method, with what stands in its open places; `nil` where there is none.
  func find(_ segments: [String]) -> (endpoints: [RoutedEndpoint], values: [String: String])? {
    for row in rows where row.places.count == segments.count {
      var values: [String: String] = [:]
      let matches = zip(row.places, segments).allSatisfy { place, segment in
        guard place.first == "{" else { return place == segment }
        values[String(place.dropFirst().dropLast())] = segment
        return true
      }
      if matches { return (row.endpoints, values) }
    }
    return nil
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
    let hasQuery = target.utf8.contains(UInt8(ascii: "?"))
    if open.isEmpty, !hasQuery { return false }
    let path = hasQuery ? target.prefix { $0 != "?" } : target[...]
    if let methods = written[String(path)] { return methods.contains(method) }
    let parts = path.split(separator: "/")
    // A part in percent form may mean a written one; such requests may go the other way.
    return open.contains { method == $0.method && parts.count == $0.places.count && zip($0.places, parts).allSatisfy { $0.first == "{" || $0 == $1 } }
  }
}
