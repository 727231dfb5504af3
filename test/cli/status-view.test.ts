// What `status` says: its first line, its lists, its exit code, `list --needs-person` and the health check
// agree, whatever is in trouble and wherever transfers stand.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  firstLine,
  judgeStatus,
  type StatusInput,
  type StatusLine,
  statusLines,
} from '../../src/cli/status-view.ts'
import { stateNames } from '../../src/journey/moves/next-state.ts'
import { isOver, needsPerson } from '../../src/journey/moves/state-sets.ts'
import type { Condition } from '../../src/ledger/contract/conditions.ts'
import type { StateCount } from '../../src/ledger/contract/transfers.ts'
import { isPastLimit } from '../../src/ledger/trouble.ts'
import { catalogue, type CodedMessage, message } from '../../src/wording/catalogue.ts'

const nowMs = Date.UTC(2026, 10, 30, 12)
const moment = { nowMs, troubleMs: 300_000 }
const silent = message('DAEMON-SILENT', { dataFolder: '/data', seconds: 3 })
const quiet: StatusInput = {
  ...moment,
  ...{ counts: [], conditions: [], asks: [], reader: { zone: 'UTC' }, silent: null },
  daemon: 'answers',
  live: {
    pid: 1,
    progress: [],
    queues: [],
    notOurs: [],
    outboxes: [],
    inboxes: [],
    conditions: [],
  },
}

const codes = Object.keys(catalogue) as (keyof typeof catalogue)[]
const condition = fc
  .record({
    code: fc.oneof(
      fc.constantFrom(...codes),
      fc.constantFrom('LINE-CUT', 'FOLDER-MISSING', 'DISK-FULL', 'PESIT-2-207', 'PESIT-3-304'),
    ),
    subject: fc.constantFrom('bank:b', 'outbox:/out', 'inbox:/in:RELEVES', 'disk:/data'),
    ageMs: fc.integer({ min: 0, max: 600_000 }),
    isCoded: fc.boolean(),
  })
  .map(({ code, subject, ageMs, isCoded }): Condition => {
    // Only what it is made of counts here: the sentence is there already.
    const known = isCoded && Object.hasOwn(catalogue, code)
    const told = {
      code: known ? code : 'MESSAGE-UNKNOWN',
      arguments: {},
    } as unknown as CodedMessage
    return { subject, code, message: told, sinceMs: nowMs - ageMs, sentence: `S ${code}.` }
  })
const count = fc.record({
  direction: fc.constantFrom('out' as const, 'in' as const),
  state: fc.constantFrom(...stateNames),
  bank: fc.constantFrom('b', 'c'),
  count: fc.integer({ min: 1, max: 3 }),
})
const countOf = (one: Pick<StateCount, 'direction' | 'state' | 'bank' | 'count'>): StateCount => ({
  ...one,
  ...{ environment: 'production', folder: '/out', virtualFile: 'VIREMENTS', bytes: 0 },
  oldestMs: nowMs,
})
const input = fc
  .record({
    conditions: fc.array(condition, { maxLength: 6 }),
    counts: fc.array(count, { maxLength: 6 }),
    daemon: fc.constantFrom('answers' as const, 'silent' as const, 'not-running' as const),
  })
  .map(
    ({ conditions, counts, daemon }): StatusInput => ({
      ...quiet,
      ...{ conditions, daemon },
      counts: counts.map(countOf),
      live: daemon === 'answers' ? quiet.live : null,
      silent: daemon === 'silent' ? silent : null,
    }),
  )

const textOf = (lines: readonly StatusLine[]) =>
  lines.map((line) => (line.kind === 'text' ? line.text : JSON.stringify(line.rows))).join('\n')
const sum = (counts: readonly StateCount[], want: (one: StateCount) => boolean) =>
  counts.filter(want).reduce((all, one) => all + one.count, 0)
/** The numbers that a first line names. */
function numbersIn(line: string) {
  const number = (pattern: RegExp) => {
    const [, found = '0'] = pattern.exec(line) ?? []
    return found === 'one' ? 1 : Number(found)
  }
  return {
    transfers: number(/(\d+) transfers? waits? for a person/),
    troubles: number(/(one|\d+) troubles? needs? a person/),
    healing: number(/(one|\d+) troubles? heals? by/),
    underWay: number(/(\d+) under way/),
  }
}
/** How many lines of troubles stand below a heading. */
function below(lines: readonly StatusLine[], heading: string): number {
  const texts = lines.map((line) => (line.kind === 'text' ? line.text : ''))
  const from = texts.indexOf(heading)
  if (from === -1) return 0
  const rest = texts.slice(from + 1)
  const to = rest.findIndex((line) => !line.startsWith('  '))
  return rest.slice(0, to === -1 ? undefined : to).filter((line) => /^ {2}\S/.test(line)).length
}

test('the first line, the lists, the exit code, the list of transfers and the health check agree', () => {
  fc.assert(
    fc.property(input, (seen) => {
      const { counts, conditions, daemon } = seen
      const verdict = judgeStatus(seen)
      const lines = statusLines(seen)
      const [head] = lines
      const line = head?.kind === 'text' ? head.text : ''
      const said = numbersIn(line)
      const listed = sum(counts, ({ state }) => needsPerson(state))

      expect(said.transfers).toBe(listed)
      expect(said.troubles).toBe(below(lines, 'Needs a person:') + (daemon === 'silent' ? 1 : 0))
      expect(said.healing).toBe(below(lines, 'Heals by itself:'))
      expect(
        below(lines, 'Needs a person:') +
          below(lines, 'Heals by itself:') +
          below(lines, 'Good to know:'),
      ).toBe(conditions.length)
      const needsSomebody = said.transfers > 0 || said.troubles > 0
      expect(verdict.exit).toBe(needsSomebody ? 3 : daemon === 'not-running' ? 10 : 0)
      expect(line.includes('nothing waits for a person')).toBe(!needsSomebody)
      expect(line.startsWith('All well. ')).toBe(
        daemon === 'answers' && !needsSomebody && said.healing === 0,
      )
      // A health check that is red finds somebody who is called, and nothing that is well.
      if (conditions.some((one) => isPastLimit(one, moment))) {
        expect(verdict.exit).toBe(3)
        expect(verdict.isWell).toBe(false)
      }
      expect(textOf(lines).includes('list --needs-person')).toBe(listed > 0)
      // Every transfer that is not over is counted in exactly one place.
      const done = sum(
        counts,
        ({ direction, state }) => state === (direction === 'out' ? 'sent' : 'delivered'),
      )
      const open = sum(counts, ({ state }) => !isOver(state))
      expect(said.underWay + listed + done).toBe(open)
    }),
    { numRuns: 500 },
  )
})

const waiting = { direction: 'out', state: 'waiting', bank: 'b', count: 1 } as const

test.each([
  [quiet, 'All well. 0 files sent and 0 received today; nothing waits for a person.'],
  [
    { ...quiet, counts: [countOf({ ...waiting, state: 'sent' })] },
    'All well. 1 file sent and 0 received today; nothing waits for a person.',
  ],
  [
    { ...quiet, counts: [countOf(waiting)] },
    'All well. 0 files sent and 0 received today, 1 under way; nothing waits for a person.',
  ],
  [
    { ...quiet, daemon: 'not-running' as const, live: null },
    'THE DAEMON IS NOT RUNNING. 0 files sent and 0 received today; nothing waits for a person.',
  ],
])('the first line, word by word', (seen, expected) => {
  expect(firstLine(judgeStatus(seen), seen.daemon)).toBe(expected)
})

test('a bank that cannot be reached is one trouble that names the outboxes and inboxes behind it', () => {
  const what = message('BANK-UNREACHABLE', { bank: 'b', host: 'h', port: 1, why: 'no answer' })
  const trouble = { subject: 'bank:b', code: what.code, message: what, sinceMs: nowMs - 1000 }
  const ask = {
    ...{ inbox: '/in', bank: 'b', virtualFile: 'RELEVES', atMs: nowMs, result: 'failed' as const },
    ...{ files: 0, slotMs: null, message: what, sentence: 'b could not be reached.' },
  }
  const said = textOf(
    statusLines({
      ...quiet,
      conditions: [{ ...trouble, sentence: 'b could not be reached.' }],
      counts: [countOf({ ...waiting, count: 2 }), countOf({ ...waiting, bank: 'c' })],
      asks: [ask, { ...ask, inbox: '/other', bank: 'c', virtualFile: 'AVIS' }],
    }),
  )
  expect(said).toContain('nothing waits for a person; one trouble heals by itself.')
  expect(said).toContain('Behind it: 2 files of VIREMENTS wait; RELEVES cannot be asked for.')
})
