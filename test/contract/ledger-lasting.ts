// What was resolved is there when the ledger is opened again.

import { describe, expect, test } from 'vitest'
import { drive, identity, newStatement, queued } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'
import { saying, withCode } from '../helpers/messages.ts'

export function lastingContract(begin: Begin): void {
  describe('closing', () => {
    test('everything that was resolved is there when the ledger is opened again', async () => {
      const { ledger, place } = await begin()
      const sending = await queued(ledger, { lane: 'l' })
      await ledger.takeDue('bnp', 0)
      await ledger.saveSync(sending.id, {
        number: 1,
        offsetBytes: 5,
        articles: 1,
        confirmed: true,
        carry: 'c',
      })
      await ledger.record([newStatement({ pesit: identity })])
      await ledger.note('bank:bnp', withCode('C', 'S.'))
      await ledger.recordPoll({
        inbox: '/in',
        bank: 'bnp',
        virtualFile: 'V',
        atMs: 1,
        result: 'failed',
        files: 0,
        message: saying('S.'),
        sentence: 'S.',
        slotMs: 2,
      })
      const everything = async (of: typeof ledger) => ({
        transfers: await of.list({ limit: 10 }),
        facts: await of.facts({ after: 0, limit: 100 }),
        points: await of.syncPoints(sending.id),
        conditions: await of.conditions(),
        asks: await of.newestPolls(5),
        same: await of.findSame({ by: 'offer', bank: 'bnp', pesit: identity }),
      })
      const before = await everything(ledger)
      expect(before.facts).toHaveLength(5)
      await ledger.close()
      const again = await place.open()
      expect(await everything(again)).toEqual(before)
      const moved = await drive(again, sending.id, ['cut'])
      expect(moved.version).toBe(5)
    })

    test('a number is not given again after the ledger was opened again', async () => {
      const { ledger, place } = await begin()
      const given = [await ledger.nextNumber('c', 1), await ledger.nextNumber('c', 1)]
      await ledger.close()
      const again = await place.open()
      expect(await again.nextNumber('c', 1)).toBeGreaterThan(Math.max(...given))
    })

    test('work requested before closing is written, even if nobody waited for it', async () => {
      const { ledger, place } = await begin()
      const { id, version } = await queued(ledger)
      const asked = ledger.move({ id, version, event: 'held', sentence: saying('H.') })
      const closed = ledger.close()
      expect((await asked).kind).toBe('moved')
      await closed
      expect((await (await place.open()).find(id))?.state).toBe('held')
    })

    test('closing twice does nothing more', async () => {
      const { ledger } = await begin()
      await ledger.close()
      await expect(ledger.close()).resolves.toBeUndefined()
    })

    test('a closed ledger refuses every verb, reading and writing', async () => {
      const { ledger } = await begin()
      const { id, version } = await queued(ledger)
      await ledger.close()
      await expect(ledger.find(id)).rejects.toThrow()
      await expect(
        ledger.move({ id, version, event: 'held', sentence: saying('H.') }),
      ).rejects.toThrow()
      await expect(ledger.nextNumber('c', 1)).rejects.toThrow()
    })
  })
}
