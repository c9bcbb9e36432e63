@testable import Documents
import Primitives
import Testing

@Suite struct UsageChartTests {
  @Test(arguments: [("0", "1"), ("1", "1"), ("1.01", "2"), ("3", "4"), ("5", "5"), ("7.9", "8"), ("9", "10"), ("1234", "2000"), ("0.034", "0.04"), ("99999", "100000")])
  func theAxisEndsAtARoundNumber(_ value: String, _ top: String) throws {
    #expect(UsageChart.roundTop(try #require(Exact(value))) == (try #require(Exact(top))))
  }

  @Test func barsStayInsideTheDrawingAndCarryTheDays() {
    var ink = Ink(.en)
    UsageChart(Gallery.usage()[0]).write(number: 1, to: &ink)
    let svg = ink.string
    let tops = svg.matches(of: /<rect[^>]* y="([0-9.]+)"/).compactMap { Exact($0.output.1) }
    #expect(tops.count == Gallery.usage()[0].points.count)
    #expect(tops.allSatisfy { $0 >= Exact(UsageChart.plotTop) && $0 < Exact(UsageChart.plotBottom) })
    #expect(svg.contains("<title id=\"chart-1-title\">National calls</title>"))
    #expect(svg.contains("<desc id=\"chart-1-about\">"))
    #expect(svg.components("<tr><th scope=\"row\">") == Gallery.usage()[0].points.count)
  }

  @Test func aLongPeriodIsDrawnByMonth() {
    let year = ServicePeriod(start: Day("2026-01-01")!, end: Day("2027-01-01")!)
    let series = UsageSeries(name: "Energy", unit: "kWh", period: year, points: [.init(day: Day("2026-02-03")!, quantity: 5), .init(day: Day("2026-02-20")!, quantity: 7)])
    let chart = UsageChart(series)
    #expect(chart.isMonthly)
    #expect(chart.bars.count == 12)
    #expect(chart.bars[1].value == 12)
  }
}
