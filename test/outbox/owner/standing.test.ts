// Who may follow the owner of a folder: each row is one owner as it is read, and how it stands to this start.

import { describe, expect, test } from 'vitest'
import {
  goneAfterMs,
  type OwnerRead,
  type Standing,
  standingOf,
} from '../../../src/outbox/owner/standing.ts'

const us = { ledgerId: 'aaaa', token: 'e1', machine: 'boot 1', pid: 100 }
const sign = { number: 5, mark: 'ab', stopped: false }
const record = {
  ledger: 'aaaa',
  token: 'd0',
  host: 'srv',
  pid: 99,
  machine: 'boot 1',
  dataFolder: '/data',
  sinceMs: 0,
  reason: '',
}
const read: OwnerRead = { kind: 'read', term: 3, record, sign, ageMs: 1_000, isRunning: true }
const known = { token: 'd0', number: 7, signs: 5 }
const usual = { us, known, ours: [], unchangedMs: 0 }

interface Row {
  readonly what: string
  readonly read?: Partial<OwnerRead>
  readonly around?: Partial<Parameters<typeof standingOf>[1]>
  readonly stands: Partial<Standing>
}

const rows: readonly Row[] = [
  { what: 'nobody', read: { record: null }, stands: { whose: 'nobody' } },
  {
    what: 'an earlier start, alive',
    stands: { whose: 'this-ledger', isNewer: false, isGone: false },
  },
  {
    what: 'one that stopped',
    read: { sign: { ...sign, stopped: true } },
    stands: { isGone: true },
  },
  { what: 'one whose process is gone', read: { isRunning: false }, stands: { isGone: true } },
  { what: 'one that is silent', read: { ageMs: goneAfterMs }, stands: { isGone: true } },
  {
    what: 'one silent as we watched',
    around: { unchangedMs: goneAfterMs },
    stands: { isGone: true },
  },
  {
    what: 'one that is silent by a clock that was set back',
    read: { ageMs: -3_600_000 },
    stands: { isGone: false },
  },
  {
    what: 'one with the number of our process',
    read: { record: { ...record, pid: 100 } },
    stands: { isGone: true },
  },
  {
    what: 'one with the number of our process in another boot',
    read: { record: { ...record, pid: 100, machine: 'boot 2' }, isRunning: null },
    stands: { isGone: false },
  },
  {
    what: 'one on a system that does not tell boots',
    read: { record: { ...record, pid: 100, machine: '' }, isRunning: null },
    around: { us: { ...us, machine: '' } },
    stands: { isGone: false },
  },
  {
    what: 'a start that the ledger does not know',
    around: { known: null },
    stands: { isNewer: true },
  },
  {
    what: 'a sign that the ledger does not know',
    read: { sign: { ...sign, number: 6 } },
    stands: { whose: 'this-ledger', isNewer: true },
  },
  { what: 'a start without a sign', read: { sign: null }, stands: { isNewer: false } },
  {
    what: 'another ledger, gone',
    read: { record: { ...record, ledger: 'bbbb' }, isRunning: false },
    around: { known: null },
    stands: { whose: 'another', isNewer: false, isGone: true },
  },
  {
    what: 'ourselves',
    read: { record: { ...record, token: 'e1' } },
    around: { ours: [sign] },
    stands: { whose: 'this-ledger', isNewer: false, isGone: true },
  },
  {
    what: 'ourselves, with a sign that the file server lost',
    read: { record: { ...record, token: 'e1' } },
    around: { ours: [{ number: 9, mark: 'zz', stopped: false }] },
    stands: { isNewer: false, isGone: true },
  },
  {
    what: 'ourselves, with a sign that we did not write',
    read: { record: { ...record, token: 'e1', pid: 100 } },
    around: { ours: [{ ...sign, mark: 'other' }] },
    stands: { isNewer: true, isGone: false },
  },
]

describe('the owner of a folder', () => {
  test.each(rows)('$what', ({ read: found, around, stands }) => {
    expect(standingOf({ ...read, ...found }, { ...usual, ...around })).toMatchObject(stands)
  })
})
