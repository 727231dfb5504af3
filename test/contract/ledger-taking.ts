// Taking what is due: whose turn it is at a bank.

import { describe, expect, test } from 'vitest'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { drive, newStatement, newTransfer, queued, waiting } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'
import { saying } from '../helpers/messages.ts'

/** The names of all that can be taken now, in the order in which they are. */
async function takeAll(ledger: Ledger, nowMs: number, bank = 'bnp'): Promise<string[]> {
  const names: string[] = []
  for (;;) {
    const due = await ledger.takeDue(bank, nowMs)
    if (due.kind === 'none') return names
    names.push(due.transfer.name)
  }
}

export function takingContract(begin: Begin): void {
  describe('taking what is due', () => {
    test('a queued transfer that is taken is in state sending, with a counted attempt and a fact', async () => {
      const { ledger } = await begin()
      const before = await queued(ledger)
      const due = await ledger.takeDue('bnp', 1_000)
      const taken = {
        ...before,
        state: 'sending',
        version: before.version + 1,
        attempts: 1,
        updatedMs: 1_000,
      }
      expect(due).toEqual({ kind: 'taken', transfer: taken })
      expect(await ledger.find(before.id)).toEqual(taken)
      expect((await ledger.facts({ transferId: before.id })).at(-1)).toMatchObject({
        event: 'attempt-started',
        from: 'queued',
        to: 'sending',
      })
    })

    test('an empty queue has nothing due and nothing scheduled', async () => {
      const { ledger } = await begin()
      expect(await ledger.takeDue('bnp', 1_000)).toEqual({ kind: 'none', dueMs: null })
    })

    test('a bank gets only its own transfers', async () => {
      const { ledger } = await begin()
      await queued(ledger, { bank: 'other' })
      await waiting(ledger, 5, { bank: 'other' })
      expect(await ledger.takeDue('bnp', 1_000)).toEqual({ kind: 'none', dueMs: null })
    })

    test('a queue is counted only up to the limit, without waiting transfers and lanes', async () => {
      const { ledger } = await begin()
      for (let count = 0; count < 3; count += 1) await queued(ledger)
      await queued(ledger, { lane: '/out' })
      await queued(ledger, { bank: 'other' })
      await waiting(ledger, 5)
      expect(await ledger.queued('bnp', 2)).toBe(2)
      expect(await ledger.queued('bnp', 100)).toBe(3)
      expect(await ledger.queued('nobody', 100)).toBe(0)
    })

    test('no incoming transfer is taken', async () => {
      const { ledger } = await begin()
      const born = newStatement()
      await ledger.record([born])
      await drive(ledger, born.id, ['attempt-started', 'cut'], { dueMs: 5 })
      expect(await ledger.takeDue('bnp', 1_000)).toEqual({ kind: 'none', dueMs: null })
    })

    test('nothing is taken from other states', async () => {
      const { ledger } = await begin()
      const standing = async (...events: Parameters<typeof drive>[2]) => {
        const born = newTransfer()
        await ledger.record([born])
        await drive(ledger, born.id, events)
      }
      await standing()
      await standing('sealed')
      await standing('sealed', 'check-failed')
      await standing('held')
      const sending = ['sealed', 'check-passed', 'attempt-started'] as const
      await standing(...sending)
      await standing(...sending, 'finishing')
      await standing(...sending, 'finishing', 'cut')
      await standing(...sending, 'finishing', 'bank-acknowledged')
      await standing(...sending, 'bank-refused')
      await standing('cancelled')
      expect(await ledger.takeDue('bnp', Number.MAX_SAFE_INTEGER)).toEqual({
        kind: 'none',
        dueMs: null,
      })
    })

    test('equal priorities are taken in the order of recording', async () => {
      const { ledger } = await begin()
      for (const name of ['a', 'b', 'c']) await queued(ledger, { name })
      expect(await takeAll(ledger, 0)).toEqual(['a', 'b', 'c'])
    })

    test('urgent is taken before medium, and medium before low', async () => {
      const { ledger } = await begin()
      await queued(ledger, { name: 'low', priority: 2 })
      await queued(ledger, { name: 'medium', priority: 1 })
      await queued(ledger, { name: 'urgent', priority: 0 })
      expect(await takeAll(ledger, 0)).toEqual(['urgent', 'medium', 'low'])
    })

    test('a priority that was changed counts from then on', async () => {
      const { ledger } = await begin()
      await queued(ledger, { name: 'first' })
      const { id } = await queued(ledger, { name: 'second' })
      await drive(ledger, id, ['held', 'released'], { priority: 0 })
      expect(await takeAll(ledger, 0)).toEqual(['second', 'first'])
    })

    test('a waiting transfer is taken when it is due, and not a millisecond sooner', async () => {
      const { ledger } = await begin()
      const { id } = await waiting(ledger, 5_000)
      expect(await ledger.takeDue('bnp', 4_999)).toEqual({ kind: 'none', dueMs: 5_000 })
      expect(await ledger.takeDue('bnp', 5_000)).toMatchObject({
        kind: 'taken',
        transfer: { id, state: 'sending', attempts: 2, dueMs: null },
      })
    })

    test('after a clock was set back nothing waits longer because of it', async () => {
      const { ledger, clock } = await begin()
      const hourMs = 3_600_000
      const { id } = await waiting(ledger, clock.nowMs() + 5_000)
      const other = await waiting(ledger, clock.nowMs() + 5_000, { bank: 'other' })
      clock.jump(-hourMs)
      const late = await waiting(ledger, clock.nowMs() + 9_000, { bank: 'late' })
      expect(await ledger.clockSetBack(clock.nowMs())).toBe(2)
      expect(await ledger.find(id)).toMatchObject({ dueMs: clock.nowMs() + 5_000, version: 5 })
      expect(await ledger.find(other.id)).toMatchObject({ dueMs: clock.nowMs() + 5_000 })
      expect(await ledger.find(late.id)).toMatchObject({ dueMs: clock.nowMs() + 9_000 })
      expect(await ledger.clockSetBack(clock.nowMs())).toBe(0)
    })

    test('a clock that is only corrected, or goes forward, changes no time', async () => {
      const { ledger, clock } = await begin()
      const { id, dueMs } = await waiting(ledger, clock.nowMs() + 5_000)
      clock.jump(-500)
      expect(await ledger.clockSetBack(clock.nowMs())).toBe(0)
      clock.jump(100_000)
      expect(await ledger.clockSetBack(clock.nowMs())).toBe(0)
      expect(await ledger.find(id)).toMatchObject({ dueMs })
    })

    test('when nothing is due, the time of the next is returned', async () => {
      const { ledger } = await begin()
      await waiting(ledger, 9_000)
      await waiting(ledger, 7_000)
      await waiting(ledger, 1_000, { bank: 'other' })
      expect(await ledger.takeDue('bnp', 0)).toEqual({ kind: 'none', dueMs: 7_000 })
    })

    test('a due transfer behind another in its lane is no reason to look again', async () => {
      const { ledger } = await begin()
      const elder = await waiting(ledger, 10, { lane: 'salaries' })
      await drive(ledger, elder.id, ['held'])
      const other = await waiting(ledger, 20, { lane: 'salaries' })
      expect(await ledger.takeDue('bnp', 15)).toEqual({ kind: 'none', dueMs: 20 })
      expect(await ledger.takeDue('bnp', 20)).toEqual({ kind: 'none', dueMs: null })
      expect((await ledger.find(other.id))?.state).toBe('waiting')
    })

    test('a waiting transfer without a time is due: nothing waits for ever unseen', async () => {
      const { ledger } = await begin()
      const { id } = await waiting(ledger, null)
      expect(await ledger.takeDue('bnp', 0)).toMatchObject({ kind: 'taken', transfer: { id } })
    })

    test('waiting and new transfers are taken by priority, then in the order of recording', async () => {
      const { ledger } = await begin()
      await queued(ledger, { name: 'old and new' })
      await waiting(ledger, 10, { name: 'low, waited', priority: 2 })
      await waiting(ledger, 10, { name: 'waited' })
      await queued(ledger, { name: 'new' })
      await queued(ledger, { name: 'urgent', priority: 0 })
      const order = ['urgent', 'old and new', 'waited', 'new', 'low, waited']
      expect(await takeAll(ledger, 10)).toEqual(order)
    })

    test('two takers at the same time never get the same transfer', async () => {
      const { ledger } = await begin()
      for (let count = 0; count < 5; count += 1) await queued(ledger)
      const takes = await Promise.all(Array.from({ length: 8 }, () => ledger.takeDue('bnp', 0)))
      const ids = takes.flatMap((due) => (due.kind === 'taken' ? [due.transfer.id] : []))
      expect(ids).toHaveLength(5)
      expect(new Set(ids).size).toBe(5)
    })

    test('when a person holds a transfer while the queue takes it, one of them wins', async () => {
      const { ledger } = await begin()
      const { id, version } = await queued(ledger)
      const [due, held] = await Promise.all([
        ledger.takeDue('bnp', 0),
        ledger.move({ id, version, event: 'held', sentence: saying('Wait.') }),
      ])
      expect([due.kind, held.kind]).toEqual(['taken', 'stale'])
    })
  })

  describe('lanes', () => {
    test('transfers of a lane are taken one after the other', async () => {
      const { ledger } = await begin()
      const first = await queued(ledger, { lane: 'salaries', name: 'first' })
      await queued(ledger, { lane: 'salaries', name: 'second' })
      expect(await takeAll(ledger, 0)).toEqual(['first'])
      await drive(ledger, first.id, ['finishing', 'bank-acknowledged'])
      expect(await takeAll(ledger, 0)).toEqual(['second'])
    })

    test('in a lane age counts before priority: the older one is taken first', async () => {
      const { ledger } = await begin()
      const elder = await queued(ledger, { lane: 'salaries', name: 'elder', priority: 2 })
      await queued(ledger, { lane: 'salaries', name: 'urgent', priority: 0 })
      expect(await takeAll(ledger, 0)).toEqual(['elder'])
      await drive(ledger, elder.id, ['cut'], { dueMs: 50 })
      expect(await takeAll(ledger, 0)).toEqual([])
    })

    test('a transfer that cannot be sent yet does not block other lanes, nor transfers without a lane', async () => {
      const { ledger } = await begin()
      await waiting(ledger, 99, { lane: 'a', name: 'a1' })
      await queued(ledger, { lane: 'a', name: 'a2' })
      await queued(ledger, { lane: 'b', name: 'b1' })
      await queued(ledger, { lane: 'b', name: 'b2' })
      await queued(ledger, { lane: '', name: 'free 1' })
      await queued(ledger, { lane: '', name: 'free 2' })
      expect(await takeAll(ledger, 0)).toEqual(['b1', 'free 1', 'free 2'])
    })

    const before = ['sealed', 'check-passed', 'attempt-started'] as const
    test.each([
      { state: 'claimed', events: [] },
      { state: 'sealed', events: ['sealed'] },
      { state: 'held', events: ['sealed', 'held'] },
      { state: 'sending', events: before },
      { state: 'finishing', events: [...before, 'finishing'] },
      { state: 'in-doubt', events: [...before, 'finishing', 'cut'] },
      { state: 'waiting', events: [...before, 'cut'] },
    ] as const)('an elder that is $state stops its lane', async ({ state, events }) => {
      const { ledger } = await begin()
      const elder = newTransfer({ lane: 'salaries', name: 'elder' })
      await ledger.record([elder])
      const stands = await drive(ledger, elder.id, events, { dueMs: 99 })
      expect(stands.state).toBe(state)
      await queued(ledger, { lane: 'salaries', name: 'younger' })
      expect(await takeAll(ledger, 0)).toEqual([])
    })

    test.each([
      { state: 'rejected', events: ['sealed', 'check-failed'] },
      { state: 'failed', events: [...before, 'bank-refused'] },
      { state: 'sent', events: [...before, 'finishing', 'bank-acknowledged'] },
      { state: 'archived', events: [...before, 'finishing', 'bank-acknowledged', 'archived'] },
      { state: 'cancelled', events: ['cancelled'] },
    ] as const)('an elder that is $state leaves its lane to the younger', async (elderIs) => {
      const { ledger } = await begin()
      const elder = newTransfer({ lane: 'salaries', name: 'elder' })
      await ledger.record([elder])
      expect((await drive(ledger, elder.id, elderIs.events)).state).toBe(elderIs.state)
      await queued(ledger, { lane: 'salaries', name: 'younger' })
      expect(await takeAll(ledger, 0)).toEqual(['younger'])
    })
  })
}
