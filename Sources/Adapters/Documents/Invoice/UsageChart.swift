import Primitives

/// One meter's bars, drawn with whole numbers only: heights are tenths of a pixel.
struct UsageChart {
  /// One bar: a day, or a month when the period is longer than two months.
  struct Bar {
    var day: Day
    var value: Exact
  }

  let series: UsageSeries
  let bars: [Bar]
  let isMonthly: Bool
  /// The unit people read, and how many of the meter's own it holds.
  let unit: String
  let divisor: Exact

  static let width = 300
  static let height = 130
  static let plotTop = 18
  static let plotBottom = 108
  static let plotStart = 4
  static let plotEnd = 258

  init(_ series: UsageSeries) {
    self.series = series
    isMonthly = series.period.days > 62
    var values: [Day: Exact] = [:]
    for point in series.points {
      let key = isMonthly ? Day(point.day.year, point.day.month, 1) ?? point.day : point.day
      values[key, default: .zero] += point.quantity
    }
    var bars: [Bar] = []
    var day = isMonthly ? Day(series.period.start.year, series.period.start.month, 1) ?? series.period.start : series.period.start
    while day < series.period.end {
      bars.append(Bar(day: day, value: values[day] ?? .zero))
      day = isMonthly ? day.adding(months: 1, anchorDay: 1) : day.adding(days: 1)
    }
    self.bars = bars
    (unit, divisor) = UnitForm.readable(series.unit, for: series.total)
  }

  func write(number: Int, to ink: inout Ink) {
    ink.raw("<figure>\n<figcaption><h3>")
    ink.name(series.name)
    ink.raw("</h3><p class=\"meta\">")
    ink.say(InvoicePhrases.chartTotal, .glance(series.total, unit: series.unit))
    if let before = series.previousTotal {
      ink.raw(" \u{B7} ")
      ink.say(InvoicePhrases.chartBefore, .glance(before, unit: series.unit))
    }
    ink.raw("</p></figcaption>\n")
    drawing(number, &ink)
    table(&ink)
    ink.raw("</figure>\n")
  }

  var most: Bar? { bars.max { $0.value < $1.value } }

  private func drawing(_ number: Int, _ ink: inout Ink) {
    let top = UsageChart.roundTop(read(most?.value ?? .zero))
    ink.raw("<svg viewBox=\"0 0 300 130\" role=\"img\" aria-labelledby=\"chart-")
    ink.integer(number)
    ink.raw("-title chart-")
    ink.integer(number)
    ink.raw("-about\">\n<title id=\"chart-")
    ink.integer(number)
    ink.raw("-title\"")
    if ink.isForeign(series.name) { ink.raw(" lang=\"en\"") }
    ink.raw(">")
    ink.plainName(series.name)
    ink.raw("</title>\n<desc id=\"chart-")
    ink.integer(number)
    ink.raw("-about\">")
    describe(&ink)
    ink.raw("</desc>\n")
    for part in 0...2 { gridLine(part, top, &ink) }
    let step = (UsageChart.plotEnd - UsageChart.plotStart) * 10 / max(bars.count, 1)
    let gap = min(max(step / 4, 8), 60)
    let peak = most?.day
    for (index, bar) in bars.enumerated() where bar.value.isPositive {
      let full = (UsageChart.plotBottom - UsageChart.plotTop) * 10
      let share = (read(bar.value) / top).minorUnits(digits: 4, mode: .halfUp) ?? 0
      let height = max(10, Int(share) * full / 10_000)
      ink.raw(bar.day == peak ? "<rect class=\"used most\" x=\"" : "<rect class=\"used\" x=\"")
      ink.tenths(UsageChart.plotStart * 10 + index * step + gap / 2)
      ink.raw("\" y=\"")
      ink.tenths(UsageChart.plotBottom * 10 - height)
      ink.raw("\" width=\"")
      ink.tenths(min(step - gap, 280))
      ink.raw("\" height=\"")
      ink.tenths(height)
      ink.raw("\" rx=\"1.5\"/>\n")
      if bar.day == peak { mark(bar, at: UsageChart.plotStart * 10 + index * step + step / 2, height, &ink) }
    }
    labels(step, &ink)
    ink.raw("</svg>\n")
  }

  /// The largest bar's value above it, kept inside the drawing.
  private func mark(_ bar: Bar, at tenths: Int, _ height: Int, _ ink: inout Ink) {
    ink.raw("<text class=\"peak\" text-anchor=\"middle\" x=\"")
    ink.tenths(min(max(tenths, 160), UsageChart.plotEnd * 10 - 120))
    ink.raw("\" y=\"")
    ink.tenths(UsageChart.plotBottom * 10 - height - 45)
    ink.raw("\">")
    let value = read(bar.value)
    ink.number(value.rounded(value < 10 ? 2 : (value < 100 ? 1 : 0), .halfUp), most: 2)
    ink.raw("</text>\n")
  }

  func describe(_ ink: inout Ink) {
    ink.say(InvoicePhrases.chartTotal, .glance(series.total, unit: series.unit))
    guard let most, most.value.isPositive else { return }
    ink.raw("; ")
    let value = read(most.value)
    var day = Ink(ink.language)
    day.plainDay(most.day, .withoutYear, longMonth: true)
    ink.say(InvoicePhrases.chartPeak, .text(day.string), .quantity(value.rounded(2, .halfUp), unit: unit))
  }

  private func gridLine(_ part: Int, _ top: Exact, _ ink: inout Ink) {
    let y = UsageChart.plotBottom - (UsageChart.plotBottom - UsageChart.plotTop) * part / 2
    ink.raw(part == 0 ? "<path class=\"base\" d=\"M0 " : "<path class=\"grid\" d=\"M0 ")
    ink.integer(y)
    ink.raw(".5H260\"/>")
    ink.raw("<text x=\"267\" y=\"")
    ink.integer(y + 4)
    ink.raw("\">")
    ink.number(top * Exact(part) / 2, most: 2)
    ink.raw("</text>\n")
    guard part == 2, UnitForm.noun(unit) == nil, !unit.isEmpty else { return }
    ink.raw("<text x=\"267\" y=\"")
    ink.integer(y + 17)
    ink.raw("\">")
    ink.text(unit)
    ink.raw("</text>\n")
  }

  /// Days 1, 8, 15 … of the period below their bars; months by their short names.
  private func labels(_ step: Int, _ ink: inout Ink) {
    let every = isMonthly ? max(1, bars.count / 6) : (bars.count > 10 ? 7 : 1)
    for (index, bar) in bars.enumerated() where index % every == 0 {
      ink.raw("<text text-anchor=\"middle\" y=\"124\" x=\"")
      ink.tenths(UsageChart.plotStart * 10 + index * step + step / 2)
      ink.raw("\">")
      if isMonthly { ink.raw(MonthNames.short(bar.day.month, ink.language)) } else { ink.integer(bar.day.dayOfMonth) }
      ink.raw("</text>\n")
    }
  }

  private func table(_ ink: inout Ink) {
    ink.raw("<details><summary>")
    ink.words(InvoicePhrases.asTable)
    ink.raw("<span class=\"vh\">: ")
    ink.name(series.name)
    ink.raw("</span></summary>\n<div class=\"why\"><table class=\"events\">\n<thead><tr><th scope=\"col\">")
    ink.words(InvoicePhrases.day)
    ink.raw("</th><th scope=\"col\" class=\"n\">")
    ink.name(series.name)
    ink.raw("</th></tr></thead>\n<tbody>\n")
    for bar in bars where !bar.value.isZero {
      ink.raw("<tr><th scope=\"row\">")
      if isMonthly {
        ink.raw(MonthNames.long(bar.day.month, ink.language))
        ink.raw(" ")
        ink.integer(bar.day.year)
      } else {
        ink.plainDay(bar.day, .short)
      }
      ink.raw("</th><td class=\"n\">")
      ink.glance(bar.value, series.unit)
      ink.raw("</td></tr>\n")
    }
    ink.raw("</tbody>\n</table></div></details>\n")
  }

  func read(_ value: Exact) -> Exact { divisor == 1 ? value : value / divisor }

  /// The smallest of 1, 2, 4, 5, 8 times a power of ten that holds `value`: the top of the axis halves evenly.
  static func roundTop(_ value: Exact) -> Exact {
    guard value.isPositive else { return 1 }
    var power: Exact = 1
    while power * 10 < value { power = power * 10 }
    while power > value, !power.isZero, power.fractionDigits < 6 { power = (power / 10).reduced }
    for factor in [1, 2, 4, 5, 8, 10] {
      let top = power * Exact(factor)
      if top >= value { return top }
    }
    return power * 10
  }
}

extension Ink {
  /// Tenths as a number with a point, for coordinates: 125 is `12.5`.
  mutating func tenths(_ value: Int) {
    integer(value / 10)
    if value % 10 != 0 {
      raw(".")
      integer(value % 10)
    }
  }

  /// A name without markup, for titles of drawings.
  mutating func plainName(_ name: LocalizedText) { text(name.text(language.rawValue)) }
}
