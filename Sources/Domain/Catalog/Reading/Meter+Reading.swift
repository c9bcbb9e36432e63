public import Primitives

extension Meter {
  /// Reads one entry of `meters`; `nil` when a problem was added.
  public init?(reading node: SourceNode, problems: inout [Problem]) {
    var reader = SourceReader(node)
    let code = reader.code("code")
    let name = reader.name()
    let eventType = reader.text("eventType")
    let valueField = reader.optionalText("valueField")
    let unit = reader.text("unit")
    let aggregation = reader.optionalChoice("aggregation", Aggregation.self) ?? .sum
    let uniqueField = reader.optionalText("uniqueField")
    let operationField = reader.optionalText("operationField")
    let bucketSeconds = reader.optionalInteger("bucketSeconds")
    let dimensions = reader.list("dimensions").compactMap { reader.text($0) }
    reader.refuseUnknownFields()
    if aggregation == .uniqueCount, uniqueField == nil {
      reader.report(
        .missingField, node["aggregation"] ?? node, "`unique-count` needs to know which attribute to count",
        remedy: "add `uniqueField`, the name of the attribute")
    }
    if aggregation != .uniqueCount, let at = node["uniqueField"] ?? node["operationField"] {
      reader.report(
        .wrongValue, at, "only `unique-count` counts the values of an attribute, and this meter takes the \(aggregation.rawValue)",
        remedy: "remove the field, or write `aggregation: unique-count`")
    }
    let needsBuckets = aggregation == .bucketedMaximum || aggregation == .percentile95
    if needsBuckets, bucketSeconds == nil {
      reader.report(
        .missingField, node["aggregation"] ?? node, "`\(aggregation.rawValue)` needs the length of its intervals",
        remedy: "add `bucketSeconds`, such as 300 for five minutes")
    }
    if let bucketSeconds, bucketSeconds <= 0, let at = node["bucketSeconds"] {
      reader.report(.wrongValue, at, "an interval of \(bucketSeconds) seconds measures nothing", remedy: "write a number above 0")
    }
    problems += reader.problems
    guard reader.problems.isEmpty, let code, let name, let eventType, let unit else { return nil }
    self.init(
      code: MeterCode(code), name: name, eventType: eventType, valueField: valueField, unit: unit,
      aggregation: aggregation, uniqueField: uniqueField, bucketSeconds: bucketSeconds, dimensions: dimensions,
      operationField: operationField)
  }
}
