// Birth, moves and facts.

import { describe, expect, test } from 'vitest'
import type { Transfer } from '../../src/journey/transfer.ts'
import { warningsOf } from '../../src/journey/reported/warning.ts'
import { message } from '../../src/wording/catalogue.ts'
import { messageFrom } from '../../src/wording/sentence.ts'
import type { NewTransfer } from '../../src/journey/new-transfer.ts'
import type { TransferPatch } from '../../src/ledger/contract/moves.ts'
import { drive, identity, newTransfer, paymentsOf, queued } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'
import { saying, withCode } from '../helpers/messages.ts'

/** A birth without what goes into its fact alone. */
function asTransfer(born: NewTransfer): Partial<Transfer> {
  return Object.fromEntries(
    Object.entries(born).filter(([property]) => property !== 'sentence' && property !== 'actor'),
  )
}

const noSuchId = '00000000-0000-7000-8000-000000000000'

export function movesContract(begin: Begin): void {
  describe('recording', () => {
    test('a recorded transfer is found as it was recorded, at version 1, with nothing tried yet', async () => {
      const { ledger, clock } = await begin()
      const born = newTransfer({ pesit: identity, lane: 'salaries', reason: withCode('C', 'why') })
      const expected: Partial<Transfer> = {
        ...asTransfer(born),
        code: 'C',
        reason: 'why',
        message: messageFrom('C', '{"oldText":"why"}'),
        version: 1,
        sha256: null,
        attempts: 0,
        calls: 0,
        dueMs: null,
        lastSync: 0,
        sameAs: null,
        confirmedMs: null,
        summary: '',
        contentKey: '',
        createdMs: clock.nowMs(),
        updatedMs: clock.nowMs(),
      }
      expect(await ledger.record([born])).toMatchObject([expected])
      expect(await ledger.find(born.id)).toMatchObject(expected)
    })

    test('a hash that is known at recording is kept, and found as the same content', async () => {
      const { ledger } = await begin()
      const sha256 = 'ab'.repeat(32)
      const [found] = await ledger.record([newTransfer({ state: 'held', sha256 })])
      expect(found?.sha256).toBe(sha256)
      const query = { bank: 'bnp', virtualFile: 'VIREMENTS', direction: 'out' } as const
      const same = { by: 'content', sha256, ...query, sinceMs: 0, exceptId: noSuchId } as const
      expect(await ledger.findSame(same)).toEqual(found)
    })

    test('transfers are numbered in the order in which they were recorded', async () => {
      const { ledger } = await begin()
      const births = [newTransfer(), newTransfer(), newTransfer()]
      const [first, second, third] = await ledger.record(births)
      expect(first?.sequence).toBeLessThan(second?.sequence ?? 0)
      expect(second?.sequence).toBeLessThan(third?.sequence ?? 0)
    })

    test('the recording is the first fact, without a state before it', async () => {
      const { ledger, clock } = await begin()
      const born = newTransfer({ sentence: saying('Uploaded.'), actor: 'anne' })
      await ledger.record([born])
      expect(await ledger.facts({ transferId: born.id })).toEqual([
        {
          sequence: expect.any(Number),
          transferId: born.id,
          atMs: clock.nowMs(),
          event: 'recorded',
          from: null,
          to: 'claimed',
          sentence: 'Uploaded.',
          message: born.sentence,
          actor: 'anne',
          detail: {},
        },
      ])
    })

    test('recording an id again leaves the transfer unchanged and adds no fact', async () => {
      const { ledger } = await begin()
      const born = newTransfer()
      await ledger.record([born])
      const moved = await drive(ledger, born.id, ['sealed'])
      const again = await ledger.record([{ ...born, name: 'other.xml' }, newTransfer()])
      expect(again[0]).toEqual(moved)
      expect(again).toHaveLength(2)
      expect(await ledger.facts({ transferId: born.id })).toHaveLength(2)
    })

    test('an id twice in one record is one transfer', async () => {
      const { ledger } = await begin()
      const born = newTransfer()
      const [one, other] = await ledger.record([born, born])
      expect(one).toEqual(other)
      expect(await ledger.list({ limit: 10 })).toHaveLength(1)
    })

    test('one transfer that cannot be written rolls back all that were recorded with it', async () => {
      const { ledger } = await begin()
      const good = newTransfer()
      const impossible = newTransfer({ bank: null as unknown as string })
      await expect(ledger.record([good, impossible])).rejects.toThrow()
      expect(await ledger.find(good.id)).toBeNull()
      expect(await ledger.facts({ after: 0, limit: 10 })).toEqual([])
    })

    test('an id that nobody recorded is not found and has no facts', async () => {
      const { ledger } = await begin()
      expect(await ledger.find(noSuchId)).toBeNull()
      expect(await ledger.facts({ transferId: noSuchId })).toEqual([])
    })
  })

  describe('moves', () => {
    test('a move writes the next state, the next version and the time', async () => {
      const { ledger, clock } = await begin()
      const born = newTransfer()
      const [recorded] = await ledger.record([born])
      clock.jump(5_000)
      const moved = await ledger.move({
        id: born.id,
        version: 1,
        event: 'sealed',
        sentence: saying('Sealed.'),
      })
      expect(moved).toMatchObject({
        kind: 'moved',
        transfer: {
          ...recorded,
          state: 'sealed',
          version: 2,
          updatedMs: clock.nowMs(),
        },
      })
      expect(moved.kind === 'moved' && (await ledger.find(born.id))).toEqual(
        moved.kind === 'moved' && moved.transfer,
      )
    })

    test('a move returns its fact, and the fact is stored', async () => {
      const { ledger, clock } = await begin()
      const born = newTransfer()
      await ledger.record([born])
      const outcome = await ledger.move({
        id: born.id,
        version: 1,
        event: 'held',
        sentence: saying('Anne holds it.'),
        actor: 'anne',
        detail: { of: ['a', 1, null], é: true },
      })
      const fact = {
        transferId: born.id,
        atMs: clock.nowMs(),
        event: 'held',
        from: 'claimed',
        to: 'held',
        sentence: 'Anne holds it.',
        actor: 'anne',
        detail: { of: ['a', 1, null], é: true },
      }
      expect(outcome).toMatchObject({ kind: 'moved', fact })
      expect((await ledger.facts({ transferId: born.id }))[1]).toMatchObject(fact)
    })

    test('the actor of a move is the daemon when none is named', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      const facts = await ledger.facts({ transferId: id })
      expect(facts.map(({ actor }) => actor)).toEqual(['daemon', 'daemon', 'daemon'])
    })

    test('every property of a patch is written, and no other is changed', async () => {
      const { ledger } = await begin()
      const born = newTransfer()
      const [before] = await ledger.record([born])
      const patch: Required<TransferPatch> = {
        name: 'other.xml',
        bank: 'other',
        environment: 'test',
        sizeBytes: 99,
        sha256: 'ab'.repeat(32),
        attempts: 3,
        calls: 4,
        dueMs: 5,
        reason: withCode('PESIT-2-205', 'because'),
        lastSync: 6,
        sameAs: noSuchId,
        confirmedMs: 7,
        summary: '3 payments',
        payments: paymentsOf('MSG-1'),
        warnings: [message('BIC', { count: 1, examples: [] })],
        priority: 0,
        originalDueMs: 8,
        pesit: identity,
      }
      const all = await drive(ledger, born.id, ['sealed'], patch)
      expect(all).toEqual({
        ...before,
        ...patch,
        code: 'PESIT-2-205',
        reason: 'because',
        message: messageFrom('PESIT-2-205', '{"oldText":"because"}'),
        warnings: warningsOf(patch.warnings, { zone: 'UTC' }),
        contentKey: patch.payments?.key,
        paymentsRead: true,
        state: 'sealed',
        version: 2,
        updatedMs: all.updatedMs,
      })
      const cleared = await drive(ledger, born.id, ['held'], { pesit: null, dueMs: null })
      expect(cleared).toEqual({ ...all, state: 'held', version: 3, pesit: null, dueMs: null })
    })

    test('a move that stays in its state also has a version and a fact', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      const sending = await drive(ledger, id, ['attempt-started'])
      const identified = await drive(ledger, id, ['identified'], { pesit: identity })
      expect(identified).toEqual({ ...sending, version: sending.version + 1, pesit: identity })
      expect((await ledger.facts({ transferId: id })).at(-1)).toMatchObject({
        from: 'sending',
        to: 'sending',
      })
    })

    test('a move from an old version is stale, and changes nothing', async () => {
      const { ledger } = await begin()
      const now = await queued(ledger)
      const outcome = await ledger.move({
        id: now.id,
        version: now.version - 1,
        event: 'cancelled',
        sentence: saying('Late.'),
      })
      expect(outcome).toEqual({ kind: 'stale', transfer: now })
      expect(await ledger.find(now.id)).toEqual(now)
      expect(await ledger.facts({ transferId: now.id })).toHaveLength(3)
    })

    test('a move that the table does not have is refused, and changes nothing', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      const finishing = await drive(ledger, id, ['attempt-started', 'finishing'])
      const outcome = await ledger.move({
        id,
        version: finishing.version,
        event: 'cancelled',
        patch: { reason: saying('too late') },
        sentence: saying('Too late.'),
      })
      expect(outcome).toEqual({ kind: 'refused', transfer: finishing })
      expect(await ledger.find(id)).toEqual(finishing)
      expect(await ledger.facts({ transferId: id })).toHaveLength(5)
    })

    test('a move reads the table of its own direction', async () => {
      const { ledger } = await begin()
      const { id, version } = await queued(ledger)
      const inboundOnly = { id, version, event: 'published', sentence: saying('No.') } as const
      expect((await ledger.move(inboundOnly)).kind).toBe('refused')
    })

    test('a move of an unrecorded transfer is unknown', async () => {
      const { ledger } = await begin()
      const move = { id: noSuchId, version: 1, event: 'sealed', sentence: saying('No.') } as const
      expect(await ledger.move(move)).toEqual({ kind: 'unknown' })
    })
  })

  describe('several at once', () => {
    test('of two moves of the same version, one wins and the other is stale', async () => {
      const { ledger } = await begin()
      const { id, version } = await queued(ledger)
      const outcomes = await Promise.all([
        ledger.move({ id, version, event: 'cancelled', sentence: saying('One.') }),
        ledger.move({ id, version, event: 'held', sentence: saying('Other.') }),
      ])
      expect(outcomes.map(({ kind }) => kind)).toEqual(['moved', 'stale'])
      expect(outcomes[1]).toMatchObject({ transfer: { state: 'cancelled' } })
      expect(await ledger.facts({ transferId: id })).toHaveLength(4)
    })

    test('a verb that fails rolls back only itself, not those requested in the same turn', async () => {
      const { ledger } = await begin()
      const good = newTransfer()
      const later = newTransfer()
      const outcomes = await Promise.allSettled([
        ledger.record([good]),
        ledger.record([newTransfer({ name: null as unknown as string })]),
        ledger.record([later]),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(await ledger.list({ limit: 10, order: 'oldest' })).toMatchObject([
        { id: good.id },
        { id: later.id },
      ])
    })

    test('verbs requested in one turn see each other in the order of their requests', async () => {
      const { ledger } = await begin()
      const born = newTransfer()
      const [, sealed, passed, taken] = await Promise.all([
        ledger.record([born]),
        ledger.move({ id: born.id, version: 1, event: 'sealed', sentence: saying('') }),
        ledger.move({ id: born.id, version: 2, event: 'check-passed', sentence: saying('') }),
        ledger.takeDue('bnp', 0),
      ])
      expect([sealed.kind, passed.kind, taken.kind]).toEqual(['moved', 'moved', 'taken'])
    })
  })

  describe('facts', () => {
    test('the facts of a transfer are an unbroken chain from its recording to its state', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      const end = await drive(ledger, id, [
        'attempt-started',
        'identified',
        'cut',
        'attempt-started',
        'finishing',
        'cut',
        'asked',
        'resend-ordered',
        'attempt-started',
        'finishing',
        'bank-acknowledged',
        'archived',
      ])
      const facts = await ledger.facts({ transferId: id })
      expect(facts).toHaveLength(end.version)
      expect(facts[0]?.from).toBeNull()
      for (const [index, fact] of facts.entries())
        if (index > 0) expect(fact.from).toBe(facts[index - 1]?.to)
      expect(facts.at(-1)?.to).toBe(end.state)
      const numbers = facts.map(({ sequence }) => sequence)
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
      expect(new Set(numbers).size).toBe(numbers.length)
    })

    test('all facts can be read in pages after a number, none twice and none left out', async () => {
      const { ledger } = await begin()
      await Promise.all([queued(ledger), queued(ledger), queued(ledger)])
      const all = await ledger.facts({ after: 0, limit: 100 })
      expect(all).toHaveLength(9)
      const paged: unknown[] = []
      for (let after = 0; ; ) {
        const page = await ledger.facts({ after, limit: 4 })
        paged.push(...page)
        if (page.length === 0) break
        expect(page.length).toBeLessThanOrEqual(4)
        after = page.at(-1)?.sequence ?? 0
      }
      expect(paged).toEqual(all)
    })
  })
}
