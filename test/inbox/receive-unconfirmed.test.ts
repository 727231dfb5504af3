// A file on its way in, against a disk that does not confirm: with a real ledger and a real spool.

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startReception } from '../../src/inbox/receive.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { syncFolder } from '../../src/disk/durable.ts'
import { silentLog } from '../../src/lib/log.ts'
import type { Offer } from '../../src/bank/bank.ts'
import { failNextSync } from '../helpers/failing-sync.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const offer: Offer = {
  ...{ fileType: 0, fileName: 'RELEVES', transferNumber: 7, label: 'un.txt' },
  ...{ creationDate: '261124090000', articleBytes: 1024, articleFormat: 'variable' },
  ...{ dataCode: 'binary', maximumKilobytes: 1, announcedBytes: 0 },
}

async function receiving() {
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
  const inbox = {
    folder: join(base, 'inbox'),
    bank: 'bnp',
    virtualFile: 'RELEVES',
    partner: 'ACME',
    server: 'BNP',
  }
  const syncSpool = () => syncFolder(folder)
  const rules = { reserveBytes: 0, zone: 'Europe/Paris' }
  const deps = { ledger, clock: systemClock, log: silentLog, spool, inbox, syncSpool, ...rules }
  const begin = () => startReception(deps, null)
  return { ledger, spool, begin }
}

const piece = (text: string) => [Buffer.from(text)]
const point = (number: number, offsetBytes: number) => ({
  number,
  offsetBytes,
  articles: number,
  confirmed: true,
  carry: '',
})

test('a part that the disk did not confirm at a sync point goes whole, and the bank is asked for all of it', async () => {
  const { ledger, spool, begin } = await receiving()
  const first = begin()
  await first.sink.offered(offer)
  const id = first.transfer()?.id ?? ''
  await first.sink.write(piece('one '), 4)
  await first.sink.sync(point(1, 4))
  await first.sink.write(piece('two '), 4)
  await failNextSync('datasync')
  await expect(first.sink.sync(point(2, 8))).rejects.toMatchObject({ code: 'FILE-SYNC-FAILED' })
  await first.close()
  expect(existsSync(spool.part(id))).toBe(false)
  expect(await ledger.syncPoints(id)).toEqual([])
})

test('a whole file that the disk did not confirm is not committed: it comes again, and is kept once', async () => {
  const { ledger, spool, begin } = await receiving()
  const first = begin()
  await first.sink.offered(offer)
  const id = first.transfer()?.id ?? ''
  await first.sink.write(piece('one two'), 7)
  await failNextSync('sync')
  await expect(first.sink.commit(7)).rejects.toMatchObject({ code: 'FILE-SYNC-FAILED' })
  await first.close()
  expect((await ledger.find(id))?.state).toBe('receiving')
  expect(existsSync(spool.bytes(id))).toBe(false)

  const second = begin()
  expect(await second.sink.offered(offer)).toEqual({ kind: 'take', resume: null })
  await second.sink.write(piece('one two'), 7)
  await second.sink.commit(7)
  await second.close()
  expect(second.transfer()?.id).toBe(id)
  expect(second.transfer()?.state).toBe('committed')
  expect(readFileSync(spool.bytes(id), 'utf8')).toBe('one two')
})
