import { describe, expect, test } from 'vitest'
import { createTracker, type TrackerOptions } from '../../src/outbox/tracker.ts'
import type { FileHindrance } from '../../src/share/looking.ts'
import type { SeenFile } from '../../src/share/looking.ts'

const file = (name: string, changes: Partial<SeenFile> = {}): SeenFile => ({
  ...{ name, sizeBytes: 10, inode: '1', links: 1 },
  modifiedNs: '1',
  changedNs: '1',
  ...changes,
})
const markers = new Set<string>()
const denied: FileHindrance = {
  ...{ step: 'read', errno: 'EACCES' },
  file: { uid: 1000, gid: 1000, mode: 0o600 },
  folder: null,
}

function given(rule: TrackerOptions['rule'] = { by: 'rename' }) {
  const at = { nowMs: 0 }
  const tracker = createTracker({ rule, nowMs: () => at.nowMs, slowAfterMs: 60_000 })
  return {
    tracker,
    look: (nowMs: number, files: readonly SeenFile[], rights = 'rwx') => {
      at.nowMs = nowMs
      return tracker.update({ files, about: [], markers, rights }).ready.map(({ name }) => name)
    },
    why: () => new Map(tracker.lying().map(({ name, why }) => [name, why])),
  }
}

test('what is ready and waits for its turn is not said to be incomplete, however long', () => {
  const { tracker, look, why } = given()
  expect(look(0, [file('ready')])).toEqual(['ready'])
  look(90_000, [file('ready')])
  expect(why()).toEqual(new Map([['ready', { kind: 'turn' }]]))
  tracker.incomplete('ready', 'its end is missing')
  expect(why().get('ready')).toEqual({ kind: 'incomplete', why: 'its end is missing' })
})

describe('a file that could not be read', () => {
  test('is news once, and tried again after a few seconds, not at each look', () => {
    const { tracker, look } = given()
    const one = [file('a')]
    look(0, one)
    expect(tracker.hindered('a', denied)).toBe(true)
    expect(look(1_000, one)).toEqual([])
    expect(look(4_999, one)).toEqual([])
    expect(look(5_000, one)).toEqual(['a'])
    expect(tracker.hindered('a', denied)).toBe(false)
    expect(tracker.hindered('a', { ...denied, errno: 'EBUSY' })).toBe(true)
  })

  test('is tried again at once when it or the rights of its folder changed', () => {
    const { tracker, look } = given()
    look(0, [file('a')])
    tracker.hindered('a', denied)
    expect(look(1_000, [file('a', { changedNs: '2' })])).toEqual(['a'])
    tracker.hindered('a', denied)
    expect(look(2_000, [file('a', { changedNs: '2' })], 'rwxt')).toEqual(['a'])
  })

  test('holds up none of those that come after it, and says why until it is taken', () => {
    const { tracker, look, why } = given()
    look(0, [file('a')])
    tracker.hindered('a', denied)
    expect(tracker.passOver()).toEqual(['a'])
    look(9_000, [file('a')])
    expect(why().get('a')).toEqual({ kind: 'hindered', hindrance: denied })
    tracker.forget('a')
    expect(why().size).toBe(0)
    expect(tracker.passOver()).toEqual([])
  })

  test('of thousands only some are tried at each look', () => {
    const { tracker, look } = given()
    const all = Array.from({ length: 1_000 }, (_, n) => file(`f${n}`))
    look(0, all)
    for (const { name } of all) tracker.hindered(name, denied)
    expect(look(5_000, all).length).toBeLessThanOrEqual(100)
    expect(look(60_000, all).length).toBeGreaterThan(900)
  })
})

describe('a file that goes on changing', () => {
  const quiet = { by: 'quiet', quietMs: 10_000, looks: 2 } as const

  test('says what changes, from its first sight on', () => {
    const { look, why } = given(quiet)
    for (let n = 0; n < 40; n += 1)
      expect(look(n * 2_000, [file('a', { modifiedNs: String(n) })])).toEqual([])
    expect(why().get('a')).toEqual({ kind: 'changing', what: 'content' })
    look(81_000, [file('a', { modifiedNs: '39', changedNs: '5' })])
    expect(why().get('a')).toEqual({ kind: 'changing', what: 'touched' })
    look(82_000, [file('a', { modifiedNs: '40', sizeBytes: 11 })])
    expect(why().get('a')).toEqual({ kind: 'changing', what: 'size' })
  })

  test('that stood still for long, and is mended now, is on its way', () => {
    const { tracker, look, why } = given(quiet)
    for (const nowMs of [0, 10_000]) look(nowMs, [file('a')])
    tracker.incomplete('a', 'its end is missing')
    look(100_000, [file('a')])
    look(101_000, [file('a', { sizeBytes: 20, modifiedNs: '7' })])
    expect(why().get('a')).toBeNull()
  })

  test('and came later is given its time; what was there at the start may have changed long before', () => {
    const { look, why } = given(quiet)
    for (let n = 0; n < 3; n += 1)
      look(
        n * 2_000,
        ['old', ...(n === 0 ? [] : ['new'])].map((name) => file(name, { modifiedNs: String(n) })),
      )
    expect(why()).toEqual(
      new Map([
        ['old', { kind: 'changing', what: 'content' }],
        ['new', null],
      ]),
    )
  })

  test('is never ready while it does, also when it was another one at the moment of the claim', () => {
    const { tracker, look } = given(quiet)
    for (const nowMs of [0, 5_000]) look(nowMs, [file('a')])
    expect(look(10_000, [file('a')])).toEqual(['a'])
    tracker.changedSince('a')
    expect(look(11_000, [file('a')])).toEqual([])
    expect(look(19_999, [file('a')])).toEqual([])
    expect(look(20_000, [file('a')])).toEqual(['a'])
  })
})

test('a file without its marker says so', () => {
  const { look, why } = given({ by: 'marker', marker: '{name}.ok' })
  expect(look(0, [file('a')])).toEqual([])
  expect(why().get('a')).toEqual({ kind: 'no-marker' })
})
