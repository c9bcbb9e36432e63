import Catalog
import Primitives
import Rating
import Testing
import Usage

/// What each aggregation makes of the same few events.
@Suite struct AggregationTests {
  static let day = InstantRange(start: at("2026-01-01T00:00:00Z"), end: at("2026-01-02T00:00:00Z"))
  static let events: [MeteredUsage] = [
    .init(at: at("2026-01-01T00:00:00Z"), quantity: 4, attributes: ["id": "a"]), .init(at: at("2026-01-01T00:30:00Z"), quantity: 9, attributes: ["id": "b"]),
    .init(at: at("2026-01-01T12:00:00Z"), quantity: -1, attributes: ["id": "a", "operation": "remove"]),
    .init(at: at("2026-01-01T18:00:00Z"), quantity: 6, attributes: ["id": "c"]),
  ]

  @Test(arguments: [
    (Meter.Aggregation.sum, "18"), (.count, "4"), (.uniqueCount, "3"), (.maximum, "9"), (.latest, "6"),
    // 4 all day, 9 for 23.5 hours, −1 for 12, 6 for 6.
    (.timeWeightedSum, "13.8125"), (.bucketedMaximum, "14"), (.percentile95, "6"),
  ])
  func table(aggregation: Meter.Aggregation, quantity: String) {
    let meter = Meter(
      code: "m", name: "", eventType: "e", unit: "x", aggregation: aggregation, uniqueField: "id", bucketSeconds: 3600, operationField: "operation")
    #expect(meter.aggregate(Self.events, over: Self.day).quantity == .of(quantity))
  }

  @Test(arguments: Meter.Aggregation.allCases) func nothingIsZero(aggregation: Meter.Aggregation) {
    let meter = Meter(code: "m", name: "", eventType: "e", unit: "x", aggregation: aggregation, uniqueField: "id", bucketSeconds: 3600)
    #expect(meter.aggregate([], over: Self.day).quantity == 0)
  }

  @Test func levelsAreCarriedIntoTheNextPeriod() {
    let weighted = Meter(code: "m", name: "", eventType: "e", unit: "x", aggregation: .timeWeightedSum).aggregate(Self.events, over: Self.day)
    #expect(weighted.carriedOut.value == 18)
    let latest = Meter(code: "m", name: "", eventType: "e", unit: "x", aggregation: .latest)
    #expect(latest.aggregate([], over: Self.day, carriedIn: MeterState(value: 5)).quantity == 5)
    let unique = Meter(code: "m", name: "", eventType: "e", unit: "x", aggregation: .uniqueCount, uniqueField: "id", operationField: "operation")
    #expect(unique.aggregate(Self.events, over: Self.day).carriedOut.present == ["b", "c"])
  }
}
