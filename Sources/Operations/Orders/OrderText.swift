import Catalog
import Primitives
import Subscriptions

/// An order as the document it could have been read from: its fingerprint, and what a repeat is compared with.
extension JSONText {
  /// Price agreements in the form order documents use.
  private mutating func write(_ agreements: [PriceAgreement]) {
    guard !agreements.isEmpty else { return }
    key("agreements")
    array { list in
      for agreement in agreements {
        list.object {
          $0.field("price", agreement.price.text)
          switch agreement.change {
          case .replace(let value): $0.field("replace", value)
          case .add(let value): $0.field("add", value)
          case .percentOff(let value): $0.field("percentOff", value)
          }
          $0.field("from", agreement.effective.from)
          $0.field("to", agreement.effective.to)
        }
      }
    }
  }

  /// An order as the document it could have been read from.
  mutating func value(_ order: Order) {
    object { json in
      json.field("key", order.key)
      json.field("customer", order.customer)
      json.field("account", order.account)
      json.field("channel", order.channel)
      json.field("placedOn", order.placedOn)
      json.key("lines")
      json.array { list in
        for line in order.lines { list.object { $0.fields(of: line) } }
      }
    }
  }

  /// A quote as the document it could have been read from.
  mutating func value(_ quote: Quote) {
    object { json in
      json.field("reference", quote.reference)
      json.field("customer", quote.customer)
      json.field("account", quote.account)
      json.field("channel", quote.channel)
      json.field("quotedOn", quote.quotedOn)
      json.field("validUntil", quote.validUntil)
      json.key("lines")
      json.array { list in
        for line in quote.lines { list.object { $0.fields(of: line) } }
      }
    }
  }

  private mutating func fields(of line: OrderLine) {
    field("reference", line.reference.isEmpty ? nil : line.reference)
    field("offering", line.offering.text)
    field("quantity", line.quantity)
    field("startsOn", line.startsOn)
    field("endsOn", line.endsOn)
    field("termMonths", line.termMonths)
    field("subject", line.subject.isEmpty ? nil : line.subject)
    if !line.options.isEmpty {
      key("options")
      array { list in
        for option in line.options {
          list.object {
            $0.field("offering", option.offering.text)
            $0.field("quantity", option.quantity)
            $0.write(option.agreements)
          }
        }
      }
    }
    write(line.agreements)
    if !line.promotions.isEmpty {
      key("promotions")
      array { list in for code in line.promotions { list.value(code.text) } }
    }
  }
}
