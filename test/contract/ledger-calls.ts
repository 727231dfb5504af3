// Calls of programs: a key makes a repeated call one call, for 90 days and over restarts; files that were
// asked for by name are known from the call to their end.

import { describe, expect, test } from 'vitest'
import { type CallKey, callKeysKeptMs, type NewFetch } from '../../src/ledger/calls.ts'
import { newId } from '../../src/lib/id.ts'
import { drive, identity, newStatement, newTransfer } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'

const key: CallKey = { caller: 'erp', key: '2026-11-24/salaires', request: 'a1' }
const uploaded = () => newTransfer({ state: 'sealed', look: '', uploadName: 'paie.xml' })
const asked = (over: Partial<NewFetch> = {}): NewFetch => ({
  id: newId(),
  bank: 'bnp',
  virtualFile: 'RELEVES',
  folder: '/data/inbox',
  remoteName: 'releve.xml',
  target: '',
  actor: 'erp',
  ...over,
})

export function callsContract(begin: Begin): void {
  describe('keys of calls', () => {
    test('without a key each call makes a transfer, with the name of the upload and its first fact', async () => {
      const { ledger } = await begin()
      const born = uploaded()
      expect((await ledger.recordOnce(uploaded(), null)).kind).toBe('recorded')
      expect((await ledger.recordOnce(born, null)).kind).toBe('recorded')
      expect(await ledger.find(born.id)).toMatchObject({ state: 'sealed', uploadName: 'paie.xml' })
      expect(await ledger.facts({ transferId: born.id })).toHaveLength(1)
    })

    test('the same key with the same request makes nothing more, and gives the id of the first', async () => {
      const { ledger, place } = await begin()
      const first = uploaded()
      await ledger.recordOnce(first, key)
      const second = uploaded()
      expect(await ledger.recordOnce(second, key)).toEqual({ kind: 'known', id: first.id })
      expect(await ledger.find(second.id)).toBeNull()
      await ledger.close()
      expect(await (await place.open()).findCall(key)).toEqual({ kind: 'known', id: first.id })
    })

    test('the same key with another request makes nothing, and says so', async () => {
      const { ledger } = await begin()
      const first = uploaded()
      await ledger.recordOnce(first, key)
      const other = { ...key, request: 'b2' }
      expect(await ledger.recordOnce(uploaded(), other)).toEqual({ kind: 'other', id: first.id })
      expect(await ledger.list({ limit: 10 })).toHaveLength(1)
    })

    test('of two at once, one makes the transfer', async () => {
      const { ledger } = await begin()
      const outcomes = await Promise.all([1, 2].map(() => ledger.recordOnce(uploaded(), key)))
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['known', 'recorded'])
      expect(await ledger.list({ limit: 10 })).toHaveLength(1)
    })

    test('each caller has keys of its own', async () => {
      const { ledger } = await begin()
      await ledger.recordOnce(uploaded(), key)
      expect(await ledger.findCall({ ...key, caller: 'other' })).toBeNull()
    })

    test('a key is kept for 90 days', async () => {
      const { ledger, clock } = await begin()
      await ledger.recordOnce(uploaded(), key)
      await clock.advance(callKeysKeptMs - 1000)
      expect((await ledger.recordOnce(uploaded(), key)).kind).toBe('known')
      await clock.advance(2000)
      expect((await ledger.recordOnce(uploaded(), key)).kind).toBe('recorded')
    })
  })

  describe('files that were asked for', () => {
    test('one runs until it ends, and the first end stays', async () => {
      const { ledger } = await begin()
      const born = asked()
      await ledger.recordFetch(born, null)
      expect(await ledger.runningFetches()).toMatchObject([{ ...born, result: 'running' }])
      const end = {
        result: 'nothing',
        transferId: null,
        code: 'PESIT-2-205',
        sentence: 'No.',
      } as const
      await ledger.endFetch(born.id, end)
      await ledger.endFetch(born.id, { ...end, result: 'failed', sentence: 'Later.' })
      expect(await ledger.findFetch(born.id)).toMatchObject({ ...end, endedMs: expect.any(Number) })
      expect(await ledger.runningFetches()).toEqual([])
    })

    test('a key makes a repeated question one question', async () => {
      const { ledger } = await begin()
      const first = asked()
      await ledger.recordFetch(first, key)
      expect(await ledger.recordFetch(asked(), key)).toEqual({ kind: 'known', id: first.id })
    })

    test('what a bank gave whole under a name is found by it, the newest first', async () => {
      const { ledger } = await begin()
      const label = 'RELEVE.xml'
      const query = { by: 'label', bank: 'bnp', virtualFile: 'RELEVES', label } as const
      const born = (transferNumber: number) =>
        newStatement({ pesit: { ...identity, fileName: 'RELEVES', label, transferNumber } })
      const [first, second, unfinished] = [born(1), born(2), born(3)]
      await ledger.record([first, second, unfinished])
      expect(await ledger.findSame(query)).toBeNull()
      for (const { id } of [first, second])
        await drive(ledger, id, ['attempt-started', 'committed'])
      expect((await ledger.findSame(query))?.id).toBe(second.id)
      expect(await ledger.findSame({ ...query, virtualFile: 'AVIS' })).toBeNull()
    })

    test('an offer that was only repeated is not what is found', async () => {
      const { ledger } = await begin()
      const pesit = { ...identity, label: 'R' }
      const [kept, again] = [newStatement({ pesit }), newStatement({ pesit })]
      await ledger.record([kept, again])
      await drive(ledger, kept.id, ['attempt-started', 'committed'])
      await drive(ledger, again.id, ['attempt-started', 'already-received'])
      const query = { by: 'label', bank: 'bnp', virtualFile: 'RELEVES', label: 'R' } as const
      expect((await ledger.findSame(query))?.id).toBe(kept.id)
    })
  })
}
