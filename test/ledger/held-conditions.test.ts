// Conditions that the ledger has no room for are told all the same, and written when there is room.

import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { holdConditions } from '../../src/ledger/held-conditions.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { message } from '../../src/wording/catalogue.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { fillDisk } from '../helpers/fill-disk.ts'
import { canMount, smallDisk } from '../helpers/small-disk.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { saying, withCode } from '../helpers/messages.ts'

const reader = { zone: 'UTC' }
const gone = message('FOLDER-MISSING', { folder: '/out', why: 'absent' })
const long = (text: string) =>
  message('FOLDER-MISSING', { folder: text.repeat(200_000), why: 'absent' })
const noted = { code: gone.code, message: gone }

async function opened(folder: string) {
  const clock = fakeClock()
  const written = await openLedger({ folder, clock, zone: 'UTC' })
  return { clock, written, held: holdConditions(written, { nowMs: () => clock.nowMs(), reader }) }
}

test('with free space a condition is written as usual', async () => {
  const { written, held } = await opened(tempFolder())
  await held.ledger.note('outbox:/out', gone)
  expect(await written.conditions()).toMatchObject([{ subject: 'outbox:/out', ...noted }])
  expect(await held.ledger.conditions()).toEqual(await written.conditions())
  expect(await held.write()).toBe(true)
  await written.close()
})

describe.skipIf(!canMount)('on a full disk (skipped where nothing can be mounted)', () => {
  async function full() {
    const disk = smallDisk(join(tempFolder(), 'disk'), 'size=2m')
    const place = await opened(disk)
    await place.held.ledger.note('bank:old', withCode('BANK-REFUSED', 'It said no.'))
    await place.clock.advance(1_000)
    const empty = fillDisk(disk)
    // What is left of a page that the log of the database has already is no room for long.
    while ((await place.held.write()) && (await fits(place.written))) continue
    return { ...place, empty }
  }

  async function fits(ledger: Awaited<ReturnType<typeof openLedger>>): Promise<boolean> {
    try {
      await ledger.note('filler', saying('x'.repeat(10_000)))
      await ledger.note('filler', null)
      return true
    } catch {
      return false
    }
  }

  test('a condition is shown at once, and written when there is space, with the time at which it began', async () => {
    const { held, written, clock, empty } = await full()
    const sinceMs = clock.nowMs()
    const silent = message('DAEMON-SILENT', { dataFolder: '/data', seconds: 3 })
    await held.ledger.note('outbox:/out', long('y'))
    await clock.advance(1_000)
    await held.ledger.note('daemon', silent)
    await clock.advance(60_000)
    await held.ledger.note('outbox:/out', gone)
    const told = await held.ledger.conditions()
    expect(told.map(({ subject }) => subject)).toEqual(['bank:old', 'outbox:/out', 'daemon'])
    expect(told[1]).toMatchObject({ ...noted, sinceMs })
    expect(told[2]).toMatchObject({ message: silent, sentence: sentenceOf(silent, reader) })
    expect(await written.conditions()).toHaveLength(1)
    expect(await held.write()).toBe(false)
    empty()
    expect(await held.write()).toBe(true)
    expect(await written.conditions()).toEqual(told)
    await written.close()
  })

  test('a condition that is over is no longer shown, even if the ledger cannot be written yet', async () => {
    const { held, written, empty } = await full()
    await held.ledger.note('bank:new', long('z'))
    await held.ledger.note('bank:new', null)
    await held.ledger.note('bank:old', long('z'))
    await held.ledger.note('bank:old', null)
    expect(await held.ledger.conditions()).toEqual([])
    expect(await written.conditions()).toHaveLength(1)
    empty()
    expect(await held.write()).toBe(true)
    expect(await written.conditions()).toEqual([])
    await written.close()
  })
})
