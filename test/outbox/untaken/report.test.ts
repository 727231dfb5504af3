// What lies in an outbox and does not go: told by its reason, with names and what to do, once, and gone when
// it goes.

import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Condition } from '../../../src/ledger/contract/conditions.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import { openLedger } from '../../../src/ledger/open.ts'
import { systemClock } from '../../../src/lib/time/clock.ts'
import { type Log, silentLog } from '../../../src/lib/log.ts'
import { message } from '../../../src/wording/catalogue.ts'
import { becomeUser } from '../../helpers/as-user.ts'
import { type Near, openNear } from '../../helpers/near-road.ts'
import { runCli } from '../../helpers/road.ts'
import { isRoot, nobody } from '../../helpers/run-share.ts'

const outboxWith = (more = '', ready = '{ rename: true }', complete = false) => `    ready: ${ready}
    complete: ${complete}
    stuckAfter: 1s
${more}`

const patiently = { timeout: 40_000, interval: 50 }

/** What is told of the outbox, by its code. */
async function toldOf(near: Near): Promise<ReadonlyMap<string, Condition>> {
  const all = await near.reading((ledger) => ledger.conditions())
  return new Map(
    all.filter(({ subject }) => subject.startsWith('lying:')).map((one) => [one.code, one]),
  )
}

const codesOf = async (near: Near) => [...(await toldOf(near)).keys()].sort()

const untilTold = (near: Near, ...codes: string[]) =>
  vi.waitFor(async () => expect(await codesOf(near)).toEqual([...codes].sort()), patiently)

async function sentenceOf(near: Near, code: string): Promise<string> {
  return (await toldOf(near)).get(code)?.sentence ?? ''
}

test('each thing that cannot be taken is told by its own reason, for as long as it lies there; what is excluded is not', async () => {
  const near = await openNear({ outbox: outboxWith('    leave: ["archive"]') })
  const at = (name: string) => join(near.outbox, name)
  near.drop('paie.xml', 'paid')
  linkSync(at('paie.xml'), at('second.xml'))
  symlinkSync('paie.xml', at('link.xml'))
  for (const name of ['archive', 'dropped']) mkdirSync(at(name))
  spawnSync('mkfifo', [at('pipe')])
  for (const name of ['.hidden', 'x.part', 'x.xml.bak', 'empty.xml'])
    writeFileSync(at(name), name === 'empty.xml' ? '' : 'x')
  const latin = Buffer.concat([Buffer.from(at('sal')), Buffer.from([0xe9])])
  writeFileSync(latin, 'x')
  await near.start()
  await untilTold(
    near,
    ...['FILE-EMPTY', 'FILE-HARD-LINKED', 'FILE-IS-FOLDER', 'FILE-IS-LINK', 'FILE-IS-SPECIAL'],
    ...['NAME-EARLIER-VERSION', 'NAME-NOT-UTF8', 'NAME-TEMPORARY'],
  )
  expect(await sentenceOf(near, 'FILE-HARD-LINKED')).toMatch(
    /^2 files in .* paie\.xml \(2 hard links\), second\.xml \(2 hard links\)\. The oldest has been there since 20/,
  )
  expect(await sentenceOf(near, 'NAME-NOT-UTF8')).toContain('sal\\xe9 in ')
  rmSync(at('second.xml'))
  await near.until('paie.xml', 'archived')
  for (const name of ['link.xml', 'pipe', 'dropped', 'x.part', 'x.xml.bak', 'empty.xml'])
    rmSync(at(name), { recursive: true })
  await untilTold(near, 'NAME-NOT-UTF8')
  rmSync(latin)
  await near.untilWell()
})

test('what stays empty is one line with its count and three names, and one trouble for `status`', async () => {
  const near = await openNear({ outbox: outboxWith() })
  for (const name of ['a', 'b', 'c', 'd']) near.drop(`${name}.xml`, '')
  await near.start()
  const { sentence, message } = await near.untilCondition('FILE-EMPTY')
  const status = await runCli(['status', '--config', near.config])
  expect(status.out).toMatch(/one trouble needs a person\.\n/)
  expect(status.code).toBe(3)
  expect(sentence).toMatch(/^4 files in .*They are a\.xml, b\.xml, c\.xml and 1 more\./)
  expect(message?.arguments).toMatchObject({ count: 4, folder: near.outbox })
})

test('thousands that wait are one line, and hold up no other file', async () => {
  const near = await openNear({ outbox: outboxWith() })
  const many = 12_500
  for (let n = 0; n < many; n += 1) writeFileSync(join(near.outbox, `f${n}.xml`), '')
  await near.start()
  await untilTold(near, 'FILE-EMPTY')
  await vi.waitFor(
    async () => expect(await sentenceOf(near, 'FILE-EMPTY')).toMatch(/^12500 files .*12497 more/),
    patiently,
  )
  near.drop('paie.xml', 'paid')
  await near.until('paie.xml', 'archived')
  expect(await codesOf(near)).toEqual(['FILE-EMPTY'])
})

test('names that the outbox does not take, and temporary ones, are shown and no trouble', async () => {
  const near = await openNear({ outbox: outboxWith('    take: ["*.xml"]') })
  for (const name of ['notes.csv', 'paie.xml.part']) near.drop(name, 'x')
  await near.start()
  await untilTold(near, 'NAME-NOT-WANTED', 'NAME-TEMPORARY')
  const status = await runCli(['status', '--config', near.config])
  expect(status.code).toBe(0)
  expect(status.out).toContain('notes.csv')
  expect(status.out).toContain('Rename it when it is complete')
})

test('upper and lower case are the same, unless the outbox wants them exactly: then the name is told', async () => {
  const either = await openNear({ outbox: outboxWith('    take: ["*.xml"]') })
  either.drop('VIREMENT.XML', 'paid')
  await either.start()
  await either.until('VIREMENT.XML', 'archived')
  await either.stop()
  const exact = await openNear({ outbox: outboxWith('    take: ["*.xml"]\n    case: exact') })
  exact.drop('VIREMENT.XML', 'paid')
  await exact.start()
  await untilTold(exact, 'NAME-OTHER-CASE')
  expect(await sentenceOf(exact, 'NAME-OTHER-CASE')).toContain('case: exact')
})

describe('a file without its marker', () => {
  test('is told with the name of the marker, and with what is there instead', async () => {
    const near = await openNear({
      outbox: outboxWith('    case: exact', '{ marker: "{name}.ok" }'),
    })
    near.drop('paie.xml', 'paid')
    for (const name of ['Paie.xml.ok', 'paie.ok', 'alone.xml.ok']) near.drop(name, '')
    await near.start()
    await untilTold(near, 'MARKER-ALONE', 'MARKER-MISSING')
    await vi.waitFor(
      async () =>
        expect(await sentenceOf(near, 'MARKER-MISSING')).toMatch(
          /its marker paie\.xml\.ok is not there, but (Paie\.xml\.ok, paie\.ok|paie\.ok, Paie\.xml\.ok) is/,
        ),
      patiently,
    )
    expect(await sentenceOf(near, 'MARKER-ALONE')).toContain('alone.xml.ok (alone.xml is missing)')
  })

  test('goes when the marker comes, however late, and in whatever letters; nothing is left of either', async () => {
    const near = await openNear({ outbox: outboxWith('', '{ marker: "{name}.ok" }') })
    near.drop('paie.xml', 'paid')
    await near.start()
    await untilTold(near, 'MARKER-MISSING')
    // By now it is passed over by the looks.
    near.drop('PAIE.XML.OK', '')
    await near.until('paie.xml', 'archived')
    await near.untilWell()
    expect(readdirSync(near.outbox).filter((name) => !name.startsWith('.'))).toEqual([])
  })
})

test('a file that is touched all the time is told, and what is touched; it goes when that ends', async () => {
  const near = await openNear({ outbox: outboxWith('', '{ quiet: 1s, looks: 2 }') })
  near.drop('paie.xml', 'paid')
  let n = 0
  const touching = setInterval(() => utimesSync(join(near.outbox, 'paie.xml'), 1, (n += 1)), 100)
  onTestFinished(() => clearInterval(touching))
  await near.start()
  await untilTold(near, 'FILE-CHANGES')
  expect(await sentenceOf(near, 'FILE-CHANGES')).toContain(
    'its time of writing changes, its size does not',
  )
  clearInterval(touching)
  await near.until('paie.xml', 'archived')
  await near.untilWell()
})

test('orders to cancel that are no plain files are told', async () => {
  const near = await openNear({ outbox: outboxWith('    beside: { cancel: true }') })
  spawnSync('mkfifo', [join(near.outbox, 'a.xml.cancel')])
  symlinkSync('/etc/passwd', join(near.outbox, 'b.xml.cancel'))
  await near.start()
  await untilTold(near, 'ORDER-UNFIT')
  expect(await sentenceOf(near, 'ORDER-UNFIT')).toMatch(
    /a\.xml\.cancel \(it is a pipe.*b\.xml\.cancel \(it is a symbolic link\)/,
  )
})

test('it begins as one event and ends as one', async () => {
  const near = await openNear({
    outbox: outboxWith(),
    top: `webhooks:
  - url: http://127.0.0.1:9/
    events: [FILE_INCOMPLETE, FILE_INCOMPLETE_ENDED, FILE_NOT_TAKEN, FILE_NOT_TAKEN_ENDED]
    secret: { file: password }`,
  })
  near.drop('a.xml', '')
  near.drop('b.part', '')
  await near.start()
  await untilTold(near, 'FILE-EMPTY', 'NAME-TEMPORARY')
  near.drop('c.xml', '')
  await vi.waitFor(
    async () => expect(await sentenceOf(near, 'FILE-EMPTY')).toContain('2 files'),
    patiently,
  )
  for (const name of ['a.xml', 'b.part', 'c.xml']) rmSync(join(near.outbox, name))
  await untilTold(near)
  const told = await near.reading((ledger) => ledger.deliveries({ limit: 100 }))
  expect(told.map(({ notice }) => notice.event).sort()).toEqual([
    'FILE_INCOMPLETE',
    'FILE_INCOMPLETE_ENDED',
    'FILE_NOT_TAKEN',
    'FILE_NOT_TAKEN_ENDED',
  ])
})

describe('after a restart', () => {
  const lain = (name: string, lainMs: number) => ({ name, sinceMs: Date.now() - lainMs, lainMs })

  /** What an earlier life of the daemon wrote down. */
  async function earlier(near: Near, write: (ledger: Ledger) => Promise<void>): Promise<void> {
    await near.start()
    await near.stop()
    const ledger = await openLedger({ folder: near.data, clock: systemClock })
    await write(ledger)
    await ledger.close()
  }

  test('what lay there long before is told at once, although the daemon has just begun', async () => {
    const near = await openNear({ outbox: outboxWith().replace('1s', '1h') })
    await earlier(near, (ledger) =>
      ledger.keepFirstSights(near.outbox, { put: [lain('old.xml', 7_200_000)], drop: [] }),
    )
    for (const name of ['old.xml', 'new.xml']) near.drop(name, '')
    await near.start()
    await untilTold(near, 'FILE-EMPTY')
    expect(await sentenceOf(near, 'FILE-EMPTY')).toMatch(/^old\.xml in /)
  })

  test('what was told and is not judged yet stays told, and ends when it goes', async () => {
    const outbox = outboxWith('', '{ quiet: 1s, looks: 2 }')
    const near = await openNear({ outbox })
    const coded = message('FILE-CHANGES', {
      ...{ folder: near.outbox, count: 1, sinceMs: 0 },
      files: [{ name: 'paie.xml', what: 'content' }],
    })
    const subject = `lying:${near.outbox}:FILE-CHANGES`
    await earlier(near, async (ledger) => {
      await ledger.note(subject, coded)
      await ledger.keepFirstSights(near.outbox, { put: [lain('paie.xml', 7_200_000)], drop: [] })
    })
    const [begun] = await near.reading((ledger) => ledger.conditions())
    near.drop('paie.xml', 'paid')
    let n = 0
    const touching = setInterval(() => utimesSync(join(near.outbox, 'paie.xml'), 1, (n += 1)), 50)
    onTestFinished(() => clearInterval(touching))
    await near.start()
    await vi.waitFor(
      async () => expect((await toldOf(near)).get('FILE-CHANGES')?.sentence).not.toContain('1970'),
      patiently,
    )
    expect((await toldOf(near)).get('FILE-CHANGES')?.sinceMs).toBe(begun?.sinceMs)
    clearInterval(touching)
    await near.until('paie.xml', 'archived')
    await near.untilWell()
  })
})

/**
 * The daemon as a service user, with an outbox into which another user writes (as root, who can be somebody
 * else).
 */
async function asService({
  complete = false,
  log = silentLog,
}: {
  readonly complete?: boolean
  readonly log?: Log
} = {}): Promise<Near> {
  const near = await openNear({ outbox: outboxWith('', '{ rename: true }', complete), log })
  chmodSync(near.folder, 0o755)
  spawnSync('chown', ['-R', `${nobody}:${nobody}`, near.folder])
  chownSync(near.outbox, erp, nobody)
  chmodSync(near.outbox, 0o775)
  return near
}
const erp = 1

function dropAs(near: Near, name: string, mode: number, gid = erp): string {
  near.drop(name, `content of ${name}`)
  const path = join(near.outbox, name)
  chownSync(path, erp, gid)
  chmodSync(path, mode)
  return path
}

describe.skipIf(!isRoot)('files of another user', () => {
  test.each([
    ['whose end is looked at', true],
    ['that are taken as they are', false],
  ])(
    'which the service may not read are told with owner, mode and cure, never claimed, and go when it may (%s)',
    async (_, complete) => {
      const near = await asService({ complete })
      const secret = dropAs(near, 'secret.xml', 0o600)
      dropAs(near, 'open.xml', 0o644)
      becomeUser(nobody)
      await near.start()
      await near.until('open.xml', 'archived')
      await untilTold(near, 'FILE-UNREADABLE')
      const sentence = await sentenceOf(near, 'FILE-UNREADABLE')
      expect(sentence).toMatch(
        /secret\.xml \(belongs to daemon, group daemon, mode 0600\) in .* The service runs as nobody\. .*chmod 640, or umask 027 for the program of daemon/,
      )
      expect(existsSync(secret)).toBe(true)
      expect(await near.reading((ledger) => ledger.list({ limit: 9, name: 'secret' }))).toEqual([])
      process.seteuid?.(0)
      chmodSync(secret, 0o644)
      process.seteuid?.(nobody)
      await near.until('secret.xml', 'archived')
      await near.untilWell()
    },
  )

  test('which lie in a sticky folder are told, in the log once, and go when it is sticky no more', async () => {
    const lines: string[] = []
    const keep = (_: unknown, text: string) => void lines.push(text)
    const log: Log = { ...silentLog, warn: keep, child: () => log }
    const near = await asService({ log })
    chownSync(near.outbox, 0, 0)
    chmodSync(near.outbox, 0o1777)
    dropAs(near, 'paie.xml', 0o644)
    becomeUser(nobody)
    await near.start()
    await untilTold(near, 'FILE-NOT-MOVABLE')
    expect(await sentenceOf(near, 'FILE-NOT-MOVABLE')).toMatch(
      /paie\.xml \(belongs to daemon.* is a sticky folder \(mode 1777, of root\).*chmod -t/,
    )
    process.seteuid?.(0)
    chmodSync(near.outbox, 0o777)
    process.seteuid?.(nobody)
    await near.until('paie.xml', 'archived')
    await near.untilWell()
    expect(lines.filter((line) => line.includes('could not be taken'))).toHaveLength(1)
  })

  test('are logged a few lines a minute, however many; the condition counts them', async () => {
    let lines = 0
    const log: Log = {
      ...silentLog,
      warn: (_, text) => (lines += Number(text.includes('could not be taken'))),
      child: () => log,
    }
    const near = await asService({ log })
    for (let n = 0; n < 150; n += 1) dropAs(near, `f${n}.xml`, 0o600)
    becomeUser(nobody)
    await near.start()
    await vi.waitFor(
      async () => expect(await sentenceOf(near, 'FILE-UNREADABLE')).toMatch(/^150 files/),
      patiently,
    )
    expect(lines).toBe(20)
  })

  test.skipIf(spawnSync('setfacl', ['--version']).error !== undefined)(
    'which an access list closes are not said to have the wrong mode',
    async () => {
      const near = await asService()
      const path = dropAs(near, 'paie.xml', 0o640, nobody)
      expect(spawnSync('setfacl', ['-m', `u:${nobody}:---`, path]).status).toBe(0)
      becomeUser(nobody)
      await near.start()
      await untilTold(near, 'FILE-UNREADABLE')
      expect(await sentenceOf(near, 'FILE-UNREADABLE')).toContain('getfacl')
    },
  )
})

test.skipIf(!isRoot || spawnSync('chattr', ['--version']).error !== undefined)(
  'a file that is marked as immutable is told (as root, where the file system knows the mark)',
  async () => {
    const near = await openNear({ outbox: outboxWith() })
    near.drop('paie.xml', 'paid')
    const path = join(near.outbox, 'paie.xml')
    if (spawnSync('chattr', ['+i', path]).status !== 0) return
    onTestFinished(() => void spawnSync('chattr', ['-i', path]))
    await near.start()
    await untilTold(near, 'FILE-NOT-MOVABLE')
    expect(await sentenceOf(near, 'FILE-NOT-MOVABLE')).toContain('chattr -i')
    spawnSync('chattr', ['-i', path])
    await near.until('paie.xml', 'archived')
    await near.untilWell()
  },
)
