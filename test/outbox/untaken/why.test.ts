import { expect, test } from 'vitest'
import { watchAgain } from '../../../src/outbox/readiness.ts'
import { type Known, whyLying } from '../../../src/outbox/untaken/why.ts'
import type { FileHindrance } from '../../../src/share/looking.ts'

const file = { name: 'a', sizeBytes: 1, modifiedNs: '1', changedNs: '1', inode: '1', links: 1 }
const hindrance: FileHindrance = { step: 'take', errno: 'EBUSY', file: null, folder: null }
const nothing: Known = { isReady: false, incomplete: null, hindrance: null, restlessMs: 0 }
const quiet = { by: 'quiet', quietMs: 10_000, looks: 2 } as const
const at = { rule: quiet, nowMs: 5_000, stuckAfterMs: 600_000 }
const first = watchAgain(undefined, file, 0)
const touched = watchAgain(first, { ...file, changedNs: '2' }, 4_000)

test.each([
  ['what could not be taken', { ...nothing, hindrance, isReady: true }, 'hindered'],
  ['what is cut', { ...nothing, incomplete: 'no end' }, 'incomplete'],
  ['what is ready', { ...nothing, isReady: true }, 'turn'],
])('%s says so, whatever else is known', (_, known, kind) => {
  expect(whyLying(touched, known, at)?.kind).toBe(kind)
})

test('a file in its quiet time is on its way, unless it has been changing for too long', () => {
  expect(whyLying(first, { ...nothing, restlessMs: 900_000 }, at)).toBeNull()
  expect(whyLying(touched, { ...nothing, restlessMs: 599_999 }, at)).toBeNull()
  expect(whyLying(touched, { ...nothing, restlessMs: 600_000 }, at)).toEqual({
    kind: 'changing',
    what: 'touched',
  })
})

test('where a marker is wanted, nothing else is waited for', () => {
  const rule = { by: 'marker', marker: '{name}.ok' } as const
  expect(whyLying(touched, nothing, { ...at, rule })).toEqual({ kind: 'no-marker' })
})

test.each([{ by: 'rename' }, { by: 'marker', marker: '{name}.ok' }] as const)(
  'a file that is another one at each claim says so, also where nothing but %o is waited for',
  (rule) => {
    const caught = { ...touched, looks: 0 }
    const known = { ...nothing, restlessMs: 600_000 }
    expect(whyLying(caught, known, { ...at, rule })).toEqual({ kind: 'changing', what: 'touched' })
  },
)
