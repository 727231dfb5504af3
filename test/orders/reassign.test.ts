// Which transfers can be moved to another bank, and their state there.

import { expect, onTestFinished, test } from 'vitest'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { reassign } from '../../src/orders/reassign.ts'
import { drive, identity, newTransfer, paymentsOf } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { withCode } from '../helpers/messages.ts'

const banks = [
  { name: 'banque', environment: 'production' },
  { name: 'sandbox', environment: 'test' },
] as const
const order = { from: 'sandbox', to: 'banque', actor: 'op', reason: 'renamed' }

async function begin() {
  const ledger = await openLedger({ folder: tempFolder(), clock: systemClock })
  onTestFinished(() => ledger.close())
  return { ledger, deps: { ledger, banks } }
}

async function born(ledger: Ledger, name: string, content = name, bank = 'sandbox') {
  const one = newTransfer({ name, bank, environment: bank === 'sandbox' ? 'test' : 'production' })
  await ledger.record([one])
  const sha256 = Buffer.from(content).toString('hex').padEnd(64, '0')
  return drive(ledger, one.id, ['sealed'], { sha256, payments: paymentsOf(content) })
}

const codes = (left: readonly { readonly why: { readonly code: string } }[]) =>
  left.map(({ why }) => why.code)

test('a transfer that the old bank never heard of is moved into the environment of the new bank and held', async () => {
  const { ledger, deps } = await begin()
  const { id } = await born(ledger, 'a.xml')
  await drive(ledger, id, ['check-passed'])
  const outcome = await reassign(deps, order)
  expect(outcome).toMatchObject({ kind: 'done', moved: [{ id }], left: [] })
  expect(await ledger.find(id)).toMatchObject({
    ...{
      bank: 'banque',
      environment: 'production',
      state: 'held',
      code: 'REASSIGNED',
      pesit: null,
    },
  })
  const facts = await ledger.facts({ transferId: id })
  expect(facts.at(-1)).toMatchObject({
    event: 'reassigned',
    actor: 'op',
    detail: { from: 'sandbox' },
  })
})

test.each([
  [
    'has a number there',
    ['check-passed', 'attempt-started', 'identified', 'cut'],
    'NOT-REASSIGNED-IDENTIFIED',
  ],
  [
    'is in doubt',
    ['check-passed', 'attempt-started', 'identified', 'finishing', 'cut'],
    'NOT-REASSIGNED-DOUBT',
  ],
  ['is being sent', ['check-passed', 'attempt-started'], 'NOT-REASSIGNED-BUSY'],
  ['is being checked', [], 'NOT-REASSIGNED-BUSY'],
] as const)('one that %s stays, and says why', async (_, events, code) => {
  const { ledger, deps } = await begin()
  const { id } = await born(ledger, 'a.xml')
  for (const event of events)
    await drive(ledger, id, [event], event === 'identified' ? { pesit: identity } : {})
  const outcome = await reassign(deps, order)
  expect(outcome.kind === 'done' && [outcome.moved.length, ...codes(outcome.left)]).toEqual([
    0,
    code,
  ])
  expect(await ledger.find(id)).toMatchObject({ bank: 'sandbox' })
})

test('a transfer whose number was taken back is not moved: it had a number', async () => {
  const { ledger, deps } = await begin()
  const { id } = await born(ledger, 'a.xml')
  await drive(ledger, id, ['check-passed', 'attempt-started'])
  await drive(ledger, id, ['identified'], { pesit: identity })
  await drive(ledger, id, ['bank-deferred'], { pesit: null })
  const outcome = await reassign(deps, order)
  expect(outcome.kind === 'done' && codes(outcome.left)).toEqual(['NOT-REASSIGNED-IDENTIFIED'])
})

test('a moved transfer is compared with the payments that the new bank was given', async () => {
  const { ledger, deps } = await begin()
  const sent = await born(ledger, 'paid.xml', 'same', 'banque')
  await drive(ledger, sent.id, ['check-passed'])
  const { id } = await born(ledger, 'again.xml', 'same')
  await drive(ledger, id, ['check-passed'])
  await reassign(deps, order)
  expect(await ledger.find(id)).toMatchObject({
    ...{ bank: 'banque', environment: 'production', state: 'held', code: 'DUPLICATE' },
    sameAs: sent.id,
  })
  expect((await ledger.facts({ transferId: id })).at(-1)).toMatchObject({ actor: 'op' })
})

test('a transfer that was held before keeps its reason', async () => {
  const { ledger, deps } = await begin()
  const { id } = await born(ledger, 'a.xml')
  await drive(ledger, id, ['held'], { reason: withCode('HELD-BY-PERSON', 'Look at it.') })
  await reassign(deps, order)
  expect(await ledger.find(id)).toMatchObject({
    ...{ bank: 'banque', state: 'held', code: 'HELD-BY-PERSON', reason: 'Look at it.' },
  })
})

test.each([
  { ...order, to: 'nobody' },
  { ...order, to: 'sandbox' },
])('to $to nothing is moved', async (wrong) => {
  const { ledger, deps } = await begin()
  const { id } = await born(ledger, 'a.xml')
  await drive(ledger, id, ['check-passed'])
  expect(await reassign(deps, wrong)).toMatchObject({ why: { code: 'REASSIGN-UNKNOWN' } })
  expect(await ledger.find(id)).toMatchObject({ bank: 'sandbox', state: 'queued' })
})
