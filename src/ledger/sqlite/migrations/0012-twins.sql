-- What tells that two files order the same payments (journey/payments.ts), and the environment of the bank they go to.

ALTER TABLE transfers ADD COLUMN environment TEXT NOT NULL DEFAULT 'production';
-- JSON without the key, which is content_key. NULL: nobody has read it for payments yet. 'null': it holds none.
ALTER TABLE transfers ADD COLUMN payments TEXT;
-- NULL: the dates play no part.
ALTER TABLE transfers ADD COLUMN payment_dates TEXT;

CREATE TABLE payment_references (
  key          TEXT NOT NULL,
  transfer_id  TEXT NOT NULL REFERENCES transfers (id),
  PRIMARY KEY (key, transfer_id)
) STRICT, WITHOUT ROWID;

-- What earlier versions kept of pain files: [family, message id, count, total in 1/100000, accounts].
UPDATE transfers SET payments = json_object(
    'format', content_key ->> 0,
    'dates', NULL,
    'referenceKeys', (SELECT json_group_array(json_array(content_key ->> 0, upper(replace(account.value, ' ', '')), content_key ->> 1)) FROM json_each(content_key, '$[4]') AS account),
    'referenceStrength', 'distinct',
    'reference', content_key ->> 1,
    'count', content_key ->> 2,
    'total', printf('%d.%02d', (content_key ->> 3) / 100000, (content_key ->> 3) % 100000 / 1000),
    'currency', 'EUR',
    'accounts', json(content_key -> 4))
  WHERE direction = 'out' AND content_key <> '' AND json_valid(content_key);
INSERT OR IGNORE INTO payment_references (key, transfer_id)
  SELECT reference.value, transfers.id FROM transfers, json_each(payments, '$.referenceKeys') AS reference WHERE payments IS NOT NULL;
