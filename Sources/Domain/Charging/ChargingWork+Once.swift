import Balances
import Primitives

/// What happens once, is given back, or is only asked.
extension ChargingWork {
  /// Takes the units whole, or nothing of the request; of what has happened, what there is.
  ///
  /// What something would cost is asked whether there is so much or not (RFC 8506, section 6.1): it is looked at as if it had happened, and what
  /// would keep it from being used is told beside its price.
  mutating func debit() -> ChargingAnswer {
    let untouched = self
    let isQuote = request.kind == .quote
    let isWhole = !request.hasHappened && !isQuote
    let isChecked = isWhole || isQuote
    var answers: [ServiceAnswer] = []
    for asked in request.services {
      var whole = asked
      whole.used = asked.used > 0 ? asked.used : max(1, asked.requested ?? 1)
      var answer = ServiceAnswer(ratingGroup: asked.ratingGroup, service: asked.service, .success)
      switch outcome(of: whole, at: request.at) {
      case .free: answer.result = .notApplicable
      case .failed(let why):
        answer.result = .ratingFailed
        answer.reason = why
      case .tariff(let tariff):
        answer.unit = tariff.measure.unit
        var state = SessionService(
          ratingGroup: asked.ratingGroup, service: asked.service, destination: asked.destination, attributes: asked.attributes, grantedUntil: request.at)
        if isChecked, let code = controls.bar(on: whole, at: request.at) {
          answer.bar(code)
          if isWhole {
            answers.append(answer)
            continue
          }
          answer.result = .success
        }
        do throws(UnpricedUnits) {
          let charged = try commit(whole, tariff, &state, ([], []), from: request.at)
          report(&state)
          answer.charged = charged
          if isChecked, let limit = exceeded(by: whole) {
            // Refused whole, it leaves what was left before.
            answer.reason = answer.reason ?? untouched.words(limit)
            if isWhole { (answer.result, answer.charged) = (.creditLimitReached, nil) }
          } else if charged.uncollectedMinor > 0, isWhole {
            answer.result = .creditLimitReached
            answer.charged = nil
          }
        } catch {
          answer.result = .ratingFailed
          answer.reason = error.why
        }
      }
      answers.append(answer)
    }
    // A quote takes nothing, so each service is told its own.
    if !isQuote, let refused = ChargingResult.allCases.first(where: { result in result != .success && result != .notApplicable && answers.contains { $0.result == result } }) {
      self = untouched
      for (asked, answer) in zip(request.services, answers) where answer.result == .creditLimitReached { reachLimits(on: asked, naming: answer.reason) }
      return answers.refusedWhole(with: refused, available: available)
    }
    return ChargingAnswer(overall(answers), services: answers, available: available)
  }

  /// Gives back everything that a debit took, to the buckets it came from.
  mutating func refund() -> ChargingAnswer {
    if taken.isEmpty { return ChargingAnswer(.ratingFailed, available: available, reason: "the debit took nothing") }
    if !settles { return ChargingAnswer(.serviceDenied, available: available, reason: "what the bill charges is given back by a credit note") }
    var answers: [ServiceAnswer] = []
    for before in taken {
      let back = giveBack(before)
      charged.append(back)
      let key = CounterKey(subscription: subscription, price: before.price, periodStart: before.periodStart)
      if var counter = counters[key] {
        counter.units += back.pricedUnits
        counter.exact += back.exact
        counter.netMinor += back.netMinor
        counter.taxMinor += back.taxMinor
        counter.allowanceTaken += back.allowanceTaken
        counter.count(uncollectedMinor: back.uncollectedMinor)
        counters[key] = counter
      }
      for part in back.counted { counts[self.key(part), default: SpendingCount()].count(part.amount) }
      answers.append(ServiceAnswer(ratingGroup: before.ratingGroup, service: before.service, .success, unit: before.unit, charged: back))
    }
    return ChargingAnswer(.success, services: answers, available: available)
  }

  /// Moves one charge back. What it had given back is taken again, as far as there is that much.
  private mutating func giveBack(_ before: ChargedService) -> ChargedService {
    var back = before.reversed
    let again = 0 - before.collectedMinor
    if again <= 0 {
      change.refund(before.parts)
      return back
    }
    let units = before.parts.filter { $0.taken > 0 }
    change.refund(units)
    let purpose = SpendingPurpose(service: before.service, ratingGroup: before.ratingGroup, destination: before.destination)
    let paid = change.balance.consumption(of: again, in: money, for: purpose, at: request.at)
    change.consume(paid.parts)
    back.parts = back.parts.filter { $0.taken < 0 } + paid.parts
    back.uncollectedMinor += again - paid.covered
    return back
  }

  /// Says what a debit would come to, and forgets it.
  mutating func look() -> ChargingAnswer {
    let untouched = self
    let answer = debit()
    let before = untouched.available
    self = untouched
    return ChargingAnswer(answer.result, services: answer.services, available: before, reason: answer.reason)
  }
}

extension [ServiceAnswer] {
  /// Of a request that is refused whole: what could have been taken by itself is not taken either, and nobody may deliver it.
  fileprivate func refusedWhole(with result: ChargingResult, available: Money) -> ChargingAnswer {
    var answers = self
    // Said of the request, so that it is told why, and not what became of the others.
    let isPartly = answers.contains { $0.result == .success }
    let cause = answers.first { $0.result == result }?.reason ?? result.meaning
    for index in answers.indices {
      answers[index].charged = nil
      if answers[index].result == .success { (answers[index].result, answers[index].reason) = (result, "nothing of the request is taken") }
    }
    return ChargingAnswer(result, services: answers, available: available, reason: isPartly ? cause : nil)
  }
}
