import { expect, test } from 'vitest'
import { forgetOutboxes } from '../../src/recovery/forgotten-outboxes.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { withCode } from '../helpers/messages.ts'

test('reports about a folder that is no outbox any more are removed; all others stay', async () => {
  const ledger = await openLedger({ folder: tempFolder(), clock: systemClock })
  const condition = withCode('C')
  const stays = ['lying:/out:FILE-EMPTY', 'outbox:/gone', 'lying:/out:put:FILE-EMPTY']
  for (const subject of [...stays, 'lying:/gone:FILE-EMPTY']) await ledger.note(subject, condition)
  for (const folder of ['/out', '/gone'])
    await ledger.keepFirstSights(folder, {
      put: [{ name: 'a', sinceMs: 1, lainMs: 1 }],
      drop: [],
    })
  await forgetOutboxes(ledger, ['/out', '/out:put'])
  expect((await ledger.conditions()).map(({ subject }) => subject).sort()).toEqual(stays.sort())
  expect(await ledger.firstSights('/gone')).toEqual([])
  expect(await ledger.firstSights('/out')).toHaveLength(1)
  await ledger.close()
})
