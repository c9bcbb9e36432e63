import Bootstrap
import Invoicing
import Operations
import Primitives

/// A simulation as JSON; amounts are decimals as text.
enum SimulationJSON {
  static func text(_ answer: Simulations.Answer) -> String {
    var json = JSONText()
    json.object { json in
      json.field("catalog", answer.request.catalog)
      json.key("over")
      json.value(answer.request.over)
      json.field("segment", answer.request.segment)
      json.field("pricedOn", answer.request.pricedOn)
      json.field("accounts", answer.report.accounts)
      json.field("bills", answer.report.bills)
      json.key("currencies")
      json.array { list in for currency in answer.report.currencies { list.object { part(currency, answer.offerings, &$0) } } }
      json.field("notPricedAccounts", answer.report.notPriced.accounts)
      json.key("notPriced")
      json.array { list in
        for reason in answer.report.notPriced.reasons {
          list.object {
            $0.field("code", reason.code)
            $0.field("message", reason.message)
            $0.field("accounts", reason.accounts)
            $0.key("examples")
            $0.array { for example in reason.examples { $0.value(example.reference) } }
          }
        }
      }
      json.field("nextPrices", answer.nextPrices)
    }
    return json.string
  }

  private static func part(_ report: CurrencyReport, _ names: [OfferingCode: LocalizedText], _ json: inout JSONText) {
    let currency = report.currency
    json.field("currency", currency.code)
    json.field("accounts", report.accounts)
    json.field("payLess", report.winners)
    json.field("payMore", report.losers)
    change("net", report.net, currency, &json)
    change("gross", report.gross, currency, &json)
    json.key("offerings")
    json.array { list in
      for entry in report.offerings {
        list.object {
          $0.field("offering", entry.offering?.text)
          if let offering = entry.offering, let name = names[offering] {
            $0.key("name")
            $0.value(name)
          }
          $0.field("accounts", entry.accounts)
          change("net", entry.net, currency, &$0)
        }
      }
    }
    json.key("changes")
    json.array { list in
      for band in report.bands {
        list.object {
          $0.field("change", band.band.text)
          $0.field("fromPercent", band.band.percent.from)
          $0.field("toPercent", band.band.percent.to)
          $0.field("accounts", band.accounts)
          $0.field("difference", SimulationText.amount(band.difference, currency))
        }
      }
    }
    json.key("billShock")
    json.array { list in
      for shock in report.shocks {
        list.object {
          $0.field("atLeastPercent", shock.shock.rawValue)
          $0.field("accounts", shock.accounts)
        }
      }
    }
    json.key("mostAffected")
    json.array { list in for entry in report.mostAffected { list.object { affected(entry, currency, &$0) } } }
  }

  private static func affected(_ entry: CurrencyReport.Affected, _ currency: Currency, _ json: inout JSONText) {
    json.field("account", entry.reference)
    json.field("name", entry.name)
    json.field("before", money(entry.beforeMinor, currency))
    json.field("after", money(entry.afterMinor, currency))
    json.field("difference", money(entry.differenceMinor, currency))
    json.key("lines")
    json.array { list in for line in entry.lines { list.object { DifferenceJSON.write(line, currency, &$0) } } }
  }

  private static func change(_ name: String, _ change: CurrencyReport.Change, _ currency: Currency, _ json: inout JSONText) {
    json.key(named: name)
    json.object {
      $0.field("before", SimulationText.amount(change.before, currency))
      $0.field("after", SimulationText.amount(change.after, currency))
      $0.field("difference", SimulationText.amount(change.difference, currency))
    }
  }
}

/// One thing billed differently as fields of an object.
enum DifferenceJSON {
  static func write(_ difference: LineDifference, _ currency: Currency, _ json: inout JSONText) {
    json.field("usedBy", difference.key.usedBy?.rawValue)
    json.field("subscription", difference.key.subscription?.rawValue)
    json.field("offering", difference.offering?.text)
    json.field("price", difference.key.price.text)
    json.field("kind", difference.key.group.rawValue)
    json.key("name")
    json.value(difference.name)
    json.key("period")
    json.value(difference.key.period)
    json.field("unit", difference.unit)
    side("before", difference.before, currency, &json)
    side("after", difference.after, currency, &json)
    json.field("difference", money(difference.amountMinor, currency))
  }

  private static func side(_ name: String, _ side: LineDifference.Side, _ currency: Currency, _ json: inout JSONText) {
    guard side.lines > 0 else { return }
    json.key(named: name)
    json.object {
      $0.field("quantity", side.quantity)
      $0.field("amount", money(side.amountMinor, currency))
      $0.field("net", money(side.netMinor, currency))
      $0.key("explanation")
      $0.value(side.explanation)
    }
  }
}
