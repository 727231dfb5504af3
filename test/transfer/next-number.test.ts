// Transfer numbers: one pair of partners on two ports of a host never gets one twice, whatever the
// configuration loses.

import { expect, onTestFinished, test } from 'vitest'
import { nextTransferNumber } from '../../src/transfer/next-number.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const bank = (name: string, more = {}) => ({
  ...{ name, host: 'bank.example', server: 'BANQUE01', partner: 'NOUS', firstNumber: 1 },
  ...more,
})
async function opened() {
  const ledger = await openLedger({ folder: tempFolder(), clock: systemClock })
  onTestFinished(() => ledger.close())
  return ledger
}

test('banks of one pair count together, at once and in turn; another bank counts by itself', async () => {
  const ledger = await opened()
  const [a, b] = [bank('a'), bank('b', { host: 'BANK.example' })]
  const other = bank('other', { partner: 'FILIALE' })
  const banks = [a, b, other]
  const next = (one: typeof a) => nextTransferNumber(ledger, banks, one)
  const given = [await next(a), await next(b), await next(b), await next(a)]
  given.push(...(await Promise.all([a, b, a, b, b, a].map(next))))
  expect(new Set(given).size).toBe(given.length)
  expect(await next(other)).toBe(1)
})

test('no number comes again when a bank joins, leaves, or is moved in the configuration', async () => {
  const ledger = await opened()
  const [a, b] = [bank('a'), bank('b', { firstNumber: 50 })]
  const given: number[] = []
  for (const [banks, one] of [
    [[a], a],
    [[a], a],
    [[a, b], b],
    [[b, a], a],
    [[b], b],
    [[b], b],
    [[a], a],
    [[a, b], a],
    [[b, a], b],
  ] as const)
    given.push(await nextTransferNumber(ledger, banks, one))
  // Alone again, each goes on behind all that both were given together.
  expect(new Set(given.slice(0, 4)).size).toBe(4)
  expect(Math.min(...given.slice(4))).toBeGreaterThan(Math.max(...given.slice(0, 4)))
  expect(Math.min(...given.slice(7))).toBeGreaterThan(Math.max(...given.slice(0, 7)))
})

test('a bank that is renamed goes on with its numbers', async () => {
  const ledger = await opened()
  const [old, renamed] = [bank('ma-banque'), bank('grande-banque')]
  const given: number[] = []
  for (const one of [old, old, renamed, renamed, old])
    given.push(await nextTransferNumber(ledger, [one], one))
  expect(given).toEqual([1, 2, 3, 4, 5])
})
