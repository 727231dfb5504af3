// Numbers of PI 13 when ledgers are restored, processes killed, and marks lost.

import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../../../src/lib/time/clock.ts'
import { blockOfNumbers } from '../../../../src/ledger/high-water.ts'
import { openLedger } from '../../../../src/ledger/open.ts'
import { tempFolder } from '../../../helpers/temp-folder.ts'

/** Opens, takes so many numbers, closes: one life of a daemon. */
async function lifeOf(folder: string, count: number, atLeast = 1): Promise<number[]> {
  const ledger = await openLedger({ folder, clock: systemClock })
  const numbers: number[] = []
  for (let taken = 0; taken < count; taken += 1)
    numbers.push(await ledger.nextNumber('bnp', atLeast))
  await ledger.close()
  return numbers
}

function restoreLedger(from: string, folder: string): void {
  for (const ending of ['', '-wal', '-shm'])
    rmSync(join(folder, `ledger.db${ending}`), { force: true })
  cpSync(from, join(folder, 'ledger.db'))
}

test.each([3, blockOfNumbers - 1, blockOfNumbers, blockOfNumbers + 1, 3 * blockOfNumbers + 7])(
  'a ledger restored from before %i more numbers gives none of them again',
  async (since) => {
    const folder = tempFolder()
    const backup = join(tempFolder(), 'ledger.db')
    const first = await lifeOf(folder, 5)
    cpSync(join(folder, 'ledger.db'), backup)
    const lost = await lifeOf(folder, since)
    restoreLedger(backup, folder)
    const again = await lifeOf(folder, 2 * blockOfNumbers)
    expect(new Set([...first, ...lost, ...again]).size).toBe(5 + since + 2 * blockOfNumbers)
    expect(Math.min(...again)).toBeGreaterThan(Math.max(...lost))
  },
)

test('a ledger that was lost altogether gives no number again', async () => {
  const folder = tempFolder()
  const first = await lifeOf(folder, 150)
  for (const ending of ['', '-wal', '-shm'])
    rmSync(join(folder, `ledger.db${ending}`), { force: true })
  expect((await lifeOf(folder, 1))[0]).toBeGreaterThan(Math.max(...first))
})

test('a lost mark does not set the ledger back', async () => {
  const folder = tempFolder()
  const first = await lifeOf(folder, 5)
  rmSync(join(folder, 'counters'), { recursive: true })
  expect((await lifeOf(folder, 1))[0]).toBeGreaterThan(Math.max(...first))
})

test('a start costs at most a block of numbers', async () => {
  const folder = tempFolder()
  const first = await lifeOf(folder, 5)
  const [next = 0] = await lifeOf(folder, 1)
  expect(next - Math.max(...first)).toBeLessThanOrEqual(blockOfNumbers)
})

test('the mark is on disk before the first number beyond the last one is given', async () => {
  const folder = tempFolder()
  const ledger = await openLedger({ folder, clock: systemClock })
  const markNow = () => {
    const [file = ''] = readdirSync(join(folder, 'counters'))
    const kept = readFileSync(join(folder, 'counters', file), 'utf8')
    return (JSON.parse(kept) as { mark: number }).mark
  }
  for (let taken = 0; taken < 2 * blockOfNumbers + 5; taken += 1)
    expect(await ledger.nextNumber('bnp', 1)).toBeLessThanOrEqual(markNow())
  await ledger.close()
})

test('beyond the highest number, restarts and restores give none of the last numbers again', async () => {
  const folder = tempFolder()
  const backup = join(tempFolder(), 'ledger.db')
  const before = await lifeOf(folder, 3, 16_777_200)
  cpSync(join(folder, 'ledger.db'), backup)
  const over = await lifeOf(folder, 30)
  restoreLedger(backup, folder)
  const after = await lifeOf(folder, 30)
  const all = [...before, ...over, ...after]
  expect(new Set(all).size).toBe(all.length)
  expect(Math.max(...after)).toBeLessThan(1_000)
})

test('an unreadable mark stops the numbers of that counter, and of no other', async () => {
  const folder = tempFolder()
  await lifeOf(folder, 1)
  const [file = ''] = readdirSync(join(folder, 'counters'))
  writeFileSync(join(folder, 'counters', file), '{')
  const ledger = await openLedger({ folder, clock: systemClock })
  await expect(ledger.nextNumber('bnp', 1)).rejects.toMatchObject({ code: 'LEDGER-DAMAGED' })
  expect(await ledger.nextNumber('other', 1)).toBe(1)
  await ledger.close()
})
