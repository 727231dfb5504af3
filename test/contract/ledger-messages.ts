// Messages between banks and us: kept once, found by what they are about.

import { describe, expect, test } from 'vitest'
import type { NewMessage } from '../../src/ledger/contract/messages.ts'
import { identity, queued } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'

const about = {
  fileType: 0,
  fileName: 'VIREMENTS',
  transferNumber: 9419,
  creationDate: '261124101112',
  client: '',
  finalBank: '',
}
const message: NewMessage = {
  bank: 'bank',
  direction: 'in',
  about,
  text: 'RECU',
  transferId: null,
  applied: false,
}

export function messagesContract(begin: Begin): void {
  describe('messages', () => {
    test('the same message again is stored once', async () => {
      const { ledger, clock } = await begin()
      const first = await ledger.recordMessage(message)
      await clock.advance(60_000)
      const again = await ledger.recordMessage(message)
      expect(first.fresh).toBe(true)
      expect(again).toEqual({ message: first.message, fresh: false })
    })

    test.each([
      ['bank', { bank: 'other' }],
      ['direction', { direction: 'out' as const }],
      ['text', { text: 'REJETE' }],
      ['number', { about: { ...about, transferNumber: 1 } }],
      ['date', { about: { ...about, creationDate: '' } }],
    ])('another %s is another message', async (_what, changed) => {
      const { ledger } = await begin()
      await ledger.recordMessage(message)
      expect((await ledger.recordMessage({ ...message, ...changed })).fresh).toBe(true)
      expect(await ledger.messages({ limit: 10 })).toHaveLength(2)
    })

    test('a message that was applied to its transfer is no longer open', async () => {
      const { ledger, place } = await begin()
      const { id } = await queued(ledger)
      const { message: kept } = await ledger.recordMessage(message)
      expect(await ledger.messages({ open: true, limit: 10 })).toEqual([kept])
      await ledger.noteApplied(kept.sequence, id)
      expect(await ledger.messages({ open: true, limit: 10 })).toEqual([])
      await ledger.close()
      const reopened = await place.open()
      expect(await reopened.messages({ limit: 10 })).toEqual([
        { ...kept, applied: true, transferId: id },
      ])
    })

    test('the newest come first, open ones oldest first, up to a limit', async () => {
      const { ledger } = await begin()
      for (const text of ['1', '2', '3']) await ledger.recordMessage({ ...message, text })
      const texts = async (query: { open?: boolean; limit: number }) =>
        (await ledger.messages(query)).map(({ text }) => text)
      expect(await texts({ limit: 2 })).toEqual(['3', '2'])
      expect(await texts({ open: true, limit: 2 })).toEqual(['1', '2'])
      expect(await texts({ limit: -1 })).toEqual([])
    })
  })

  describe('a file sent under a number', () => {
    test('is found only if everything in the message matches', async () => {
      const { ledger } = await begin()
      const sent = await queued(ledger, { pesit: identity })
      const found = (changed: Partial<typeof about>, bank = sent.bank) =>
        ledger.findSame({
          by: 'number',
          bank,
          about: {
            ...about,
            transferNumber: identity.transferNumber,
            creationDate: identity.creationDate,
            ...changed,
          },
        })
      expect((await found({}))?.id).toBe(sent.id)
      expect((await found({ creationDate: '' }))?.id).toBe(sent.id)
      expect(await found({ creationDate: '990101000000' })).toBeNull()
      expect(await found({ transferNumber: 1 })).toBeNull()
      expect(await found({ fileName: 'OTHER' })).toBeNull()
      expect(await found({ fileType: 7 })).toBeNull()
      expect(await found({}, 'other')).toBeNull()
    })
  })
}
