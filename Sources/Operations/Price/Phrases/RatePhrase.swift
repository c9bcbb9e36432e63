import Catalog
import Primitives

/// A rate in words: `0.15 connect + 0.05 per 60 s in 1 s steps, round up 2 decimals`.
///
/// Understood: a connect fee; a price `per` some units; increments (`in N s steps`, `increments of N`, `per started
/// unit`); a first block (`first 60 s as a block, then 1 s`); widths (`first 20 g 0.1, then 0.2`); rounding; a bare
/// number is a price per unit.
struct RatePhrase {
  var connectFee = Exact.zero
  var steps: [SteppedIntervals.Step] = []
  var rounding: Rounding?

  init(_ text: String, at inputs: PriceInputs) throws(Rejection) {
    var words = PhraseWords(text)
    var price: Exact?
    var per = Exact.one
    var increment: Exact?
    var firstBlock: Exact?
    var widths: [(width: Exact?, price: Exact)] = []
    while let word = words.peek() {
      if words.take("no") {
        if words.take("connect") { connectFee = .zero; _ = words.take("fee") }
      } else if words.take("first"), let size = words.takeNumber() {
        if words.peek().map({ PhraseWords.number($0) == nil && $0 != "as" }) == true { _ = words.take() }
        if words.take("as") {
          firstBlock = size
          _ = (words.take("a"), words.take("block"))
        } else if let price = words.takeNumber() {
          widths.append((size, price))
        }
      } else if words.take("then"), let value = words.takeNumber() {
        if firstBlock != nil { increment = value } else { widths.append((nil, value)) }
        if words.peek() == "s" { _ = words.take() }
      } else if words.take("increments") || words.take("in") || words.take("steps") {
        _ = words.take("of")
        if let value = words.takeNumber() { increment = value }
        _ = words.take("s")
        _ = (words.take("steps"), words.take("increments"))
      } else if word == "round" || word == "rounded" || RatePhrase.mode(word) != nil {
        _ = (words.take("round"), words.take("rounded"))
        let mode = words.take().flatMap { RatePhrase.mode($0) }
        _ = words.take("to")
        if let mode, let digits = words.takeNumber()?.wholeUnits(.down) { rounding = Rounding(digits: digits, mode: mode) }
        _ = (words.take("decimals"), words.take("decimal"))
      } else if let value = words.takeNumber() {
        if words.take("connect") {
          connectFee = value
          _ = words.take("fee")
        } else {
          price = value
          if words.take("per") {
            if words.take("started") { increment = .one }
            if let units = words.takeNumber() { per = units }
            if let unit = words.peek(), PhraseWords.number(unit) == nil, !RatePhrase.keywords.contains(unit) { _ = words.take() }
          }
        }
      } else {
        _ = words.take()
      }
    }
    if !widths.isEmpty {
      steps = widths.map { .init(width: $0.width, price: $0.price, interval: .one) }
    } else if let price {
      let next = increment ?? per
      if let firstBlock { steps.append(.init(width: firstBlock, price: price * firstBlock / per, interval: firstBlock)) }
      steps.append(.init(price: price * next / per, interval: next))
    } else if connectFee.isZero {
      throw inputs.refused("\"\(text)\" is not understood as a rate", "write it like `0.15 connect + 0.05 per 60 s in 1 s steps`")
    }
  }

  /// A rate as a map: `{connect, steps: [{from_s, rate, per, increment}]}`.
  init(_ inputs: PriceInputs) throws(Rejection) {
    connectFee = try inputs.optionalNumber("connect") ?? .zero
    var starts: [Exact] = []
    var prices: [SteppedIntervals.Step] = []
    for step in try inputs.list("steps") {
      starts.append(try step.optionalNumber("from_s") ?? .zero)
      let rate = try step.number("rate")
      let per = try RatePhrase.seconds(step, "per")
      let increment = try RatePhrase.seconds(step, "increment")
      prices.append(.init(price: rate * increment / per, interval: increment))
    }
    for index in prices.indices {
      var step = prices[index]
      if index + 1 < starts.count { step.width = starts[index + 1] - starts[index] }
      steps.append(step)
    }
  }

  func form(rounding outer: Rounding? = nil, maximumCost: Exact? = nil) -> PriceForm {
    .steppedIntervals(
      SteppedIntervals(connectFee: connectFee, steps: steps, perCallRounding: outer ?? rounding, maximumCost: maximumCost))
  }

  private static let keywords: Set<String> = ["in", "increments", "first", "then", "round", "rounded", "connect", "up", "down", "to", "no"]

  static func mode(_ word: String) -> RoundingMode? {
    switch word.lowercased() {
    case "up": .up
    case "down": .down
    case "half-up", "middle", "nearest": .halfUp
    case "half-even": .halfEven
    default: nil
    }
  }

  private static func seconds(_ step: PriceInputs, _ key: String) throws(Rejection) -> Exact {
    let value = try step.required(key)
    if let seconds = PhraseWords.number(try value.asText()), seconds.isPositive { return seconds }
    throw value.refused("\"\(try value.asText())\" is not a length of time", "write it like `60s`")
  }
}
