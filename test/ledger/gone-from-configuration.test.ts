// What the configuration no longer has, and what is left of it.

import { expect, onTestFinished, test } from 'vitest'
import { stateNames } from '../../src/journey/moves/next-state.ts'
import { findGone, goneAt } from '../../src/ledger/gone-from-configuration.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { newTransfer, queued } from '../helpers/new-transfer.ts'

const known = {
  ...{ banks: ['bnp'], outboxes: ['/out'], inboxes: ['/in'], receivedBelow: '/data/received' },
}
const at = { direction: 'out', bank: 'bnp', folder: '/out', state: 'queued' } as const

test.each([
  ['all is there', {}, null],
  ['the bank is gone', { bank: 'old' }, 'bank'],
  ['the outbox is gone', { folder: '/old' }, 'outbox'],
  ['both are gone: the bank tells it', { bank: 'old', folder: '/old' }, 'bank'],
  ['a program uploaded it, which lies in no folder', { folder: '' }, null],
  ['in doubt at a bank that is gone', { bank: 'old', state: 'in-doubt' }, 'bank'],
  ['over, at a bank that is gone', { bank: 'old', state: 'archived' }, null],
  [
    'received for an inbox that is gone',
    { direction: 'in', folder: '/old', state: 'committed' },
    'inbox',
  ],
  ['delivered there', { direction: 'in', folder: '/old', state: 'delivered' }, null],
  ['an inbox of ours', { direction: 'in', folder: '/data/received/1/R', state: 'committed' }, null],
] as const)('%s', (_, changes, expected) => {
  expect(goneAt({ ...at, ...changes }, known)).toBe(expected)
})

test('a finished transfer is never reported, whatever is gone', () => {
  for (const state of stateNames.filter((one) =>
    ['archived', 'cancelled', 'replaced', 'sent'].includes(one),
  ))
    expect(goneAt({ ...at, bank: 'old', folder: '/old', state }, known)).toBe(null)
})

test('there is one condition for each bank, with the count, the oldest and three names', async () => {
  const ledger = await openLedger({ folder: tempFolder(), clock: systemClock })
  onTestFinished(() => ledger.close())
  for (const name of ['a', 'b', 'c', 'd', 'e']) await queued(ledger, { bank: 'old', name })
  await queued(ledger, { bank: 'bnp', name: 'fine', folder: '/out' })
  await ledger.record([newTransfer({ bank: 'bnp', name: 'f', folder: '/older' })])
  const found = await findGone(ledger, known)
  expect(found).toMatchObject([
    {
      subject: 'bank-gone:old',
      message: { code: 'BANK-GONE', arguments: { count: 5, inDoubt: 0, names: ['a', 'b', 'c'] } },
    },
    { subject: 'outbox-gone:/older', message: { arguments: { count: 1, names: ['f'] } } },
  ])
})
