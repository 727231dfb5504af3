// What was claimed as the disk of the ledger became full is told, and on record as soon as there is room.

import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { holdConditions } from '../../src/ledger/held-conditions.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { silentLog } from '../../src/lib/log.ts'
import { recordClaimed } from '../../src/outbox/record-claimed.ts'
import { fillDisk } from '../helpers/fill-disk.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import { canMount, smallDisk } from '../helpers/small-disk.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { withCode } from '../helpers/messages.ts'

const reader = { zone: 'UTC' }
/** So many rows that no page that the log of the database has already holds them. */
const born = Array.from({ length: 400 }, (_, nth) =>
  newTransfer({
    id: `id-${nth}`,
    name: `${nth}.xml`,
    look: 'look',
    reason: withCode('FIRST-START'),
  }),
)

describe.skipIf(!canMount)('on a full disk (skipped where nothing can be mounted)', () => {
  async function full() {
    const disk = smallDisk(join(tempFolder(), 'disk'), 'size=4m')
    const written = await openLedger({ folder: disk, clock: systemClock, zone: 'UTC' })
    const { ledger } = holdConditions(written, { nowMs: () => Date.now(), reader })
    const stopping = new AbortController()
    const claiming = {
      deps: { ledger, clock: systemClock, log: silentLog, zone: 'UTC' },
      options: { folder: '/out' },
      stopping: stopping.signal,
    }
    return { ledger, claiming, stopping, empty: fillDisk(disk) }
  }
  const untilTold = (ledger: Ledger) =>
    vi.waitFor(async () => {
      const told = await ledger.conditions()
      expect(told).toMatchObject([{ subject: 'outbox-unwritten:/out', code: 'CLAIMED-UNWRITTEN' }])
      return told[0]?.sentence
    })

  test('the rows wait with all that was known at the claim, and are written when there is room', async () => {
    const { ledger, claiming, empty } = await full()
    const recording = recordClaimed(claiming, born)
    const sentence = await untilTold(ledger)
    expect(sentence).toContain('400 files were taken from /out')
    expect(sentence).toContain('0.xml, 1.xml, 2.xml, …')
    expect(sentence).toContain('Do not drop them again.')
    empty()
    expect(await recording).toHaveLength(400)
    expect(await ledger.find('id-7')).toMatchObject({
      name: '7.xml',
      code: 'FIRST-START',
    })
    await vi.waitFor(async () => expect(await ledger.conditions()).toEqual([]))
    await ledger.close()
  })

  test('a stop does not wait for room: the next start adopts them', async () => {
    const { ledger, claiming, stopping } = await full()
    const recording = recordClaimed(claiming, born)
    const ended = expect(recording).rejects.toMatchObject({ code: 'DISK-FULL' })
    await untilTold(ledger)
    stopping.abort()
    await ended
    expect(await ledger.list({ limit: 1 })).toEqual([])
    await ledger.close()
  })
})
