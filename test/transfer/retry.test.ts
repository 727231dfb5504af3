// Another try by a person's order: never of what was sent again meanwhile.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PaymentsIdentity } from '../../src/journey/payments.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import type { OrderDeps } from '../../src/orders/steps.ts'
import { retry } from '../../src/orders/retry-hold-cancel.ts'
import { release } from '../../src/orders/release.ts'
import { drive, newTransfer, paymentsOf } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { refusalOf } from '../helpers/refusal.ts'

const toFailed = ['check-passed', 'attempt-started', 'bank-refused'] as const
const sha256 = 'c0ffee'.repeat(10)

async function begin(): Promise<{ ledger: Ledger; deps: OrderDeps }> {
  const folder = tempFolder()
  mkdirSync(join(folder, 'spool'))
  const ledger = await openLedger({ folder, clock: systemClock })
  onTestFinished(() => ledger.close())
  const deps: OrderDeps = {
    ledger,
    spool: { note: (id) => join(folder, 'spool', `${id}.meta`) },
    interrupt: () => false,
    isRunning: () => false,
    wake: () => undefined,
    callNow: () => undefined,
    onSent: () => undefined,
    readPayments: () => Promise.resolve(null),
    whyGarbled: () => Promise.resolve(null),
  }
  return { ledger, deps }
}

async function sealed(ledger: Ledger, over: { sha256?: string; payments?: PaymentsIdentity } = {}) {
  const born = newTransfer()
  await ledger.record([born])
  return drive(ledger, born.id, ['sealed'], { sha256, ...over })
}

const order = (id: string) => ({ id, actor: 'op', reason: '' })

describe('retry', () => {
  test('takes up what failed, when nothing of the kind went since', async () => {
    const { ledger, deps } = await begin()
    const { id } = await sealed(ledger)
    await drive(ledger, id, toFailed)
    expect(await retry(deps, order(id))).toMatchObject({
      kind: 'done',
      transfer: { state: 'queued' },
    })
  })

  test.each([
    ['is on its way', ['check-passed', 'attempt-started'] as const, {}],
    ['waits for its turn', ['check-passed'] as const, {}],
    [
      'is with the bank',
      ['check-passed', 'attempt-started', 'finishing', 'bank-acknowledged'] as const,
      {},
    ],
    ['may be with the bank', ['check-passed', 'attempt-started', 'finishing', 'cut'] as const, {}],
    [
      'has the same payments in other bytes',
      ['check-passed'] as const,
      { sha256: 'ab'.repeat(30) },
    ],
  ])('refuses what failed when one that was sent again %s', async (_what, events, over) => {
    const { ledger, deps } = await begin()
    const { id } = await sealed(ledger, { payments: paymentsOf('PAIE-1') })
    await drive(ledger, id, toFailed)
    const again = await sealed(ledger, { payments: paymentsOf('PAIE-1'), ...over })
    if (events.length > 0) await drive(ledger, again.id, events)
    const outcome = await retry(deps, order(id))
    expect(refusalOf(outcome)).toContain(again.id)
    expect((await ledger.find(id))?.state).toBe(
      events.at(-1) === 'bank-acknowledged' ? 'replaced' : 'failed',
    )
  })

  test('lets one of two failed twins go, and not the other, however close the orders come', async () => {
    const { ledger, deps } = await begin()
    const one = await sealed(ledger)
    await drive(ledger, one.id, toFailed)
    const other = await sealed(ledger)
    await drive(ledger, other.id, toFailed)
    const outcomes = await Promise.all([retry(deps, order(one.id)), retry(deps, order(other.id))])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused'])
  })

  test('is not hindered by what failed too, was cancelled, or is held because of it', async () => {
    const { ledger, deps } = await begin()
    const { id } = await sealed(ledger)
    await drive(ledger, id, toFailed)
    const held = await sealed(ledger)
    await drive(ledger, held.id, ['held'], { sameAs: id })
    const cancelled = await sealed(ledger)
    await drive(ledger, cancelled.id, ['cancelled'])
    const failed = await sealed(ledger)
    await drive(ledger, failed.id, toFailed)
    expect((await retry(deps, order(id))).kind).toBe('done')
  })
})

describe('release of a rejected file', () => {
  const released = (id: string) => ({ id, actor: 'op', reason: 'it is right', doubt: null })
  test('goes when nothing of the kind went since, and is refused when the same did', async () => {
    const { ledger, deps } = await begin()
    const alone = await sealed(ledger, { sha256: 'ab'.repeat(30) })
    await drive(ledger, alone.id, ['check-failed'])
    expect((await release(deps, released(alone.id))).kind).toBe('done')
    const { id } = await sealed(ledger)
    await drive(ledger, id, ['check-failed'])
    const again = await sealed(ledger)
    await drive(ledger, again.id, ['check-passed'])
    expect(refusalOf(await release(deps, released(id)))).toContain(again.id)
    expect((await ledger.find(id))?.state).toBe('rejected')
  })
})
