// The reserve of the spool's disk is not used up by what comes in. A reserve beyond what the disk has stands
// in for a disk that is full, so that nobody needs a disk of his own to run this.

import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startReception } from '../../src/inbox/receive.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { syncFolder } from '../../src/disk/durable.ts'
import { freeBytes } from '../../src/lib/files/files.ts'
import { silentLog } from '../../src/lib/log.ts'
import type { Offer } from '../../src/bank/bank.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const offered = (announcedBytes: number): Offer => ({
  ...{ fileType: 0, fileName: 'RELEVES', transferNumber: 7, label: '' },
  ...{ creationDate: '261124101112', articleBytes: 1024, articleFormat: 'variable' },
  ...{ dataCode: 'binary', maximumKilobytes: Math.ceil(announcedBytes / 1024), announcedBytes },
})

async function openInbox() {
  const base = tempFolder()
  const folder = join(base, 'spool')
  mkdirSync(folder)
  const ledger = await openLedger({ folder: join(base, 'data'), clock: systemClock })
  onTestFinished(() => ledger.close())
  const spool = {
    folder,
    bytes: (id: string) => join(folder, id),
    part: (id: string) => join(folder, `${id}.part`),
  }
  const inbox = { folder: '/in', bank: 'bnp', virtualFile: 'RELEVES', partner: 'A', server: 'B' }
  const begin = (reserveBytes: () => number) =>
    startReception(
      {
        ...{ ledger, clock: systemClock, log: silentLog, spool, inbox, zone: 'UTC' },
        syncSpool: () => syncFolder(folder),
        get reserveBytes() {
          return reserveBytes()
        },
      },
      null,
    )
  return { ledger, spool, begin }
}

const beyond = 2 ** 50
const point = { number: 1, offsetBytes: 4, articles: 1, confirmed: true, carry: '' }

test('what the bank announces (PI 42) and has no room is left with it, and nothing is begun here', async () => {
  const { ledger, spool, begin } = await openInbox()
  const free = await freeBytes(spool.folder)
  const reception = begin(() => 0)
  const answer = await reception.sink.offered(offered(free * 2))
  expect(answer).toMatchObject({
    kind: 'leave',
    because: 'no-room',
    message: { code: 'DISK-FULL' },
  })
  expect(await ledger.list({ limit: 1 })).toEqual([])
})

test('where the reserve is reached while data comes, what was synced is kept, and it stops there', async () => {
  const { ledger, spool, begin } = await openInbox()
  let reserveBytes = 0
  const reception = begin(() => reserveBytes)
  await reception.sink.offered(offered(1024))
  const id = reception.transfer()?.id ?? ''
  await reception.sink.write([Buffer.from('one ')], 4)
  reserveBytes = beyond
  await expect(reception.sink.sync(point)).rejects.toMatchObject({ code: 'DISK-FULL' })
  await reception.close()
  expect(await ledger.syncPoints(id)).toMatchObject([{ number: 1, offsetBytes: 4 }])
  expect(existsSync(spool.part(id))).toBe(true)
})

test('without sync points the reserve is looked at all the same', async () => {
  const { begin } = await openInbox()
  let reserveBytes = 0
  const reception = begin(() => reserveBytes)
  await reception.sink.offered(offered(9_000 * 1024))
  reserveBytes = beyond
  const piece = Buffer.alloc(1024 * 1024)
  const writing = async () => {
    for (let count = 0; count < 8; count += 1) await reception.sink.write([piece], piece.length)
  }
  await expect(writing()).rejects.toMatchObject({ code: 'DISK-FULL' })
  await reception.close()
})
