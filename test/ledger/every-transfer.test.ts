import { expect, test } from 'vitest'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { ListQuery } from '../../src/ledger/contract/transfers.ts'
import { everyTransfer } from '../../src/ledger/every-transfer.ts'

/** A ledger of this many transfers that notes what it was asked. */
function ledgerOf(count: number) {
  const transfers = Array.from({ length: count }, (_, at) => ({ sequence: at + 1 }) as Transfer)
  const asked: ListQuery[] = []
  return {
    asked,
    list(query: ListQuery) {
      asked.push(query)
      return Promise.resolve(
        transfers.filter(({ sequence }) => sequence > (query.after ?? 0)).slice(0, query.limit),
      )
    },
  }
}

async function sequencesOf(found: AsyncIterable<Transfer>): Promise<number[]> {
  const sequences: number[] = []
  for await (const { sequence } of found) sequences.push(sequence)
  return sequences
}

test.each([0, 1, 2, 3, 4, 5])(
  'each of %i transfers is yielded once, oldest first',
  async (count) => {
    const found = await sequencesOf(everyTransfer(ledgerOf(count), {}, 2))
    expect(found).toEqual(Array.from({ length: count }, (_, at) => at + 1))
  },
)

test('a page that is not full is the last one', async () => {
  const ledger = ledgerOf(3)
  await sequencesOf(everyTransfer(ledger, { direction: 'out' }, 2))
  expect(ledger.asked).toEqual([
    { direction: 'out', order: 'oldest', after: 0, limit: 2 },
    { direction: 'out', order: 'oldest', after: 2, limit: 2 },
  ])
})

test('no further page is read for a caller that stops early', async () => {
  const ledger = ledgerOf(5)
  for await (const { sequence } of everyTransfer(ledger, {}, 2)) if (sequence === 2) break
  expect(ledger.asked).toHaveLength(1)
})
