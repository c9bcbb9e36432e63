import Invoicing
import Primitives

/// The usage of the period as small bar charts, two or three abreast.
struct UsageFigures {
  let series: [UsageSeries]
  let paper: BillPaper
  let composer: Composer

  private static let height = 112.0
  private static let captionHeight = 30.0
  private static let gap = 22.0

  func write() throws {
    let shown = series.filter { !$0.points.isEmpty }
    guard !shown.isEmpty else { return }
    let rowHeight = UsageFigures.captionHeight + UsageFigures.height
    composer.document.begin("Sect")
    try composer.flow(
      "H2", TextBlock(paper.said { $0.words(InvoicePhrases.usage) }, BillStyle.sectionTitle), keepingBelow: rowHeight + 10)
    composer.y += 8
    let abreast = shown.count == 3 || shown.count > 4 ? 3 : 2
    let width = (composer.sheet.contentWidth - UsageFigures.gap * Double(abreast - 1)) / Double(abreast)
    for start in stride(from: 0, to: shown.count, by: abreast) {
      try composer.need(rowHeight)
      let top = composer.y
      for place in start..<min(start + abreast, shown.count) {
        let x = composer.sheet.left + Double(place - start) * (width + UsageFigures.gap)
        try write(UsageChart(shown[place]), x: x, y: top, width: width)
      }
      composer.y = top + rowHeight + 14
    }
    try composer.document.end()
    composer.y += 6
  }

  private func write(_ chart: UsageChart, x: Double, y: Double, width: Double) throws {
    let name = paper.said { $0.name(chart.series.name) }
    let about = paper.said {
      $0.say(InvoicePhrases.chartTotal, .glance(chart.series.total, unit: chart.series.unit))
      guard let before = chart.series.previousTotal else { return }
      $0.raw(" \u{B7} ")
      $0.say(InvoicePhrases.chartBefore, .glance(before, unit: chart.series.unit))
    }
    try composer.text("P", [TextBlock(name, BillStyle.strong), TextBlock(about, BillStyle.meta)], x: x, y: y, width: width)
    let top = y + UsageFigures.captionHeight
    let alternative = name + ": " + paper.said { chart.describe(&$0) }
    try composer.figure(x: x, y: top, width: width, height: UsageFigures.height, alternative: alternative) {
      BarDrawing(chart: chart, paper: paper, composer: composer, x: x, y: top, width: width, height: UsageFigures.height).draw()
    }
  }
}

/// One meter's bars with their axis.
struct BarDrawing {
  let chart: UsageChart
  let paper: BillPaper
  let composer: Composer
  let x: Double
  let y: Double
  let width: Double
  let height: Double

  private static let axisWidth = 34.0
  private static let labelHeight = 14.0
  private static let headroom = 14.0

  private var plotWidth: Double { width - BarDrawing.axisWidth }
  private var bottom: Double { y + height - BarDrawing.labelHeight }
  private var top: Double { y + BarDrawing.headroom }

  func draw() {
    let ceiling = UsageChart.roundTop(chart.read(chart.most?.value ?? .zero))
    let label = TextStyle(weight: .regular, size: 6.4, colour: BillStyle.muted)
    for part in 0...2 {
      let lineY = bottom - (bottom - top) * Double(part) / 2
      composer.document.line(fromX: x, y: lineY, toX: x + plotWidth, width: part == 0 ? 0.75 : 0.5, part == 0 ? BillStyle.strongRule : BillStyle.grid)
      let value = paper.said { $0.number(ceiling * Exact(part) / 2, most: 2) }
      let unit = part == 2 && UnitForm.noun(chart.unit) == nil ? "\u{A0}" + chart.unit : ""
      composer.line(value + unit, label, x: x + plotWidth + 5, y: lineY - 5)
    }
    bars(ceiling, label)
  }

  private func bars(_ ceiling: Exact, _ label: TextStyle) {
    let step = plotWidth / Double(max(chart.bars.count, 1))
    let barWidth = min(step * 0.7, 22)
    let peak = chart.most?.day
    let every = chart.isMonthly ? max(1, chart.bars.count / 6) : (chart.bars.count > 10 ? 7 : 1)
    for (index, bar) in chart.bars.enumerated() {
      let middle = x + (Double(index) + 0.5) * step
      if bar.value.isPositive {
        let share = Double((chart.read(bar.value) / ceiling).minorUnits(digits: 4, mode: .halfUp) ?? 0) / 10_000
        let barHeight = max(share * (bottom - top), 0.8)
        let isPeak = bar.day == peak
        composer.document.roundedRectangle(
          x: middle - barWidth / 2, y: bottom - barHeight, width: barWidth, height: barHeight, radius: 1, isPeak ? paper.colours.accent : paper.colours.bar)
        if isPeak { mark(bar, middle, bottom - barHeight) }
      }
      if index % every == 0 {
        let text = chart.isMonthly ? MonthNames.short(bar.day.month, paper.language).description : "\(bar.day.dayOfMonth)"
        composer.line(text, label, x: middle, y: bottom + 3, .centre)
      }
    }
  }

  /// The largest bar's value above it.
  private func mark(_ bar: UsageChart.Bar, _ middle: Double, _ barTop: Double) {
    let value = chart.read(bar.value)
    let text = paper.said { $0.number(value.rounded(value < 10 ? 2 : (value < 100 ? 1 : 0), .halfUp), most: 2) }
    composer.line(
      text, TextStyle(weight: .semibold, size: 6.6, colour: paper.colours.accent), x: min(max(middle, x + 12), x + plotWidth - 12), y: barTop - 10, .centre)
  }
}
