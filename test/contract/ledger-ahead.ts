// Who stands before a transfer that is ready to be sent.

import { describe, expect, test } from 'vitest'
import { newTransfer, queued } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'

export function aheadContract(begin: Begin): void {
  describe('the transfers before a transfer', () => {
    test('are those of its bank that are taken before it, with the first of them', async () => {
      const { ledger } = await begin()
      const first = await queued(ledger, { name: 'first' })
      const second = await queued(ledger, { name: 'second' })
      const urgent = await queued(ledger, { name: 'urgent', priority: 0 })
      await queued(ledger, { name: 'elsewhere', bank: 'other' })
      const none = { before: 0, isMore: false, first: null, elder: null }
      expect(await ledger.ahead(urgent.id, 1_000)).toEqual(none)
      expect(await ledger.ahead(first.id, 1_000)).toMatchObject({ before: 1, first: urgent })
      expect(await ledger.ahead(second.id, 1_000)).toMatchObject({ before: 2, first: urgent })
      const taken = await ledger.takeDue('bnp', 1_000)
      expect(taken.kind === 'taken' && taken.transfer.id).toBe(urgent.id)
      expect(await ledger.ahead(first.id, 1_000)).toEqual(none)
    })

    test('include the oldest unfinished one of its lane', async () => {
      const { ledger } = await begin()
      const [held] = await ledger.record([{ ...newTransfer({ name: 'held' }), lane: 'l' }])
      const next = await queued(ledger, { name: 'next', lane: 'l' })
      const other = await queued(ledger, { name: 'other', lane: 'm' })
      expect(await ledger.ahead(next.id, 1_000)).toMatchObject({ elder: { id: held?.id } })
      expect(await ledger.ahead(other.id, 1_000)).toMatchObject({ elder: null })
    })

    test('are unknown for a transfer that does not exist', async () => {
      const { ledger } = await begin()
      expect(await ledger.ahead('nobody', 0)).toBe(null)
    })
  })
}
