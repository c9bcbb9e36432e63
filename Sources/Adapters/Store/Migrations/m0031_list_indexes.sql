-- What lists are narrowed to: the accounts of a customer, the credit notes of an account.
CREATE INDEX billing_account_of_customer ON billing_account(customer_id, id);
CREATE INDEX credit_note_of_account ON credit_note(account_id, id);
