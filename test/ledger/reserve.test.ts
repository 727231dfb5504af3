// The room that the ledger keeps for itself, on real small disks.

import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openLedger } from '../../src/ledger/open.ts'
import { type LedgerReserve, openReserve } from '../../src/ledger/reserve.ts'
import { fillDisk } from '../helpers/fill-disk.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import { canMount, smallDisk } from '../helpers/small-disk.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { withCode } from '../helpers/messages.ts'

const bytes = 512 * 1024
const sizeOf = (folder: string) => statSync(join(folder, 'ledger.reserve')).size

async function openedOn(folder: string, room: LedgerReserve) {
  return openLedger({ folder, clock: fakeClock(), zone: 'UTC', reserve: room })
}

test('the reserve is in place where there is space, and is released once', async () => {
  const folder = tempFolder()
  const room = openReserve(folder, bytes)
  expect(room.stands()).toBe(false)
  expect(await room.restore()).toBe(true)
  expect(sizeOf(folder)).toBe(bytes)
  expect(room.release()).toBe(true)
  expect(sizeOf(folder)).toBe(0)
  expect(room.stands()).toBe(false)
  expect(room.release()).toBe(false)
  expect(await room.restore()).toBe(true)
})

test('an incomplete reserve of an earlier run is completed', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'ledger.reserve'), Buffer.alloc(1000))
  expect(await openReserve(folder, bytes).restore()).toBe(true)
  expect(sizeOf(folder)).toBe(bytes)
})

test('a missing folder has no space, and nothing is thrown', async () => {
  const room = openReserve(join(tempFolder(), 'gone'), bytes)
  expect(await room.restore()).toBe(false)
  expect(room.stands()).toBe(false)
})

describe.skipIf(!canMount)('on a small disk (skipped where nothing can be mounted)', () => {
  test('a disk that is full beside the reserve has no space for new work', async () => {
    const disk = smallDisk(join(tempFolder(), 'disk'), 'size=2m')
    const room = openReserve(disk, bytes)
    expect(await room.restore()).toBe(true)
    const empty = fillDisk(disk, 0)
    expect(await room.restore()).toBe(false)
    expect(room.stands()).toBe(false)
    expect(sizeOf(disk)).toBe(bytes)
    empty()
    expect(await room.restore()).toBe(true)
  })

  test('the reserve is not written where it would take the last space', async () => {
    const disk = smallDisk(join(tempFolder(), 'disk'), 'size=2m')
    const empty = fillDisk(disk, bytes)
    const room = openReserve(disk, bytes)
    expect(await room.restore()).toBe(false)
    expect(existsSync(join(disk, 'ledger.reserve'))).toBe(false)
    empty()
    expect(await room.restore()).toBe(true)
  })

  test('work that had begun when the disk became full is recorded in the space of the reserve', async () => {
    const disk = smallDisk(join(tempFolder(), 'disk'), 'size=3m')
    const room = openReserve(disk, bytes)
    const ledger = await openedOn(disk, room)
    expect(ledger.hasReserve()).toBe(true)
    fillDisk(disk, 0)
    const born = Array.from({ length: 60 }, (_, nth) =>
      newTransfer({ id: `id-${nth}`, name: `${nth}.xml`, look: `look-${nth}` }),
    )
    await ledger.record(born)
    expect(await ledger.list({ limit: 100 })).toHaveLength(60)
    expect(ledger.hasReserve()).toBe(false)
    await ledger.close()
  })

  test('a start on a full disk has the space of the reserve', async () => {
    const disk = smallDisk(join(tempFolder(), 'disk'), 'size=3m')
    const before = await openedOn(disk, openReserve(disk, bytes))
    await before.record([newTransfer()])
    await before.close()
    fillDisk(disk, 0)
    const ledger = await openedOn(disk, openReserve(disk, bytes))
    expect(ledger.hasReserve()).toBe(false)
    await ledger.note('outbox:/out', withCode('FOLDER-MISSING', 'It is gone.'))
    expect(await ledger.conditions()).toHaveLength(1)
    await ledger.close()
  })
})
