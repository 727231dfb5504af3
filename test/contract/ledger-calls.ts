// Calls of programs: a key makes a repeated call one call, for 90 days and over restarts; files that were
// asked for by name are known from the call to their end.

import { message } from '../../src/wording/catalogue.ts'
import { describe, expect, test } from 'vitest'
import { type CallKey, callKeysKeptMs } from '../../src/ledger/contract/calls.ts'
import {
  type NewFetch,
  type WantedFile,
  keptForCallerMs,
} from '../../src/ledger/contract/fetches.ts'
import { newId } from '../../src/lib/id.ts'
import { drive, identity, newStatement, newTransfer } from '../helpers/new-transfer.ts'
import type { Begin } from './ledger.ts'
import { withCode } from '../helpers/messages.ts'

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

    test('the same key with the same request creates nothing, and returns the id of the first', async () => {
      const { ledger, place } = await begin()
      const first = uploaded()
      await ledger.recordOnce(first, key)
      const second = uploaded()
      expect(await ledger.recordOnce(second, key)).toEqual({ kind: 'known', id: first.id })
      expect(await ledger.find(second.id)).toBeNull()
      await ledger.close()
      expect(await (await place.open()).findCall(key)).toEqual({ kind: 'known', id: first.id })
    })

    test('the same key with another request creates nothing, and says so', async () => {
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

    test('each caller has its own keys', async () => {
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

  describe('fetches', () => {
    test('a fetch runs until it ends, and the first end is kept', async () => {
      const { ledger } = await begin()
      const born = asked()
      await ledger.recordFetch(born, null)
      expect(await ledger.runningFetches()).toMatchObject([{ ...born, result: 'running' }])
      const end = {
        result: 'nothing',
        transferId: null,
        code: 'PESIT-2-205',
        message: message('STOPPED', { bank: 'bnp' }),
      } as const
      await ledger.endFetch(born.id, end)
      await ledger.endFetch(born.id, { ...end, result: 'failed', message: null })
      expect(await ledger.findFetch(born.id)).toMatchObject({ ...end, endedMs: expect.any(Number) })
      expect(await ledger.runningFetches()).toEqual([])
    })

    test('with a key a repeated request is one request', async () => {
      const { ledger } = await begin()
      const first = asked()
      await ledger.recordFetch(first, key)
      expect(await ledger.recordFetch(asked(), key)).toEqual({ kind: 'known', id: first.id })
    })

    test('a file that a bank gave completely is found by its name, the newest first', async () => {
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

    test('the file last dropped under a name is found, in this folder only and never an upload', async () => {
      const { ledger } = await begin()
      const at = { folder: '/data/out', name: 'paie.xml' }
      const [first, second] = [newTransfer(at), newTransfer(at)]
      await ledger.record([
        ...[first, second, newTransfer({ ...at, look: '' })],
        newTransfer({ ...at, folder: '/data/other' }),
        newTransfer({ ...at, name: 'paie.xml.2' }),
      ])
      expect((await ledger.findSame({ by: 'dropped', ...at }))?.id).toBe(second.id)
      expect(await ledger.findSame({ by: 'dropped', ...at, name: 'paie' })).toBeNull()
    })

    test('an offer that was only repeated is not found', async () => {
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

  describe('received files and the calls that fetch them', () => {
    test('a fetch gets the oldest matching file, and the number of others that wait', async () => {
      const { ledger, claim, came } = await claiming(begin)
      const [first, second] = [await came('R'), await came('R')]
      await came('other')
      expect(await claim(asked())).toMatchObject({ transfer: { id: first }, waiting: 1 })
      expect(await claim(asked({ actor: 'other' }))).toMatchObject({ transfer: { id: second } })
      expect(await ledger.findSame({ by: 'label', ...place, label: 'other' })).not.toBeNull()
    })

    test('of fetches that run at the same time each gets another file, and the last one none', async () => {
      const { ledger, came } = await claiming(begin)
      const ids = [await came('R'), await came('R')]
      const fetches = [asked(), asked(), asked()]
      for (const fetch of fetches) await ledger.recordFetch(fetch, null)
      const claimed = await Promise.all(fetches.map(({ id }) => ledger.claimReceived(id, anything)))
      expect(claimed.map((one) => one?.transfer.id)).toEqual([...ids, undefined])
    })

    test('the same caller gets it again until it has the file; another caller only after a time', async () => {
      const { ledger, clock, claim, came } = await claiming(begin)
      const id = await came('R')
      const end = { result: 'found', transferId: id, code: '', message: null } as const
      const answered = asked()
      await claim(answered)
      await ledger.endFetch(answered.id, end)
      await clock.advance(1)
      const again = asked()
      expect(await claim(again)).toMatchObject({ transfer: { id } })
      await ledger.endFetch(again.id, end)
      await clock.advance(1)
      expect(await claim(asked({ actor: 'other' }))).toBeNull()
      expect(await claim(asked({ localUid: 1007 }))).toBeNull()
      await clock.advance(keptForCallerMs + 1)
      expect(await claim(asked({ actor: 'other' }))).toMatchObject({ transfer: { id } })
    })

    test('files kept for another caller are counted, with the time until which they are kept', async () => {
      const { ledger, clock, claim, came } = await claiming(begin)
      const kept = async (over: Partial<NewFetch>, wanted: Partial<WantedFile> = {}) => {
        const one = asked(over)
        await ledger.recordFetch(one, null)
        return ledger.keptForOthers(one.id, { ...anything, ...wanted })
      }
      const other = { actor: 'other' }
      for (let nth = 0; nth < 2; nth += 1) {
        const id = await came('R')
        const fetch = asked()
        await claim(fetch)
        const end = { result: 'found', transferId: id, code: '', message: null } as const
        await ledger.endFetch(fetch.id, end)
        await clock.advance(1_000)
      }
      await came('R')
      const untilMs = clock.nowMs() - 1_000 + keptForCallerMs
      expect(await kept(other)).toEqual({ files: 2, untilMs })
      expect(await kept({ localUid: 1007 }, { labels: [] })).toEqual({ files: 2, untilMs })
      expect(await kept({})).toBeNull()
      expect(await kept(other, { labels: ['X'] })).toBeNull()
      expect(await kept({ ...other, bank: 'another' })).toBeNull()
      await clock.advance(keptForCallerMs - 1_500)
      expect(await kept(other)).toEqual({ files: 1, untilMs })
      await clock.advance(keptForCallerMs)
      expect(await kept(other)).toBeNull()
    })

    test('a file given to a caller that went away is free at once', async () => {
      const { claim, came } = await claiming(begin)
      const id = await came('R')
      const gone = asked()
      expect(await claim(gone)).not.toBeNull()
      expect(await claim(asked())).toBeNull()
      expect(await claim(asked(), { abandoned: [gone.id] })).toMatchObject({ transfer: { id } })
    })

    test('a file that a program has is no answer any more; this is recorded once, even over a restart', async () => {
      const { ledger, place: at, claim, came } = await claiming(begin)
      const id = await came('R')
      for (const how of ['download', 'copy'] as const)
        await ledger.recordHandOver(id, { how, actor: 'erp' })
      expect(await claim(asked())).toBeNull()
      const told = (await ledger.facts({ transferId: id })).filter(
        ({ event }) => event === 'handed-over',
      )
      expect(told.map(({ sentence }) => sentence)).toEqual(['Downloaded whole by erp.'])
      await ledger.close()
      expect(await (await at.open()).isHandedOver(id)).toBe(true)
    })

    test.each<[string, Partial<WantedFile>, boolean]>([
      ['under its name', { labels: ['R'] }, true],
      ['under another name', { labels: ['X'] }, false],
      ['whatever is next', { labels: [] }, true],
      ['by the name in PI 12', { labels: ['X'], fileName: 'RELEVES' }, true],
      ['and is too old', { sinceMs: Number.MAX_SAFE_INTEGER }, false],
    ])('a file that is asked for %s is found or not', async (_how, wanted, isFound) => {
      const { claim, came } = await claiming(begin)
      await came('R')
      expect((await claim(asked(), wanted)) !== null).toBe(isFound)
    })

    test('a file that is incomplete, a repetition, excepted, damaged or from another bank answers no call', async () => {
      const { ledger, claim, came } = await claiming(begin)
      await ledger.record([statementOf('R')])
      const again = statementOf('R')
      await ledger.record([again])
      await drive(ledger, again.id, ['attempt-started', 'already-received'])
      await ledger.record([
        statementOf('R', { bank: 'other' }),
        statementOf('R', { virtualFile: 'AVIS' }),
      ])
      expect(await claim(asked())).toBeNull()
      const id = await came('R')
      expect(await claim(asked({ actor: 'b' }), { except: [id] })).toBeNull()
      await ledger.note(`received:${id}`, withCode('FILE-DAMAGED', 'It is damaged.'))
      expect(await claim(asked({ actor: 'c' }))).toBeNull()
    })

    test.each(['nothing', 'failed'] as const)(
      'a key whose call ended with %s is free',
      async (result) => {
        const { ledger } = await begin()
        const [first, second] = [asked(), asked()]
        await ledger.recordFetch(first, key)
        expect(await ledger.recordFetch(asked(), key)).toEqual({ kind: 'known', id: first.id })
        await ledger.endFetch(first.id, { result, transferId: null, code: 'X', message: null })
        expect(await ledger.recordFetch(second, key)).toMatchObject({ made: { id: second.id } })
        await ledger.endFetch(second.id, {
          result: 'found',
          transferId: 't',
          code: '',
          message: null,
        })
        expect(await ledger.recordFetch(asked(), key)).toEqual({ kind: 'known', id: second.id })
      },
    )
  })
}

const place = { bank: 'bnp', virtualFile: 'RELEVES' } as const
const anything: WantedFile = {
  labels: ['R'],
  fileName: null,
  sinceMs: 0,
  except: [],
  abandoned: [],
}

let numbers = 0
function statementOf(label: string, over: Parameters<typeof newStatement>[0] = {}) {
  numbers += 1
  const pesit = { ...identity, fileName: 'RELEVES', label, transferNumber: numbers }
  return newStatement({ pesit, ...over })
}

async function claiming(begin: Begin) {
  const begun = await begin()
  const { ledger } = begun
  return {
    ...begun,
    /** A file came whole. */
    async came(label: string): Promise<string> {
      const born = statementOf(label)
      await ledger.record([born])
      await drive(ledger, born.id, ['attempt-started', 'committed', 'named', 'published'], {
        name: `${label}.xml`,
      })
      return born.id
    },
    async claim(fetch: NewFetch, wanted: Partial<WantedFile> = {}) {
      await ledger.recordFetch(fetch, null)
      return ledger.claimReceived(fetch.id, { ...anything, ...wanted })
    },
  }
}
