// A ledger with very many transfers behind it, as some years make one: the ledger's own code lays it out, and
// one statement of SQL fills it, as so many moves through the table would take hours.

import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { systemClock } from '../src/lib/time/clock.ts'
import { openLedger } from '../src/ledger/open.ts'
import { offerChecksum } from '../src/ledger/sqlite/database/checksums.ts'

export const firstMs = Date.UTC(2024, 0, 1)
/** Between two births. */
export const everyMs = 60_000

/**
 * 40 % received, one in a thousand failed, few held, the last 200 queued at a bank that is closed; all else
 * archived.
 */
export async function fillLedger(folder: string, count: number): Promise<void> {
  await (await openLedger({ folder, clock: systemClock })).close()
  const database = new DatabaseSync(join(folder, 'ledger.db'))
  offerChecksum(database)
  database.exec(`BEGIN;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
    INSERT INTO transfers (id, direction, state, version, bank, virtual_file, folder, name, look, size_bytes, sha256,
      priority, lane, pesit, code, attempts, calls, confirmed_ms, summary, content_key, created_ms, updated_ms)
    SELECT
      printf('019a0000-0000-7000-8000-%012x', i),
      iif(i % 10 < 4, 'in', 'out'),
      CASE WHEN i > ${count - 200} THEN 'held' WHEN i % 1000 = 7 THEN 'failed' WHEN i % 2000 = 3 THEN 'cancelled' ELSE 'archived' END,
      6, iif(i % 3 = 0, 'other', 'bank'),
      CASE WHEN i % 10 < 4 THEN 'RELEVES' WHEN i % 50 = 5 THEN 'PRELEVEMENTS' ELSE 'VIREMENTS' END,
      '/srv/pesit/outbox', 'virement-' || i || '.xml', '20261124-090000-1', 48000 + i, lower(hex(randomblob(32))), 1, '',
      json_object('partner', 'ACME', 'server', 'BANQUE01', 'fileType', 0, 'fileName', 'VIREMENTS', 'transferNumber', i,
        'creationDate', '261124090000', 'label', 'virement-' || i || '.xml', 'client', 'ACME-PARIS', 'finalBank', 'BANQUE-ORLEANS',
        'articleBytes', 506, 'articleFormat', 'variable', 'dataCode', 'binary', 'maximumKilobytes', 2, 'opened', json('false')),
      '', 1, 1, ${firstMs} + i * ${everyMs} + 4000, 'pain.001, 12 payments, 4211.00 EUR', lower(hex(randomblob(16))),
      ${firstMs} + i * ${everyMs}, ${firstMs} + i * ${everyMs} + 5000
    FROM n;
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE)`)
  database.close()
}
