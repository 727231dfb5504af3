// A ledger in a thread of its own, on a real disk.

import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openLedger } from '../../../src/ledger/open.ts'
import { openLedgerInThread } from '../../../src/ledger/thread/open-in-thread.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { newTransfer } from '../../helpers/new-transfer.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

async function opened(folder: string) {
  const both = await openLedgerInThread({
    folder,
    zone: 'Europe/Paris',
    language: 'en',
    mount: null,
    reserveBytes: 64 * 1024,
    onFailed: () => undefined,
  })
  onTestFinished(() => both.ledger.close())
  return both
}

test('what it answered is on disk: another process of the ledger finds it', async () => {
  const folder = tempFolder()
  const { ledger } = await opened(folder)
  const born = newTransfer()
  await ledger.record([born])
  await ledger.close()
  const again = await openLedger({ folder, clock: systemClock })
  onTestFinished(() => again.close())
  expect(await again.find(born.id)).toMatchObject({ id: born.id, state: 'claimed' })
})

test('the disk that syncs keeps nobody waiting: the event loop turns while commits run', async () => {
  const { ledger } = await opened(tempFolder())
  let turns = 0
  const turning = setInterval(() => {
    turns += 1
  }, 0)
  for (let round = 0; round < 20; round += 1) await ledger.record([newTransfer()])
  clearInterval(turning)
  expect(turns).toBeGreaterThan(0)
})

test('its reserve is made on request, and both threads see that it stands', async () => {
  const { ledger, reserve } = await opened(tempFolder())
  expect(await reserve.restore()).toBe(true)
  expect(reserve.stands()).toBe(true)
  expect(ledger.hasReserve()).toBe(true)
  expect(reserve.neededBytes()).toBeGreaterThan(0)
})

test('a folder that another one holds is refused with the same words', async () => {
  const folder = tempFolder()
  await opened(folder)
  await expect(opened(folder)).rejects.toMatchObject({ code: 'LEDGER-LOCKED' })
})

test('a network file system is refused before anything is made', async () => {
  const folder = join(tempFolder(), 'data')
  const refused = openLedgerInThread({
    ...{ folder, zone: 'UTC', language: 'en', reserveBytes: 64 * 1024, onFailed: () => undefined },
    mount: { fileSystem: 'nfs4', network: true },
  })
  await expect(refused).rejects.toMatchObject({ code: 'CONFIG-INVALID' })
})

test('a ledger that was closed on request did not fail', async () => {
  const failures: unknown[] = []
  const { ledger } = await openLedgerInThread({
    ...{ folder: tempFolder(), zone: 'UTC', language: 'en', mount: null, reserveBytes: 64 * 1024 },
    onFailed: (error) => failures.push(error),
  })
  await ledger.close()
  expect(failures).toEqual([])
})
