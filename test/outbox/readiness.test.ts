import { describe, expect, test } from 'vitest'
import { inodeVaries, type ReadyRule, readinessOf, watchAgain } from '../../src/outbox/readiness.ts'
import { createTracker } from '../../src/outbox/tracker.ts'
import type { SeenFile } from '../../src/share/looking.ts'

const file = (changes: Partial<SeenFile> = {}): SeenFile => ({
  name: 'paie.xml',
  sizeBytes: 10,
  modifiedNs: '1',
  changedNs: '1',
  inode: '7',
  links: 1,
  ...changes,
})
const quiet: ReadyRule = { by: 'quiet', quietMs: 10_000, looks: 2 }
const markers = new Set<string>()

test('a file is ready when it was the same over two looks and ten seconds of our clock', () => {
  let watched = watchAgain(undefined, file(), 0)
  expect(readinessOf(watched, quiet, { nowMs: 0, markers })).toMatchObject({
    kind: 'waiting',
    againMs: 10_000,
  })
  watched = watchAgain(watched, file(), 9_999)
  expect(readinessOf(watched, quiet, { nowMs: 9_999, markers }).kind).toBe('waiting')
  expect(
    readinessOf(watchAgain(watched, file(), 10_000), quiet, { nowMs: 10_000, markers }).kind,
  ).toBe('ready')
})

test('ten seconds without a second look are not enough', () => {
  expect(
    readinessOf(watchAgain(undefined, file(), 0), quiet, { nowMs: 60_000, markers }).kind,
  ).toBe('waiting')
})

test.each([
  ['grew', { sizeBytes: 11 }],
  ['was written to', { modifiedNs: '2' }],
  ['was touched in its inode', { changedNs: '2' }],
  ['was replaced', { inode: '8' }],
])('a file that %s since the last look begins anew', (_, changes) => {
  const before = watchAgain(watchAgain(undefined, file(), 0), file(), 9_000)
  const after = watchAgain(before, file(changes), 20_000)
  expect(after).toMatchObject({ looks: 1, unchangedSinceMs: 20_000, firstSeenMs: 0 })
  expect(readinessOf(after, quiet, { nowMs: 20_000, markers }).kind).toBe('waiting')
})

test.each([quiet, { by: 'rename' }, { by: 'marker', marker: '{name}.ok' }] as const)(
  'an empty file is never ready (%o)',
  (rule) => {
    const watched = watchAgain(
      watchAgain(undefined, file({ sizeBytes: 0 }), 0),
      file({ sizeBytes: 0 }),
      60_000,
    )
    expect(
      readinessOf(watched, rule, { nowMs: 60_000, markers: new Set(['paie.xml.ok']) }),
    ).toMatchObject({ why: 'it is empty' })
  },
)

test('a marker makes its file ready at once, another one does not', () => {
  const rule: ReadyRule = { by: 'marker', marker: '{name}.ok' }
  const watched = watchAgain(undefined, file(), 0)
  expect(readinessOf(watched, rule, { nowMs: 0, markers: new Set(['paie.xml.ok']) }).kind).toBe(
    'ready',
  )
  expect(readinessOf(watched, rule, { nowMs: 0, markers: new Set(['other.xml.ok']) }).kind).toBe(
    'waiting',
  )
  const anyCase: ReadyRule = { ...rule, ignoreCase: true }
  const folded = { nowMs: 0, markers: new Set(['paie.xml.ok']) }
  const shouted = watchAgain(undefined, file({ name: 'PAIE.XML' }), 0)
  expect(readinessOf(shouted, anyCase, folded).kind).toBe('ready')
  expect(readinessOf(shouted, rule, folded).kind).toBe('waiting')
})

test('files that wait for long are passed over, so that they do not hold up the next; a change brings them back', () => {
  let nowMs = 0
  const tracker = createTracker({ rule: quiet, nowMs: () => nowMs, slowAfterMs: 60_000 })
  const stuck = file({ name: 'stuck.xml', sizeBytes: 0 })
  tracker.update({ files: [stuck], about: [], markers })
  nowMs = 60_000
  tracker.update({ files: [stuck], about: [], markers })
  expect(tracker.passOver()).toEqual(['stuck.xml'])
  const filled = file({ name: 'stuck.xml', sizeBytes: 5, modifiedNs: '9' })
  tracker.update({ files: [], about: [filled], markers })
  nowMs = 80_000
  expect(tracker.update({ files: [], about: [filled], markers }).ready).toEqual([filled])
})

test('a file whose last bytes are missing waits until it changes', () => {
  let nowMs = 0
  const tracker = createTracker({ rule: quiet, nowMs: () => nowMs, slowAfterMs: 600_000 })
  tracker.update({ files: [file()], about: [], markers })
  nowMs = 10_000
  expect(tracker.update({ files: [file()], about: [], markers }).ready).toHaveLength(1)
  tracker.incomplete('paie.xml', 'its end tag is not there')
  nowMs = 60_000
  expect(tracker.update({ files: [file()], about: [], markers }).ready).toEqual([])
  const whole = file({ sizeBytes: 20, modifiedNs: '5' })
  tracker.update({ files: [whole], about: [], markers })
  nowMs = 75_000
  expect(tracker.update({ files: [whole], about: [], markers }).ready).toEqual([whole])
})

test('a file whose last bytes are missing goes on to the check when nobody wrote on for long', () => {
  let nowMs = 0
  const tracker = createTracker({ rule: quiet, nowMs: () => nowMs, slowAfterMs: 600_000 })
  const look = (sizeBytes = 10) =>
    tracker.update({ files: [file({ sizeBytes })], about: [], markers })
  look()
  nowMs = 10_000
  expect(look().ready).toHaveLength(1)
  expect(tracker.hasWaitedLong('paie.xml')).toBe(false)
  tracker.incomplete('paie.xml', 'its end is missing')
  nowMs = 599_999
  expect(look()).toEqual({ ready: [], againMs: 600_000 })
  nowMs = 600_000
  expect(look().ready).toHaveLength(1)
  expect(tracker.hasWaitedLong('paie.xml')).toBe(true)
  // Its writer goes on: the time begins anew.
  expect(look(11).ready).toEqual([])
  expect(tracker.hasWaitedLong('paie.xml')).toBe(false)
})

test('what is gone is forgotten', () => {
  const tracker = createTracker({ rule: quiet, nowMs: () => 0, slowAfterMs: 1 })
  tracker.update({ files: [file()], about: [], markers })
  tracker.update({ files: [], about: [], markers })
  expect(tracker.waiting).toBe(0)
})

describe('a server that makes up another inode at each look', () => {
  const seenWith = (inode: number, nowMs: number, before?: ReturnType<typeof watchAgain>) =>
    watchAgain(before, file({ inode: String(inode) }), nowMs, { network: true })

  test('does not keep a file of a network share for ever: its size and both times decide', () => {
    let watched = seenWith(1, 0)
    for (let look = 1; look <= 4; look += 1) watched = seenWith(1 + look, look * 5_000, watched)
    // The first that differs may be another file: the quiet time runs from there.
    expect(watched).toMatchObject({ unchangedSinceMs: 5_000, firstSeenMs: 0 })
    expect(inodeVaries(watched)).toBe(true)
    expect(readinessOf(watched, quiet, { nowMs: 14_999, markers }).kind).toBe('waiting')
    expect(readinessOf(watched, quiet, { nowMs: 20_000, markers }).kind).toBe('ready')
  })

  test('is found out also when some looks see the same one twice, as a cache shows it', () => {
    let watched = seenWith(1, 0)
    for (const [at, inode] of [1, 2, 2, 3, 3].entries())
      watched = seenWith(inode, (at + 1) * 5_000, watched)
    expect(watched).toMatchObject({ unchangedSinceMs: 10_000 })
    expect(inodeVaries(watched)).toBe(true)
  })

  test('excuses no other difference', () => {
    let watched = seenWith(1, 0)
    for (const inode of [2, 3]) watched = seenWith(inode, 5_000, watched)
    const grown = watchAgain(watched, file({ inode: '4', sizeBytes: 11 }), 20_000, {
      network: true,
    })
    expect(grown).toMatchObject({ looks: 1, unchangedSinceMs: 20_000, changed: 'size' })
    expect(inodeVaries(grown)).toBe(false)
  })

  test('on a local disk is another file each time', () => {
    let watched = watchAgain(undefined, file({ inode: '1' }), 0)
    for (const inode of ['2', '3', '4']) watched = watchAgain(watched, file({ inode }), 60_000)
    expect(watched).toMatchObject({ looks: 1, changed: 'inode' })
  })
})
