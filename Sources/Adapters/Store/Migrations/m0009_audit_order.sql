-- What an invoice billed, in the order of the invoices, so that the chain reads it beside them from front to back.
CREATE INDEX billed_period_of_invoice ON billed_period(invoice_id, number);
CREATE INDEX third_party_billed_of_invoice ON third_party_billed(invoice_id, charge_id);
CREATE INDEX third_party_unbilled_of_invoice ON third_party_unbilled(invoice_id, charge_id);
