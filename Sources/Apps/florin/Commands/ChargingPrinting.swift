import Balances
import Bootstrap
import Charging
import Operations
import Primitives

/// Answers of charging, sessions and statements on a terminal or as JSON.
struct ChargingPrinting {
  let json: Bool

  /// What became of what was handed on to the bill.
  func show(_ outcome: ChargedUsage.Outcome) {
    if json { return print("{\"handedOn\":\(outcome.accepted),\"rejected\":\(outcome.rejected)}") }
    print("Handed \(outcome.accepted) uses on to the bill.")
    if outcome.rejected == 0 { return }
    let commands = outcome.batches.prefix(5).map { "`florin usage rejects --batch \($0)`" }.joined(separator: ", ")
    print("Usage rejected \(outcome.rejected) of them, which no bill has: \(commands) \(outcome.batches.count == 1 ? "says" : "say") why and how to correct them.")
  }

  func show(_ answer: ChargingAnswer) {
    if json {
      var text = JSONText()
      text.object { json in
        json.field("result", answer.result.word)
        json.field("code", answer.result.rawValue)
        json.field("available", answer.available?.exact)
        json.field("currency", answer.available?.currency.code)
        json.field("reason", answer.words)
        json.key("services")
        json.array { list in
          for service in answer.services {
            list.object {
              $0.field("ratingGroup", service.ratingGroup)
              $0.field("service", service.service)
              $0.field("result", service.result.word)
              $0.field("unit", service.unit?.text)
              $0.field("granted", service.granted)
              $0.field("validitySeconds", service.validitySeconds)
              $0.field("final", service.isFinal)
              if service.isFinal { $0.field("finalAction", service.finalAction.text) }
              $0.field("reason", service.reason ?? service.result.meaning)
              if let charged = service.charged, let currency = answer.available?.currency {
                $0.key("charged")
                write(charged, currency, into: &$0)
              }
            }
          }
        }
      }
      return print(text.string)
    }
    print("\(answer.result.word) (\(answer.result.rawValue))\((answer.reason ?? (answer.services.isEmpty ? answer.result.meaning : nil)).map { ": \($0)" } ?? "")")
    for service in answer.services {
      var line = "\(service.service)\(service.ratingGroup == 0 ? "" : " (\(service.ratingGroup))"): \(service.result.word)"
      if let charged = service.charged, let currency = answer.available?.currency {
        line += ", \(charged.units) \(charged.unit.text) for \(BalanceUnit.money(currency).exact(charged.grossMinor)) \(currency)"
        if charged.unitsFromBuckets != 0 { line += " and \(charged.unitsFromBuckets) of the balance's own" }
        if charged.uncollectedMinor > 0 { line += ", of it \(BalanceUnit.money(currency).exact(charged.uncollectedMinor)) \(currency) beyond what is left" }
      }
      if let granted = service.granted { line += ", granted \(granted) \(service.unit?.text ?? "") for \(service.validitySeconds ?? 0) s" }
      if service.isFinal { line += ", nothing more after that (\(service.finalAction.text))" }
      print(line + ((service.reason ?? service.result.meaning).map { ": \($0)" } ?? ""))
    }
    if let available = answer.available { print("Available: \(available)") }
  }

  func list(_ sessions: [LiveSession]) {
    if json {
      var text = JSONText()
      text.array { list in
        for live in sessions {
          list.object {
            $0.field("session", live.session.reference)
            $0.field("balance", live.balanceReference)
            $0.field("subscription", live.subscriptionReference)
            $0.field("begunAt", live.session.begunAt)
            $0.field("validUntil", live.session.validUntil)
            $0.field("granted", live.session.services.reduce(0) { $0 + $1.granted })
          }
        }
      }
      return print(text.string)
    }
    if sessions.isEmpty { return print("No session is going on.") }
    print(
      TextTable(["session", "balance", "subscription", "begun", "valid until", "granted"], rightAligned: [5]).text(
        sessions.map { live in
          [
            live.session.reference, live.balanceReference, live.subscriptionReference, "\(live.session.begunAt)", "\(live.session.validUntil)",
            live.session.services.map { "\($0.service) \($0.granted)" }.joined(separator: ", "),
          ]
        }))
  }

  func statement(_ charges: [StoredCharge], of balance: CustomerBalance, explain: Bool) {
    let currency = balance.currency
    let money = BalanceUnit.money(currency)
    if json {
      var text = JSONText()
      text.array { list in
        for charge in charges {
          list.object {
            $0.field("request", charge.request)
            $0.field("session", charge.session)
            $0.field("number", charge.number)
            $0.field("kind", charge.kind)
            $0.field("at", charge.at)
            $0.field("bookedAt", charge.bookedAt)
            $0.field("subscription", charge.subscription)
            $0.field("service", charge.charged.service)
            $0.key("charged")
            write(charge.charged, currency, into: &$0)
          }
        }
      }
      return print(text.string)
    }
    if charges.isEmpty { return print("Nothing was charged.") }
    print(
      TextTable(["at", "session", "subscription", "price", "units", "", "own units", "net", "tax", "gross"], rightAligned: [4, 6, 7, 8, 9]).text(
        charges.flatMap { charge in
          let charged = charge.charged
          let line = [
            "\(charge.at)", "\(charge.session)#\(charge.number)", charge.subscription, charged.price.text, "\(charged.units)", charged.unit.text,
            "\(charged.unitsFromBuckets)", "\(money.exact(charged.netMinor))", "\(money.exact(charged.taxMinor))", "\(money.exact(charged.grossMinor))",
          ]
          if !explain { return [line] }
          return [line] + charged.explanation.steps.map { step in
            ["", "", "", "  \(step.kind.rawValue)\(step.label.map { " \($0)" } ?? "")", step.quantity.map { "\($0)" } ?? "", "", step.unitPrice.map { "\($0)" } ?? "", "\(step.amount)", "", ""]
          }
        }))
    let (net, tax) = charges.reduce((0, 0)) { ($0.0 + $1.charged.netMinor, $0.1 + $1.charged.taxMinor) }
    let uncollected = charges.reduce(0) { $0 + $1.charged.uncollectedMinor }
    print("In all \(money.exact(net + tax)) \(currency) (net \(money.exact(net)), tax \(money.exact(tax))).")
    if uncollected == 0 { return }
    if !balance.kind.settles { return print("Beyond the limit \(money.exact(uncollected)) \(currency); it stands on the bill.") }
    print("Spent \(money.exact(net + tax - uncollected)) \(currency).")
    print("Not collected \(money.exact(uncollected)) \(currency).")
  }

  private func write(_ charged: ChargedService, _ currency: Currency, into text: inout JSONText) {
    let money = BalanceUnit.money(currency)
    text.object { json in
      json.field("price", charged.price.text)
      json.field("unit", charged.unit.text)
      json.field("units", charged.units)
      json.field("unitsFromBuckets", charged.unitsFromBuckets)
      json.field("net", money.exact(charged.netMinor))
      json.field("tax", money.exact(charged.taxMinor))
      json.field("gross", money.exact(charged.grossMinor))
      json.field("uncollected", money.exact(charged.uncollectedMinor))
      json.key("explanation")
      json.value(charged.explanation)
    }
  }
}
