import Primitives

/// Writes a credit note as compact JSON, in the form invoices have: equal credit notes give equal bytes.
public enum CreditNoteCodec {
  /// The credit note as JSON bytes.
  public static func bytes(_ note: CreditNote) -> [UInt8] {
    var json = JSONText(reservingCapacity: 256 + note.lines.count * 256)
    json.object { json in
      json.field("seller", note.seller.text)
      json.field("number", note.number)
      json.field("account", note.account.rawValue)
      json.field("currency", note.currency.code)
      json.field("issuedOn", note.issuedOn)
      json.field("invoice", note.invoiceNumber)
      json.field("reason", note.reason)
      json.key("lines")
      json.array { list in
        for line in note.lines {
          list.object { json in
            json.field("number", line.number)
            json.field("invoiceLine", line.invoiceLine)
            json.field("netMinor", line.netMinor)
            json.key("tax")
            InvoiceCodec.write(line.taxKey, into: &json)
            json.key("explanation")
            json.value(line.explanation)
          }
        }
      }
      json.key("taxes")
      InvoiceCodec.write(note.taxes, into: &json)
      json.field("netMinor", note.netMinor)
      json.field("taxMinor", note.taxMinor)
      json.field("grossMinor", note.grossMinor)
    }
    return json.bytes
  }
}
