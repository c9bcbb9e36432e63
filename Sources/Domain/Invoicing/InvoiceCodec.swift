public import Primitives
import Rating
public import Taxation

/// Writes an invoice as compact JSON, for storage and the API: equal invoices give equal bytes.
///
/// Amounts are whole smallest units (`…Minor`), other decimals are text, days are ISO 8601, periods half-open,
/// fields without a value are left out. `Invoice` reads the same form back through `Decodable`.
public enum InvoiceCodec {
  /// The invoice as JSON bytes; equal invoices give equal bytes.
  public static func bytes(_ invoice: Invoice) -> [UInt8] {
    var json = JSONText(reservingCapacity: 256 + invoice.lines.count * 1024)
    write(invoice, into: &json)
    return json.bytes
  }

  /// Writes an invoice as an object.
  public static func write(_ invoice: Invoice, into json: inout JSONText) {
    json.object { json in
      json.field("seller", invoice.seller.text)
      json.field("number", invoice.number)
      json.field("account", invoice.account.rawValue)
      json.field("currency", invoice.currency.code)
      json.field("issuedOn", invoice.issuedOn)
      json.field("dueOn", invoice.dueOn)
      json.key("billingPeriod")
      json.value(invoice.billingPeriod)
      json.key("lines")
      json.array { json in for line in invoice.lines { write(line, into: &json) } }
      json.key("taxes")
      write(invoice.taxes, into: &json)
      json.field("netMinor", invoice.netMinor)
      json.field("taxMinor", invoice.taxMinor)
      json.field("grossMinor", invoice.grossMinor)
    }
  }

  /// Writes a line as an object, with its explanation.
  public static func write(_ line: InvoiceLine, into json: inout JSONText) {
    let charge = line.charge
    json.object { json in
      json.field("number", line.number)
      json.field("usedBy", line.usedBy?.rawValue)
      json.field("kind", charge.kind.rawValue)
      json.field("subscription", charge.subscription?.rawValue)
      json.field("offering", charge.offering?.text)
      json.field("price", charge.price.text)
      json.key("name")
      json.value(charge.name)
      json.key("period")
      json.value(charge.period)
      json.field("quantity", charge.quantity)
      json.field("unit", charge.unit)
      json.field("amountMinor", charge.amount.amountMinor)
      if charge.taxInclusive { json.field("taxInclusive", true) }
      json.field("netMinor", line.netMinor)
      json.key("tax")
      write(line.taxKey, into: &json)
      json.field("taxCategory", charge.taxCategory.text)
      json.field("revenueAccount", charge.revenueAccount.text)
      json.key("explanation")
      json.value(charge.explanation)
    }
  }

  /// Writes the tax breakdown as a list.
  public static func write(_ taxes: [TaxBreakdown], into json: inout JSONText) {
    json.array { json in
      for tax in taxes {
        json.object { json in
          json.key("tax")
          write(tax.key, into: &json)
          json.field("baseMinor", tax.baseMinor)
          json.field("taxMinor", tax.taxMinor)
          if tax.differenceMinor != 0 { json.field("differenceMinor", tax.differenceMinor) }
        }
      }
    }
  }

  /// Writes a tax key as an object.
  public static func write(_ key: TaxKey, into json: inout JSONText) {
    json.object { json in
      json.field("treatment", key.treatment.rawValue)
      json.field("percent", key.percent)
      json.field("reason", key.reason)
    }
  }
}
