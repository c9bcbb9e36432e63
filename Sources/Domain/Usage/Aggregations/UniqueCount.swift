public import Primitives

extension Aggregations {
  /// How many different values of `field` were present at any time of the period, those carried in included.
  ///
  /// With `operationField`, an event whose operation is `remove` takes its value out for the time after it; the
  /// value still counts in the period it was present in. Events without the field are left out.
  public static func uniqueCount(
    _ events: [MeteredUsage], of field: String, operationField: String? = nil, carriedIn: Set<String> = []
  ) -> (count: Exact, present: Set<String>) {
    var (seen, present) = (carriedIn, carriedIn)
    for event in events {
      guard let value = event.attributes[field] else { continue }
      if let operationField, event.attributes[operationField] == "remove" {
        present.remove(value)
      } else {
        seen.insert(value)
        present.insert(value)
      }
    }
    // Without operations nothing ever leaves, and nothing is carried either: each period counts anew.
    return (Exact(seen.count), operationField == nil ? [] : present)
  }
}
