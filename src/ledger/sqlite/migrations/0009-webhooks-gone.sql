-- A receiver that answers 410 is told nothing more, until somebody changes its webhook.

ALTER TABLE webhooks ADD COLUMN disabled_ms INTEGER;
