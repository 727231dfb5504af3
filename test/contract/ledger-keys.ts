// Keys of the API: kept, found, revoked.

import { describe, expect, test } from 'vitest'
import type { NewKey } from '../../src/ledger/contract/api-keys.ts'
import type { Begin } from './ledger.ts'

const key: NewKey = {
  id: 'a1',
  name: 'erp',
  role: 'operate',
  hash: 'ab'.repeat(32),
  expiresMs: 9e12,
}

export function keysContract(begin: Begin): void {
  describe('keys', () => {
    test('are still there after the ledger was closed', async () => {
      const { ledger, place, clock } = await begin()
      expect(await ledger.addKey(key)).toBe(true)
      await ledger.close()
      const reopened = await place.open()
      const kept = { ...key, createdMs: clock.nowMs(), revokedMs: null, usedMs: null }
      expect(await reopened.keys()).toEqual([kept])
      expect(await reopened.findKey('a1')).toEqual(kept)
      expect(await reopened.findKey('erp')).toBeNull()
    })

    test('have unique names as long as they are valid', async () => {
      const { ledger } = await begin()
      await ledger.addKey(key)
      expect(await ledger.addKey({ ...key, id: 'a2' })).toBe(false)
      expect(await ledger.revokeKey('erp')).toBe(true)
      expect(await ledger.addKey({ ...key, id: 'a2' })).toBe(true)
      expect((await ledger.keys()).map(({ id }) => id)).toEqual(['a1', 'a2'])
    })

    test.each(['a1', 'erp'])('are revoked once, by %s, and stay recorded', async (by) => {
      const { ledger, clock } = await begin()
      await ledger.addKey(key)
      await clock.advance(5)
      expect(await ledger.revokeKey(by)).toBe(true)
      const revokedMs = clock.nowMs()
      await clock.advance(5)
      expect(await ledger.revokeKey(by)).toBe(false)
      expect(await ledger.findKey('a1')).toMatchObject({ revokedMs })
      expect(await ledger.revokeKey('nobody')).toBe(false)
    })

    test('remember when they were used', async () => {
      const { ledger, clock } = await begin()
      await ledger.addKey(key)
      await clock.advance(7)
      await ledger.noteKeyUsed('a1')
      expect(await ledger.findKey('a1')).toMatchObject({ usedMs: clock.nowMs() })
    })
  })
}
