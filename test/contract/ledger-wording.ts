// What people are told is kept as a code with arguments, and read as a sentence.

import { describe, expect, test } from 'vitest'
import { message } from '../../src/wording/catalogue.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
import { machineZone } from '../../src/lib/time/time-for-people.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'
import { saying } from '../helpers/messages.ts'

const held = message('DUPLICATE', {
  name: 'paie.xml',
  same: 'file',
  twin: { id: '1', name: 'a.xml', bank: 'bnp', takenMs: 1_000, acknowledgedMs: null },
})

export function wordingContract(begin: Begin): void {
  describe('messages', () => {
    test('a reason, a fact and a condition keep code and arguments over a restart, and read as a sentence', async () => {
      const { ledger, place } = await begin()
      const [born] = await ledger.record([newTransfer()])
      const { id = '', version = 0 } = born ?? {}
      await ledger.move({ id, version, event: 'held', patch: { reason: held }, sentence: held })
      await ledger.note('outbox:/x', held)
      await ledger.close()
      const again = await place.open()
      const sentence = sentenceOf(held, { zone: machineZone() })
      const read = { message: held, sentence }
      expect(await again.find(id)).toMatchObject({
        code: 'DUPLICATE',
        reason: sentence,
        message: held,
      })
      expect((await again.facts({ transferId: id })).at(-1)).toMatchObject(read)
      expect(await again.conditions()).toMatchObject([{ ...read, code: 'DUPLICATE' }])
    })

    test('a reason that is taken away leaves nothing of it', async () => {
      const { ledger } = await begin()
      const [born] = await ledger.record([newTransfer()])
      const { id = '', version = 0 } = born ?? {}
      await ledger.move({ id, version, event: 'held', patch: { reason: held }, sentence: held })
      const patch = { reason: null }
      await ledger.move({
        id,
        version: version + 1,
        event: 'cancelled',
        patch,
        sentence: saying('Gone.'),
      })
      expect(await ledger.find(id)).toMatchObject({ reason: '', code: '', message: null })
    })
  })
}
