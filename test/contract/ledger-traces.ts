// What is remembered beside the transfers: sync points, numbers, conditions, asks.

import { describe, expect, test } from 'vitest'
import type { SyncPoint } from '../../src/journey/transfer.ts'
import type { FirstSight } from '../../src/ledger/contract/outboxes.ts'
import type { Poll } from '../../src/ledger/contract/receiving.ts'
import { drive, queued } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'
import { saying, withCode } from '../helpers/messages.ts'

const point = (number: number, over: Partial<SyncPoint> = {}): SyncPoint => ({
  number,
  offsetBytes: number * 4_000_000,
  articles: number * 8_000,
  confirmed: true,
  carry: '',
  ...over,
})

export function tracesContract(begin: Begin): void {
  describe('a sync point that comes with a move', () => {
    test('is written with the move, and confirmed with a later one', async () => {
      const { ledger } = await begin()
      const { id, version } = await drive(ledger, (await queued(ledger)).id, ['attempt-started'])
      const syncPoint = point(1, { confirmed: false })
      const step = { id, sentence: saying('x'), syncPoint }
      const moved = await ledger.move({ ...step, version, event: 'finishing' })
      expect(moved).toMatchObject({ kind: 'moved', transfer: { state: 'finishing', lastSync: 0 } })
      expect(await ledger.syncPoints(id)).toEqual([syncPoint])
      const confirmed = { ...step, version: version + 1, syncPoint: point(1) }
      const again = await ledger.move({ ...confirmed, event: 'end-unsent' })
      expect(again).toMatchObject({ kind: 'moved', transfer: { state: 'sending', lastSync: 1 } })
      expect(await ledger.syncPoints(id)).toEqual([point(1)])
    })

    test('is not written where the move is not made', async () => {
      const { ledger } = await begin()
      const { id, version } = await drive(ledger, (await queued(ledger)).id, ['attempt-started'])
      const step = { id, sentence: saying('x'), syncPoint: point(1) }
      await ledger.move({ ...step, version: version - 1, event: 'finishing' })
      await ledger.move({ ...step, version, event: 'archived' })
      expect(await ledger.syncPoints(id)).toEqual([])
    })
  })

  describe('what a bank does at the sync point after the last byte', () => {
    test('is remembered for each bank, replaced and forgotten', async () => {
      const { ledger } = await begin()
      const seen = { settings: 'a', breaks: 1, refused: false }
      expect(await ledger.finalPoint('bnp')).toBeNull()
      await ledger.saveFinalPoint('bnp', seen)
      await ledger.saveFinalPoint('other', { ...seen, breaks: 2 })
      expect(await ledger.finalPoint('bnp')).toEqual(seen)
      await ledger.saveFinalPoint('bnp', { ...seen, breaks: 2, refused: true })
      expect(await ledger.finalPoint('bnp')).toEqual({ settings: 'a', breaks: 2, refused: true })
      await ledger.saveFinalPoint('bnp', null)
      expect(await ledger.finalPoint('bnp')).toBeNull()
      expect(await ledger.finalPoint('other')).not.toBeNull()
    })
  })

  describe('sync points', () => {
    test('points are returned in order, as they were written', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      await ledger.saveSync(id, point(1, { carry: '{"digest":"é"}' }))
      await ledger.saveSync(id, point(2, { confirmed: false }))
      expect(await ledger.syncPoints(id)).toEqual([
        point(1, { carry: '{"digest":"é"}' }),
        point(2, { confirmed: false }),
      ])
    })

    test('the last point of a transfer is the highest confirmed one', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      await ledger.saveSync(id, point(1))
      await ledger.saveSync(id, point(2, { confirmed: false }))
      expect((await ledger.find(id))?.lastSync).toBe(1)
    })

    test('writing a point drops those with a higher number', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      for (const number of [1, 2, 3, 4]) await ledger.saveSync(id, point(number))
      const anew = point(2, { offsetBytes: 5, articles: 1 })
      await ledger.saveSync(id, anew)
      expect(await ledger.syncPoints(id)).toEqual([point(1), anew])
      expect((await ledger.find(id))?.lastSync).toBe(2)
    })

    test('a point written again as unconfirmed drops the later ones, and the last confirmed one is the one before it', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      for (const number of [1, 2, 3]) await ledger.saveSync(id, point(number))
      await ledger.saveSync(id, point(2, { confirmed: false }))
      expect(await ledger.syncPoints(id)).toEqual([point(1), point(2, { confirmed: false })])
      expect((await ledger.find(id))?.lastSync).toBe(1)
    })

    test('an acknowledgement of a sent point keeps the later ones', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      for (const number of [1, 2, 3]) await ledger.saveSync(id, point(number, { confirmed: false }))
      await ledger.saveSync(id, point(1))
      expect(await ledger.syncPoints(id)).toEqual([
        point(1),
        point(2, { confirmed: false }),
        point(3, { confirmed: false }),
      ])
      expect((await ledger.find(id))?.lastSync).toBe(1)
      await ledger.saveSync(id, point(3))
      expect((await ledger.find(id))?.lastSync).toBe(3)
    })

    test('an acknowledgement that comes after a later one does not set the transfer back', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      for (const number of [1, 2]) await ledger.saveSync(id, point(number, { confirmed: false }))
      await ledger.saveSync(id, point(2))
      await ledger.saveSync(id, point(1))
      expect(await ledger.syncPoints(id)).toEqual([point(1), point(2)])
      expect((await ledger.find(id))?.lastSync).toBe(2)
    })

    test('an acknowledgement of a point at another place is a new point', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      for (const number of [1, 2]) await ledger.saveSync(id, point(number, { confirmed: false }))
      const elsewhere = point(1, { offsetBytes: 77 })
      await ledger.saveSync(id, elsewhere)
      expect(await ledger.syncPoints(id)).toEqual([elsewhere])
    })

    test('point zero is the beginning: no point is left', async () => {
      const { ledger } = await begin()
      const { id } = await queued(ledger)
      for (const number of [1, 2]) await ledger.saveSync(id, point(number))
      await ledger.saveSync(id, point(0))
      expect(await ledger.syncPoints(id)).toEqual([])
      expect((await ledger.find(id))?.lastSync).toBe(0)
    })

    test('each transfer has its own points', async () => {
      const { ledger } = await begin()
      const [one, other] = await Promise.all([queued(ledger), queued(ledger)])
      await ledger.saveSync(one.id, point(1))
      await ledger.saveSync(other.id, point(1, { offsetBytes: 9 }))
      await ledger.saveSync(other.id, point(0))
      expect(await ledger.syncPoints(one.id)).toEqual([point(1)])
    })

    test('a point of an unknown transfer is refused', async () => {
      const { ledger } = await begin()
      await expect(ledger.saveSync('nobody', point(1))).rejects.toThrow()
    })

    test('writing a point changes neither the version nor the facts', async () => {
      const { ledger } = await begin()
      const { id, version } = await queued(ledger)
      await ledger.saveSync(id, point(1))
      expect((await ledger.find(id))?.version).toBe(version)
      expect(await ledger.facts({ transferId: id })).toHaveLength(3)
    })
  })

  describe('numbers', () => {
    test('a counter begins at 1 and goes up by one', async () => {
      const { ledger } = await begin()
      expect(await ledger.nextNumber('bnp ACME', 1)).toBe(1)
      expect(await ledger.nextNumber('bnp ACME', 1)).toBe(2)
    })

    test('each counter counts for itself', async () => {
      const { ledger } = await begin()
      await ledger.nextNumber('bnp ACME', 1)
      expect(await ledger.nextNumber('bnp OTHER', 1)).toBe(1)
    })

    test('a counter jumps to the requested minimum, and never goes back', async () => {
      const { ledger } = await begin()
      expect(await ledger.nextNumber('c', 5_000)).toBe(5_000)
      expect(await ledger.nextNumber('c', 1)).toBe(5_001)
      expect(await ledger.nextNumber('c', 200_000)).toBe(200_000)
    })

    test('when many are requested in one turn, no number comes twice, across every block', async () => {
      const { ledger } = await begin()
      const asked = Array.from({ length: 2_500 }, () => ledger.nextNumber('c', 1))
      const numbers = await Promise.all(asked)
      expect(new Set(numbers).size).toBe(2_500)
      expect([...numbers].sort((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1))
    })

    test('after the highest number of three bytes it begins again and stays at or above the minimum', async () => {
      const { ledger } = await begin()
      expect(await ledger.nextNumber('c', 16_777_214)).toBe(16_777_214)
      expect(await ledger.nextNumber('c', 1)).toBe(16_777_215)
      expect(await ledger.nextNumber('c', 1)).toBe(1)
      expect(await ledger.nextNumber('c', 1)).toBe(2)
      expect(await ledger.nextNumber('c', 40)).toBe(40)
      expect(await ledger.nextNumber('c', 40)).toBe(41)
    })

    test('a minimum that does not fit into three bytes is refused', async () => {
      const { ledger } = await begin()
      await expect(ledger.nextNumber('c', 16_777_216)).rejects.toThrow()
      await expect(ledger.nextNumber('c', Number.NaN)).rejects.toThrow()
    })
  })

  describe('conditions', () => {
    test('a condition exists from its first note until it is cleared, with the time of the first note', async () => {
      const { ledger, clock } = await begin()
      const sinceMs = clock.nowMs()
      await ledger.note('bank:bnp', withCode('BANK-UNREACHABLE', 'No answer.'))
      clock.jump(60_000)
      await ledger.note('bank:bnp', withCode('BANK-TLS-REFUSED', 'Not its name.'))
      const expected = { subject: 'bank:bnp', code: 'BANK-TLS-REFUSED', sentence: 'Not its name.' }
      expect(await ledger.conditions()).toMatchObject([{ ...expected, sinceMs }])
      await ledger.note('bank:bnp', null)
      expect(await ledger.conditions()).toEqual([])
    })

    test('one that comes back begins anew, and clearing a missing one does nothing', async () => {
      const { ledger, clock } = await begin()
      const condition = withCode('DISK-FULL', 'Full.')
      await ledger.note('disk:/a', null)
      await ledger.note('disk:/a', condition)
      await ledger.note('disk:/a', null)
      clock.jump(5)
      await ledger.note('disk:/a', condition)
      expect(await ledger.conditions()).toMatchObject([{ sinceMs: clock.nowMs() }])
    })

    test('conditions are returned in the order in which they began', async () => {
      const { ledger, clock } = await begin()
      for (const subject of ['outbox:/z', 'bank:bnp', 'inbox:/a']) {
        await ledger.note(subject, withCode('C', 'S.'))
        clock.jump(1)
      }
      const subjects = (await ledger.conditions()).map(({ subject }) => subject)
      expect(subjects).toEqual(['outbox:/z', 'bank:bnp', 'inbox:/a'])
    })
  })

  describe('first sights of entries in an outbox', () => {
    const sight = (name: string, more: Partial<FirstSight> = {}): FirstSight => ({
      ...{ name, sinceMs: 1_000, lainMs: 60_000 },
      ...more,
    })

    test('are stored by folder and name, replaced, and forgotten', async () => {
      const { ledger } = await begin()
      expect(await ledger.firstSights('/a')).toEqual([])
      await ledger.keepFirstSights('/a', { put: [sight('é "q".xml'), sight('b.xml')], drop: [] })
      await ledger.keepFirstSights('/b', { put: [sight('b.xml')], drop: [] })
      const later = sight('b.xml', { lainMs: 600_000 })
      await ledger.keepFirstSights('/a', { put: [later], drop: ['é "q".xml', 'unknown'] })
      expect(await ledger.firstSights('/a')).toEqual([later])
      expect(await ledger.firstSights('/b')).toEqual([sight('b.xml')])
    })

    test('of folders that are no longer outboxes are forgotten together', async () => {
      const { ledger } = await begin()
      for (const folder of ['/a', '/b', '/c'])
        await ledger.keepFirstSights(folder, { put: [sight('x')], drop: [] })
      await ledger.dropFirstSights(['/b'])
      expect(await ledger.firstSights('/a')).toEqual([])
      expect(await ledger.firstSights('/b')).toEqual([sight('x')])
    })
  })

  describe('polls', () => {
    const ask = (over: Partial<Poll>): Poll => ({
      inbox: '/data/inbox',
      bank: 'bnp',
      virtualFile: 'RELEVES',
      atMs: 1,
      result: 'nothing',
      files: 0,
      message: saying('Nothing to fetch.'),
      sentence: 'Nothing to fetch.',
      slotMs: null,
      ...over,
    })

    test('a poll is returned as it was recorded', async () => {
      const { ledger } = await begin()
      const received = ask({
        atMs: 5,
        result: 'received',
        files: 2,
        slotMs: 4,
        message: saying('Two.'),
        sentence: 'Two.',
      })
      await ledger.recordPoll(received)
      expect(await ledger.newestPolls(1)).toEqual([received])
    })

    test('the newest polls of every inbox are returned, newest first', async () => {
      const { ledger } = await begin()
      for (const atMs of [1, 2, 3]) {
        await ledger.recordPoll(ask({ atMs }))
        await ledger.recordPoll(ask({ atMs, inbox: '/data/second' }))
      }
      const given = (await ledger.newestPolls(2)).map(({ inbox, atMs }) => `${inbox} ${atMs}`)
      const expected = ['/data/second 3', '/data/inbox 3', '/data/second 2', '/data/inbox 2']
      expect(given).toEqual(expected)
    })

    test('an inbox that polls all the time does not make the ledger forget the last poll of another', async () => {
      const { ledger } = await begin()
      const monthly = ask({ atMs: 1, virtualFile: 'MENSUEL', slotMs: 1 })
      await ledger.recordPoll(monthly)
      const busy = Array.from({ length: 3_000 }, (_, at) => ask({ atMs: at + 2 }))
      await Promise.all(busy.map((each) => ledger.recordPoll(each)))
      expect(await ledger.newestPolls(1)).toContainEqual(monthly)
      await ledger.recordPoll({ ...monthly, atMs: 9_999 })
      expect(await ledger.newestPolls(2)).toContainEqual(monthly)
    })
  })
}
