/// Finds the endpoints of a path.
struct RouteTable: Sendable {
  private struct Row: Sendable {
    let places: [Substring]
    var endpoints: [Endpoint]
  }

  private var rows: [Row] = []

  init(_ endpoints: [Endpoint]) {
    for endpoint in endpoints {
      let places = endpoint.path.split(separator: "/")
      if let index = rows.firstIndex(where: { $0.places == places }) {
        rows[index].endpoints.append(endpoint)
      } else {
        rows.append(Row(places: places, endpoints: [endpoint]))
      }
    }
    // A written-out path goes before one with an open place.
    rows.sort { RouteTable.openPlaces($0.places) < RouteTable.openPlaces($1.places) }
  }

  private static func openPlaces(_ places: [Substring]) -> Int { places.count { $0.first == "{" } }

  /// The endpoints of the path, one a method, with what stands in its open places; `nil` where there is none.
  func find(_ segments: [String]) -> (endpoints: [Endpoint], values: [String: String])? {
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
