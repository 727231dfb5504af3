// The table of reasons: each has its message, with the right severity, names and cure.

import { describe, expect, test } from 'vitest'
import {
  codeOf,
  type LyingThing,
  messagesOf,
  type ReportContext,
  reportedAfterMs,
} from '../../../src/outbox/untaken/reasons.ts'
import { type FileHindrance, leftKinds } from '../../../src/share/looking.ts'
import { entryOf } from '../../../src/wording/catalogue.ts'
import { lying, type LyingCode } from '../../../src/wording/catalogue/folder/lying.ts'
import { nextStepOf, sentenceOf } from '../../../src/wording/sentence.ts'

const paris = { zone: 'Europe/Paris' }
const nowMs = Date.UTC(2026, 10, 30, 12, 0, 0)
const stuckAfterMs = 600_000
const names: Readonly<Record<number, string>> = { 0: 'root', 998: 'pesit-drop', 1001: 'erp' }
const context: ReportContext = {
  options: {
    folder: '/out',
    take: ['*.xml'],
    ready: { by: 'marker', marker: '{name}.ok' },
    maximumClaimed: 1000,
  },
  nowMs,
  who: {
    uid: 998,
    gids: [998],
    userName: (uid) => names[uid] ?? `user ${uid}`,
    groupName: (gid) => names[gid] ?? String(gid),
  },
  meant: new Map([['paie.xml', ['paie.OK']]]),
  unnamed: new Map(),
  unnamedAgeMs: 0,
}

const hindered = (more: Partial<FileHindrance>): LyingThing['why'] => ({
  kind: 'hindered',
  hindrance: {
    ...{ step: 'read', errno: 'EACCES' },
    file: { uid: 1001, gid: 1001, mode: 0o600 },
    folder: { uid: 0, gid: 0, mode: 0o775 },
    ...more,
  },
})
const take = (errno: string, folderMode = 0o775) =>
  hindered({ step: 'take', errno, folder: { uid: 0, gid: 0, mode: folderMode } })

/** What lies there, under which code it is told, whether it is trouble, and what the words must say. */
const table: readonly (readonly [
  string,
  LyingThing['why'],
  LyingCode,
  'trouble' | 'warning',
  RegExp,
])[] = [
  [
    'a file that we may not read',
    hindered({}),
    'FILE-UNREADABLE',
    'trouble',
    /belongs to erp, group erp, mode 0600\).* The service runs as pesit-drop\..*chgrp.*chmod 640, or umask 027 for the program of erp/,
  ],
  [
    'one of our group',
    hindered({ file: { uid: 1001, gid: 998, mode: 0o600 } }),
    'FILE-UNREADABLE',
    'trouble',
    /Let pesit-drop read it: chmod 640, or umask 027/,
  ],
  [
    'one whose mode lets us',
    hindered({ file: { uid: 1001, gid: 998, mode: 0o640 } }),
    'FILE-UNREADABLE',
    'trouble',
    /getfacl/,
  ],
  [
    'one of which nothing can be said',
    hindered({ file: null }),
    'FILE-UNREADABLE',
    'trouble',
    /paie\.xml in \/out is not taken/,
  ],
  [
    'a file in a sticky folder',
    take('EPERM', 0o1777),
    'FILE-NOT-MOVABLE',
    'trouble',
    /\/out is a sticky folder \(mode 1777, of root\).*chmod -t \/out/,
  ],
  ['an immutable file', take('EPERM'), 'FILE-NOT-MOVABLE', 'trouble', /immutable.*chattr -i/],
  [
    'a file that the server does not let us move',
    take('EACCES'),
    'FILE-NOT-MOVABLE',
    'trouble',
    /rename and delete/,
  ],
  ['a file open elsewhere (SMB)', take('EBUSY'), 'FILE-IN-USE', 'trouble', /EBUSY/],
  [
    'a file open elsewhere, as reading shows it',
    hindered({ errno: 'ETXTBSY' }),
    'FILE-IN-USE',
    'trouble',
    /open for itself alone/,
  ],
  [
    'a claim that fails otherwise',
    take('EIO'),
    'FILE-TAKE-FAILS',
    'trouble',
    /taking it fails with EIO/,
  ],
  [
    'a read that fails otherwise',
    hindered({ errno: 'ESTALE' }),
    'FILE-TAKE-FAILS',
    'trouble',
    /reading it fails with ESTALE/,
  ],
  [
    'a file that grows',
    { kind: 'changing', what: 'size' },
    'FILE-GROWS',
    'warning',
    /size goes on changing/,
  ],
  [
    'a file that is written anew',
    { kind: 'changing', what: 'content' },
    'FILE-CHANGES',
    'trouble',
    /its time of writing changes, its size does not/,
  ],
  [
    'a file that is touched',
    { kind: 'changing', what: 'touched' },
    'FILE-CHANGES',
    'trouble',
    /virus scanner/,
  ],
  [
    'a file that is another one each time',
    { kind: 'changing', what: 'inode' },
    'FILE-CHANGES',
    'trouble',
    /another file takes its name/,
  ],
  ['an empty file', { kind: 'empty', detail: '' }, 'FILE-EMPTY', 'trouble', /it is empty/],
  [
    'an incomplete file',
    { kind: 'incomplete', why: 'its end tag is missing' },
    'FILE-INCOMPLETE',
    'trouble',
    /its end tag is missing/,
  ],
  [
    'a file without its marker',
    { kind: 'no-marker' },
    'MARKER-MISSING',
    'trouble',
    /its marker paie\.xml\.ok is not there, but paie\.OK is/,
  ],
  [
    'a marker without its file',
    { kind: 'marker', detail: 'paie.xml' },
    'MARKER-ALONE',
    'warning',
    /paie\.xml is missing/,
  ],
  ['a file behind others', { kind: 'turn' }, 'FILES-WAIT-TURN', 'warning', /at most 1000/],
  [
    'a name that is not UTF-8',
    { kind: 'not-utf8', detail: '' },
    'NAME-NOT-UTF8',
    'trouble',
    /UTF-8/,
  ],
  ['a link', { kind: 'link', detail: '' }, 'FILE-IS-LINK', 'trouble', /symbolic link/],
  ['a folder', { kind: 'folder', detail: '' }, 'FILE-IS-FOLDER', 'trouble', /one by one/],
  ['a pipe', { kind: 'special', detail: '' }, 'FILE-IS-SPECIAL', 'trouble', /pipe/],
  [
    'a file with two names',
    { kind: 'hard-links', detail: '2' },
    'FILE-HARD-LINKED',
    'trouble',
    /2 hard links/,
  ],
  [
    'what the disk cannot show',
    { kind: 'damaged', detail: 'EIO' },
    'ENTRY-DAMAGED',
    'trouble',
    /EIO/,
  ],
  [
    'a temporary name',
    { kind: 'temporary', detail: '' },
    'NAME-TEMPORARY',
    'warning',
    /Rename it when it is complete/,
  ],
  [
    'an earlier version',
    { kind: 'earlier', detail: '' },
    'NAME-EARLIER-VERSION',
    'warning',
    /Rename it if it must be sent/,
  ],
  [
    'a name in other letters',
    { kind: 'other-case', detail: '' },
    'NAME-OTHER-CASE',
    'trouble',
    /`take` \(\*\.xml\)/,
  ],
  [
    'a name that is not wanted',
    { kind: 'no-pattern', detail: '' },
    'NAME-NOT-WANTED',
    'warning',
    /no pattern of `take` \(\*\.xml\)/,
  ],
  [
    'an order that is a link',
    { kind: 'order', detail: 'link' },
    'ORDER-UNFIT',
    'trouble',
    /it is a symbolic link/,
  ],
]

describe('each reason has its message', () => {
  test.each(table)('%s', (...[, why, code, weight, words]) => {
    const things = [{ name: 'paie.xml', ageMs: 3_600_000, why }]
    const [[told, coded] = []] = [...messagesOf(things, context)]
    if (coded === undefined) throw new Error('nothing is told')
    expect(told).toBe(code)
    expect(coded.code).toBe(code)
    expect(entryOf(coded.code).severity).toBe(weight === 'warning' ? 'warning' : 'error')
    const sentence = sentenceOf(coded, paris)
    expect(sentence).toMatch(words)
    expect(sentence).toContain('since 2026-11-30 12:00:00 +01:00')
    expect(sentence).not.toMatch(/undefined|null|NaN|\[object/)
    expect(nextStepOf(coded, paris)).toMatch(/\.$/)
  })

  test('and none is missing from the table', () => {
    const tested = new Set(table.map(([, , code]) => code))
    expect([...tested].sort()).toEqual(Object.keys(lying).sort())
    const kinds = new Set(table.map(([, { kind }]) => kind))
    expect(leftKinds.filter((kind) => !kinds.has(kind))).toEqual([])
  })
})

test('one message a reason, the oldest three by name, the others by number', () => {
  const things = Array.from({ length: 12 }, (_, n) => ({
    name: `f${n}.xml`,
    ageMs: 1_000_000 + n * 1_000,
    why: n === 0 ? hindered({}) : ({ kind: 'empty', detail: '' } as const),
  }))
  const messages = messagesOf(things, context)
  expect([...messages.keys()].sort()).toEqual(['FILE-EMPTY', 'FILE-UNREADABLE'])
  const empty = messages.get('FILE-EMPTY')
  expect(empty?.arguments).toMatchObject({
    count: 11,
    sinceMs: nowMs - 1_011_000,
    files: [{ name: 'f11.xml' }, { name: 'f10.xml' }, { name: 'f9.xml' }],
  })
})

test('what has no names is counted too, alone or with those that have', () => {
  const crowd: ReportContext = {
    ...context,
    unnamed: new Map([
      ['FILES-WAIT-TURN', 99_000],
      ['NAME-TEMPORARY', 400],
    ]),
    unnamedAgeMs: 700_000,
  }
  const part = { name: 'a.part', ageMs: 900_000, why: { kind: 'temporary', detail: '' } as const }
  const messages = messagesOf([part], crowd)
  const said = (code: LyingCode) => {
    const coded = messages.get(code)
    return coded === undefined ? '' : sentenceOf(coded, paris)
  }
  expect(said('FILES-WAIT-TURN')).toMatch(
    /^99000 files in \/out are not taken: others are before them/,
  )
  expect(said('NAME-TEMPORARY')).toMatch(/^401 files .* They are a\.part and 400 more\./)
})

test('what nobody can mean is told after a moment, the rest after its time', () => {
  const quick = table.filter(([, why]) => reportedAfterMs(why, stuckAfterMs) < stuckAfterMs)
  expect(quick.map(([, why]) => codeOf(why)).sort()).toEqual([
    'ENTRY-DAMAGED',
    'FILE-HARD-LINKED',
    'FILE-IS-FOLDER',
    'FILE-IS-LINK',
    'FILE-IS-SPECIAL',
    'NAME-NOT-UTF8',
    'ORDER-UNFIT',
  ])
  for (const [, why] of quick) expect(reportedAfterMs(why, 1_000)).toBe(1_000)
})

test('since when a file lies there is told in whole milliseconds', () => {
  const part = {
    name: 'a.part',
    ageMs: 900_000.25,
    why: { kind: 'temporary', detail: '' } as const,
  }
  const values = messagesOf([part], context).get('NAME-TEMPORARY')?.arguments
  expect(values).toMatchObject({ sinceMs: nowMs - 900_000 })
})
