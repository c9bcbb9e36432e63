-- PostgreSQL alone: what schema 38 does on SQLite.
ALTER TABLE charging_notice ALTER COLUMN request_id DROP NOT NULL;
