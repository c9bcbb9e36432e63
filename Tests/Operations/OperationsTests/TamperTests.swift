import Bootstrap
import Operations
import Primitives
import Store
import Testing

@testable import Lab

/// A change made behind Florin's back, and the law by which `florin verify` finds it.
struct Tampering: CustomTestStringConvertible, Sendable {
  var what: String
  var sql: String
  var law: String
  /// Part of the finding's subject or message, so that it names the culprit.
  var names: String

  init(_ what: String, _ sql: String, _ law: String, _ names: String) {
    (self.what, self.sql, self.law, self.names) = (what, sql, law, names)
  }

  var testDescription: String { what }

  static let all: [Tampering] = [
    Tampering(
      "a line's amount", "UPDATE invoice_line SET amount_minor = amount_minor + 1, net_minor = net_minor + 1 WHERE invoice_id = 1 AND number = 1",
      "invoice-sums", "ES-000001"),
    Tampering(
      "a line's amount, with totals made to fit",
      """
      UPDATE invoice_line SET amount_minor = amount_minor + 1, net_minor = net_minor + 1 WHERE invoice_id = 1 AND number = 1;
      UPDATE invoice_line SET amount_minor = amount_minor - 1, net_minor = net_minor - 1 WHERE invoice_id = 1 AND number = 2
      """, "rebilled", "ES-000001 line 1"),
    Tampering(
      "an explanation", "UPDATE invoice_explanation SET steps = CAST(substr(steps, 1, length(steps) - 1) || x'04' AS BLOB) WHERE invoice_id = 1",
      "rebilled", "ES-000001 line"),
    Tampering(
      "what a line is named",
      "UPDATE line_terms SET name = '{\"en\":\"Gift\"}' WHERE id = (SELECT terms_id FROM invoice_line WHERE invoice_id = 1 AND number = 1)",
      "rebilled", "ES-000001 line 1"),
    Tampering("the tax of an invoice", "UPDATE invoice SET tax_minor = tax_minor - 5, gross_minor = gross_minor - 5 WHERE id = 1", "invoice-sums", "ES-000001"),
    Tampering("a due day", "UPDATE invoice SET due_on = due_on + 30 WHERE id = 1", "rebilled", "ES-000001"),
    Tampering("a whole line", "DELETE FROM invoice_line WHERE invoice_id = 1 AND number = 2", "invoice-sums", "ES-000001"),
    Tampering("a whole invoice", "DELETE FROM invoice WHERE id = 1", "invoice-numbers", "es"),
    Tampering("a posting", "DELETE FROM posting WHERE id = 2", "journal-balances", "ES-000001"),
    Tampering(
      "two postings, so that they still balance",
      "UPDATE posting SET amount_minor = amount_minor + 7 WHERE id = 2; UPDATE posting SET amount_minor = amount_minor - 7 WHERE id = 3",
      "chain", "journal_entry 1"),
    Tampering("a recognition", "UPDATE recognition SET amount_minor = amount_minor + 1", "deferred-revenue", "ES-"),
    Tampering("the number of the last invoice", "UPDATE journal_entry SET subject = 'ES-000099' WHERE subject = 'ES-000003'; UPDATE invoice SET number = 'ES-000099' WHERE number = 'ES-000003'", "invoice-numbers", "ES-000099"),
    Tampering("the next invoice number", "UPDATE seller_sequence SET next_number = next_number + 1 WHERE seller = 'es'", "invoice-numbers", "es"),
    Tampering("a usage event's quantity", "UPDATE usage_event SET quantity_digits = quantity_digits + 1 WHERE event = 7", "usage-assigned", "7"),
    Tampering("a usage event", "DELETE FROM usage_event WHERE event = 7", "usage-counts", "usage"),
    Tampering("what an account is to pay for", "UPDATE usage_assigned SET place = place + 256000, account_id = account_id + 1000 WHERE place = (SELECT MIN(place) FROM usage_assigned)", "rebilled", "ES-000001"),
    Tampering("a subscription's item", "UPDATE subscription_item SET quantity = '2' WHERE subscription_id = 1", "subscription-projections", "h0-A"),
    Tampering("a subscription's fact", "UPDATE subscription_fact SET body = replace(body, '2026-04-10', '2026-04-11') WHERE subscription_id = 1", "subscription-projections", "h0-A"),
    Tampering("an account's receivable", "UPDATE account_position SET receivable_minor = receivable_minor + 1 WHERE account_id = 1", "receivable-subledger", "h0"),
    Tampering("how far an account is billed", "UPDATE account_position SET billed_through = billed_through - 30 WHERE account_id = 1", "account-positions", "h0"),
    Tampering("what was billed of a subscription", "DELETE FROM billed_period WHERE account_id = 1", "billed-periods", "ES-000001"),
    Tampering(
      "whose usage it is", "UPDATE usage_assigned SET place = place + 256000, account_id = account_id + 1000 WHERE place = (SELECT MIN(place) FROM usage_assigned)",
      "usage-assigned", "usage_event"),
    Tampering("what an account used", "DELETE FROM usage_assigned WHERE place = (SELECT MIN(place) FROM usage_assigned)", "usage-assigned", "usage_event 1"),
    Tampering("which events are known", "DELETE FROM usage_seen", "usage-seen", "usage_event 7"),
    Tampering("a known event's mark", "UPDATE usage_seen SET entries = CAST(substr(entries, 1, 8) || substr(entries, 9, 8) || substr(entries, 1, 8) || substr(entries, 25) AS BLOB) WHERE place = (SELECT MAX(place) FROM usage_seen)", "usage-seen", "usage_seen"),
    Tampering("a carried allowance", "INSERT INTO carried_allowance SELECT account_id, billed_through + 5, number, code, subscription_id, granted_on, expires_on, granted, units_left, undone_by FROM carried_allowance LIMIT 1", "carried-state", "h0"),
    Tampering("what is recognised", "UPDATE recognition SET entry_id = 1 WHERE invoice_id = (SELECT MIN(invoice_id) FROM recognition)", "recognised-revenue", "ES-"),
    Tampering("which events wait", "INSERT INTO usage_held VALUES (3)", "usage-held", "usage_held 3"),
    Tampering("a subscription", "DELETE FROM subscription WHERE id = 1", "subscription-projections", "subscription 1"),
    Tampering("how many records a batch refused", "UPDATE usage_batch SET read_count = read_count + 1, rejected_count = rejected_count + 1", "usage-counts", "batch 1"),
    Tampering("when a batch was read to its end", "UPDATE usage_batch SET finished_at = finished_at + 1", "usage-counts", "batch 1"),
    Tampering("that an account was held", "UPDATE bill_run_account SET state = 'skipped', reason = 'not due' WHERE state = 'held'", "bill-runs", "-ro"),
    Tampering("when a run was finished", "UPDATE bill_run SET finished_at = finished_at + 1", "bill-runs", "bill run 1"),
    Tampering("a run that names another invoice", "UPDATE bill_run_account SET invoice_id = 99 WHERE invoice_id = 1", "bill-runs", "ES-000001"),
  ]
}

extension Tampering {
  /// Changes to credit notes and cancellations, in a world that has some.
  static let corrections: [Tampering] = [
    Tampering("a credit note's line", "UPDATE credit_note_line SET net_minor = net_minor + 1 WHERE credit_note_id = 1 AND number = 1", "credit-note-sums", "ES-CN-000001"),
    Tampering(
      "two lines of a credit note, so that they still sum",
      "UPDATE credit_note_line SET net_minor = net_minor + 1 WHERE credit_note_id = 1 AND number = 1; UPDATE credit_note_line SET net_minor = net_minor - 1 WHERE credit_note_id = 1 AND number = 2",
      "recredited", "ES-CN-000001"),
    Tampering("the tax of a credit note", "UPDATE credit_note SET tax_minor = tax_minor + 5, gross_minor = gross_minor + 5 WHERE id = 1", "credit-note-sums", "ES-CN-000001"),
    Tampering(
      "more than the invoice", "UPDATE credit_note_line SET net_minor = net_minor + 100000 WHERE credit_note_id = 1 AND number = 1; UPDATE credit_note SET net_minor = net_minor + 100000, gross_minor = gross_minor + 100000 WHERE id = 1",
      "credit-note-sums", "ES-000001"),
    Tampering("the line it points at", "UPDATE credit_note_line SET invoice_line = 99 WHERE credit_note_id = 1 AND number = 1", "credit-note-sums", "ES-CN-000001"),
    Tampering("a whole credit note", "DELETE FROM credit_note_line WHERE credit_note_id = 1; DELETE FROM credit_note WHERE id = 1", "credit-note-numbers", "es"),
    Tampering("the number of a credit note", "UPDATE credit_note SET number = 'ES-CN-000007' WHERE id = 1", "credit-note-numbers", "ES-CN-000007"),
    Tampering("the next credit note number", "UPDATE credit_note_sequence SET next_number = next_number + 1", "credit-note-numbers", "es"),
    Tampering("the day of a credit note", "UPDATE credit_note SET issued_on = issued_on - 300 WHERE id = 1", "recredited", "ES-CN-000001"),
    Tampering(
      "what a credit note booked",
      "UPDATE posting SET amount_minor = amount_minor + 1 WHERE id = (SELECT MAX(p.id) FROM posting p JOIN journal_entry e ON e.id = p.entry_id WHERE e.subject = 'ES-CN-000001'); UPDATE posting SET amount_minor = amount_minor - 1 WHERE id = (SELECT MAX(p.id) - 1 FROM posting p JOIN journal_entry e ON e.id = p.entry_id WHERE e.subject = 'ES-CN-000001')",
      "recredited", "ES-CN-000001"),
    Tampering("what it took back of deferred revenue", "UPDATE recognition_taken_back SET amount_minor = amount_minor - 1", "recredited", "ES-CN-"),
    Tampering("a cancellation", "DELETE FROM invoice_replacement; DELETE FROM invoice_cancellation", "cancelled-invoices", "ES-000002"),
    Tampering("what a cancellation undid", "DELETE FROM bill_run_undone", "cancelled-invoices", "ES-000002"),
    Tampering("the invoice that takes its place", "UPDATE invoice_replacement SET invoice_id = 1", "cancelled-invoices", "ES-000002"),
    Tampering("the credit note of a cancelled invoice", "UPDATE credit_note SET invoice_id = 1 WHERE id = 2", "cancelled-invoices", "ES-000002"),
  ]
}

/// Whoever changes the books is found.
@Suite struct TamperTests {
  @Test(arguments: Tampering.all) func isFound(_ tampering: Tampering) async throws {
    let world = try World()
    try world.settle(households: 4)
    try await world.bill(ResumeTests.day)
    #expect(try world.findings() == [])
    try world.tamper(tampering.sql)
    let findings = try world.findings()
    #expect(
      findings.contains { $0.law == tampering.law && ($0.subject.contains(tampering.names) || $0.message.contains(tampering.names)) },
      "\(tampering.what): \(findings.map { "\($0.law) \($0.subject) \($0.message)" })")
  }

  @Test(arguments: Tampering.corrections) func isFoundInCorrections(_ tampering: Tampering) async throws {
    let world = try World()
    try world.settle(households: 3)
    try await world.bill(ResumeTests.day)
    _ = try world.corrections.credit("ES-000001", .init(.percent(30), reason: "slow"), key: "1", on: ResumeTests.day)
    _ = try world.corrections.cancel("ES-000002", key: "2", reason: "wrong", on: ResumeTests.day)
    _ = try await world.corrections.rebill("ES-000002", key: "2", on: ResumeTests.day)
    #expect(try world.findings() == [])
    try world.tamper(tampering.sql)
    let findings = try world.findings()
    #expect(
      findings.contains { $0.law == tampering.law && ($0.subject.contains(tampering.names) || $0.message.contains(tampering.names)) },
      "\(tampering.what): \(findings.map { "\($0.law) \($0.subject) \($0.message)" })")
  }
}
