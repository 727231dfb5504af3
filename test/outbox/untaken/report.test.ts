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
import { runCli } from '../../helpers/road/cli.ts'
import type { OutboxKeys } from '../../helpers/road/configuration.ts'
import { type RoadInProcess, openRoadInProcess } from '../../helpers/road/open.ts'
import { isRoot, nobody } from '../../helpers/run-share.ts'

const outboxWith = (more: OutboxKeys = {}): OutboxKeys => ({ stuckAfter: '1s', ...more })

const patiently = { interval: 50 }

/** What is told of the outbox, by its code. */
async function toldOf(road: RoadInProcess): Promise<ReadonlyMap<string, Condition>> {
  const all = await road.reading((ledger) => ledger.conditions())
  return new Map(
    all.filter(({ subject }) => subject.startsWith('lying:')).map((one) => [one.code, one]),
  )
}

const codesOf = async (road: RoadInProcess) => [...(await toldOf(road)).keys()].sort()

const untilTold = (road: RoadInProcess, ...codes: string[]) =>
  vi.waitFor(async () => expect(await codesOf(road)).toEqual([...codes].sort()), patiently)

async function sentenceOf(road: RoadInProcess, code: string): Promise<string> {
  return (await toldOf(road)).get(code)?.sentence ?? ''
}

test('each thing that cannot be taken is told by its own reason, for as long as it lies there; what is excluded is not', async () => {
  const road = await openRoadInProcess({ outbox: outboxWith({ leave: ['archive'] }) })
  const at = (name: string) => join(road.outbox, name)
  road.drop('paie.xml', 'paid')
  linkSync(at('paie.xml'), at('second.xml'))
  symlinkSync('paie.xml', at('link.xml'))
  for (const name of ['archive', 'dropped']) mkdirSync(at(name))
  spawnSync('mkfifo', [at('pipe')])
  for (const name of ['.hidden', 'x.part', 'x.xml.bak', 'empty.xml'])
    writeFileSync(at(name), name === 'empty.xml' ? '' : 'x')
  const latin = Buffer.concat([Buffer.from(at('sal')), Buffer.from([0xe9])])
  writeFileSync(latin, 'x')
  await road.start()
  await untilTold(
    road,
    ...['FILE-EMPTY', 'FILE-HARD-LINKED', 'FILE-IS-FOLDER', 'FILE-IS-LINK', 'FILE-IS-SPECIAL'],
    ...['NAME-EARLIER-VERSION', 'NAME-NOT-UTF8', 'NAME-TEMPORARY'],
  )
  expect(await sentenceOf(road, 'FILE-HARD-LINKED')).toMatch(
    /^2 files in .* paie\.xml \(2 hard links\), second\.xml \(2 hard links\)\. The oldest has been there since 20/,
  )
  expect(await sentenceOf(road, 'NAME-NOT-UTF8')).toContain('sal\\xe9 in ')
  rmSync(at('second.xml'))
  await road.until('paie.xml', 'archived')
  for (const name of ['link.xml', 'pipe', 'dropped', 'x.part', 'x.xml.bak', 'empty.xml'])
    rmSync(at(name), { recursive: true })
  await untilTold(road, 'NAME-NOT-UTF8')
  rmSync(latin)
  await road.untilWell()
})

test('what stays empty is one line with its count and three names, and one trouble for `status`', async () => {
  const road = await openRoadInProcess({ outbox: outboxWith() })
  for (const name of ['a', 'b', 'c', 'd']) road.drop(`${name}.xml`, '')
  await road.start()
  const { sentence, message } = await road.untilCondition('FILE-EMPTY')
  const status = await runCli(['status', '--config', road.config])
  expect(status.out).toMatch(/one trouble needs a person\.\n/)
  expect(status.code).toBe(3)
  expect(sentence).toMatch(/^4 files in .*They are a\.xml, b\.xml, c\.xml and 1 more\./)
  expect(message?.arguments).toMatchObject({ count: 4, folder: road.outbox })
})

test('thousands that wait are one line, and hold up no other file', async () => {
  const road = await openRoadInProcess({ outbox: outboxWith() })
  const many = 12_500
  for (let n = 0; n < many; n += 1) writeFileSync(join(road.outbox, `f${n}.xml`), '')
  await road.start()
  await untilTold(road, 'FILE-EMPTY')
  await vi.waitFor(
    async () => expect(await sentenceOf(road, 'FILE-EMPTY')).toMatch(/^12500 files .*12497 more/),
    patiently,
  )
  road.drop('paie.xml', 'paid')
  await road.until('paie.xml', 'archived')
  expect(await codesOf(road)).toEqual(['FILE-EMPTY'])
})

test('names that the outbox does not take, and temporary ones, are shown and no trouble', async () => {
  const road = await openRoadInProcess({ outbox: outboxWith({ take: ['*.xml'] }) })
  for (const name of ['notes.csv', 'paie.xml.part']) road.drop(name, 'x')
  await road.start()
  await untilTold(road, 'NAME-NOT-WANTED', 'NAME-TEMPORARY')
  const status = await runCli(['status', '--config', road.config])
  expect(status.code).toBe(0)
  expect(status.out).toContain('notes.csv')
  expect(status.out).toContain('Rename it when it is complete')
})

test('upper and lower case are the same, unless the outbox wants them exactly: then the name is told', async () => {
  const either = await openRoadInProcess({ outbox: outboxWith({ take: ['*.xml'] }) })
  either.drop('VIREMENT.XML', 'paid')
  await either.start()
  await either.until('VIREMENT.XML', 'archived')
  await either.stop()
  const exact = await openRoadInProcess({ outbox: outboxWith({ take: ['*.xml'], case: 'exact' }) })
  exact.drop('VIREMENT.XML', 'paid')
  await exact.start()
  await untilTold(exact, 'NAME-OTHER-CASE')
  expect(await sentenceOf(exact, 'NAME-OTHER-CASE')).toContain('case: exact')
})

describe('a file without its marker', () => {
  test('is told with the name of the marker, and with what is there instead', async () => {
    const road = await openRoadInProcess({
      outbox: outboxWith({ case: 'exact', ready: { marker: '{name}.ok' } }),
    })
    road.drop('paie.xml', 'paid')
    for (const name of ['Paie.xml.ok', 'paie.ok', 'alone.xml.ok']) road.drop(name, '')
    await road.start()
    await untilTold(road, 'MARKER-ALONE', 'MARKER-MISSING')
    await vi.waitFor(
      async () =>
        expect(await sentenceOf(road, 'MARKER-MISSING')).toMatch(
          /its marker paie\.xml\.ok is not there, but (Paie\.xml\.ok, paie\.ok|paie\.ok, Paie\.xml\.ok) is/,
        ),
      patiently,
    )
    expect(await sentenceOf(road, 'MARKER-ALONE')).toContain('alone.xml.ok (alone.xml is missing)')
  })

  test('goes when the marker comes, however late, and in whatever letters; nothing is left of either', async () => {
    const road = await openRoadInProcess({ outbox: outboxWith({ ready: { marker: '{name}.ok' } }) })
    road.drop('paie.xml', 'paid')
    await road.start()
    await untilTold(road, 'MARKER-MISSING')
    // By now it is passed over by the looks.
    road.drop('PAIE.XML.OK', '')
    await road.until('paie.xml', 'archived')
    await road.untilWell()
    expect(readdirSync(road.outbox).filter((name) => !name.startsWith('.'))).toEqual([])
  })
})

test('a file that is touched all the time is told, and what is touched; it goes when that ends', async () => {
  const road = await openRoadInProcess({ outbox: outboxWith({ ready: { quiet: '1s', looks: 2 } }) })
  road.drop('paie.xml', 'paid')
  let n = 0
  const touching = setInterval(() => utimesSync(join(road.outbox, 'paie.xml'), 1, (n += 1)), 100)
  onTestFinished(() => clearInterval(touching))
  await road.start()
  await untilTold(road, 'FILE-CHANGES')
  expect(await sentenceOf(road, 'FILE-CHANGES')).toContain(
    'its time of writing changes, its size does not',
  )
  clearInterval(touching)
  await road.until('paie.xml', 'archived')
  await road.untilWell()
})

test('orders to cancel that are no plain files are told', async () => {
  const road = await openRoadInProcess({ outbox: outboxWith({ beside: { cancel: true } }) })
  spawnSync('mkfifo', [join(road.outbox, 'a.xml.cancel')])
  symlinkSync('/etc/passwd', join(road.outbox, 'b.xml.cancel'))
  await road.start()
  await untilTold(road, 'ORDER-UNFIT')
  expect(await sentenceOf(road, 'ORDER-UNFIT')).toMatch(
    /a\.xml\.cancel \(it is a pipe.*b\.xml\.cancel \(it is a symbolic link\)/,
  )
})

test('it begins as one event and ends as one', async () => {
  const road = await openRoadInProcess({
    outbox: outboxWith(),
    top: {
      webhooks: [
        {
          url: 'http://127.0.0.1:9/',
          events: [
            'FILE_INCOMPLETE',
            'FILE_INCOMPLETE_ENDED',
            'FILE_NOT_TAKEN',
            'FILE_NOT_TAKEN_ENDED',
          ],
          secret: { file: 'password' },
        },
      ],
    },
  })
  road.drop('a.xml', '')
  road.drop('b.part', '')
  await road.start()
  await untilTold(road, 'FILE-EMPTY', 'NAME-TEMPORARY')
  road.drop('c.xml', '')
  await vi.waitFor(
    async () => expect(await sentenceOf(road, 'FILE-EMPTY')).toContain('2 files'),
    patiently,
  )
  for (const name of ['a.xml', 'b.part', 'c.xml']) rmSync(join(road.outbox, name))
  await untilTold(road)
  const told = await road.reading((ledger) => ledger.deliveries({ limit: 100 }))
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
  async function earlier(
    road: RoadInProcess,
    write: (ledger: Ledger) => Promise<void>,
  ): Promise<void> {
    await road.start()
    await road.stop()
    const ledger = await openLedger({ folder: road.data, clock: systemClock })
    await write(ledger)
    await ledger.close()
  }

  test('what lay there long before is told at once, although the daemon has just begun', async () => {
    const road = await openRoadInProcess({ outbox: outboxWith({ stuckAfter: '1h' }) })
    await earlier(road, (ledger) =>
      ledger.keepFirstSights(road.outbox, { put: [lain('old.xml', 7_200_000)], drop: [] }),
    )
    for (const name of ['old.xml', 'new.xml']) road.drop(name, '')
    await road.start()
    await untilTold(road, 'FILE-EMPTY')
    expect(await sentenceOf(road, 'FILE-EMPTY')).toMatch(/^old\.xml in /)
  })

  test('what was told and is not judged yet stays told, and ends when it goes', async () => {
    const outbox = outboxWith({ ready: { quiet: '1s', looks: 2 } })
    const road = await openRoadInProcess({ outbox })
    const coded = message('FILE-CHANGES', {
      ...{ folder: road.outbox, count: 1, sinceMs: 0 },
      files: [{ name: 'paie.xml', what: 'content' }],
    })
    const subject = `lying:${road.outbox}:FILE-CHANGES`
    await earlier(road, async (ledger) => {
      await ledger.note(subject, coded)
      await ledger.keepFirstSights(road.outbox, { put: [lain('paie.xml', 7_200_000)], drop: [] })
    })
    const [begun] = await road.reading((ledger) => ledger.conditions())
    road.drop('paie.xml', 'paid')
    let n = 0
    const touching = setInterval(() => utimesSync(join(road.outbox, 'paie.xml'), 1, (n += 1)), 50)
    onTestFinished(() => clearInterval(touching))
    await road.start()
    await vi.waitFor(
      async () => expect((await toldOf(road)).get('FILE-CHANGES')?.sentence).not.toContain('1970'),
      patiently,
    )
    expect((await toldOf(road)).get('FILE-CHANGES')?.sinceMs).toBe(begun?.sinceMs)
    clearInterval(touching)
    await road.until('paie.xml', 'archived')
    await road.untilWell()
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
} = {}): Promise<RoadInProcess> {
  const road = await openRoadInProcess({ outbox: outboxWith({ complete }), log })
  chmodSync(road.folder, 0o755)
  spawnSync('chown', ['-R', `${nobody}:${nobody}`, road.folder])
  chownSync(road.outbox, erp, nobody)
  chmodSync(road.outbox, 0o775)
  return road
}
const erp = 1

function dropAs(road: RoadInProcess, name: string, mode: number, gid = erp): string {
  road.drop(name, `content of ${name}`)
  const path = join(road.outbox, name)
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
      const road = await asService({ complete })
      const secret = dropAs(road, 'secret.xml', 0o600)
      dropAs(road, 'open.xml', 0o644)
      becomeUser(nobody)
      await road.start()
      await road.until('open.xml', 'archived')
      await untilTold(road, 'FILE-UNREADABLE')
      const sentence = await sentenceOf(road, 'FILE-UNREADABLE')
      expect(sentence).toMatch(
        /secret\.xml \(belongs to daemon, group daemon, mode 0600\) in .* The service runs as nobody\. .*chmod 640, or umask 027 for the program of daemon/,
      )
      expect(existsSync(secret)).toBe(true)
      expect(await road.reading((ledger) => ledger.list({ limit: 9, name: 'secret' }))).toEqual([])
      process.seteuid?.(0)
      chmodSync(secret, 0o644)
      process.seteuid?.(nobody)
      await road.until('secret.xml', 'archived')
      await road.untilWell()
    },
  )

  test('which lie in a sticky folder are told, in the log once, and go when it is sticky no more', async () => {
    const lines: string[] = []
    const keep = (_: unknown, text: string) => void lines.push(text)
    const log: Log = { ...silentLog, warn: keep, child: () => log }
    const road = await asService({ log })
    chownSync(road.outbox, 0, 0)
    chmodSync(road.outbox, 0o1777)
    dropAs(road, 'paie.xml', 0o644)
    becomeUser(nobody)
    await road.start()
    await untilTold(road, 'FILE-NOT-MOVABLE')
    expect(await sentenceOf(road, 'FILE-NOT-MOVABLE')).toMatch(
      /paie\.xml \(belongs to daemon.* is a sticky folder \(mode 1777, of root\).*chmod -t/,
    )
    process.seteuid?.(0)
    chmodSync(road.outbox, 0o777)
    process.seteuid?.(nobody)
    await road.until('paie.xml', 'archived')
    await road.untilWell()
    expect(lines.filter((line) => line.includes('could not be taken'))).toHaveLength(1)
  })

  test('are logged a few lines a minute, however many; the condition counts them', async () => {
    let lines = 0
    const log: Log = {
      ...silentLog,
      warn: (_, text) => (lines += Number(text.includes('could not be taken'))),
      child: () => log,
    }
    const road = await asService({ log })
    for (let n = 0; n < 150; n += 1) dropAs(road, `f${n}.xml`, 0o600)
    becomeUser(nobody)
    await road.start()
    await vi.waitFor(
      async () => expect(await sentenceOf(road, 'FILE-UNREADABLE')).toMatch(/^150 files/),
      patiently,
    )
    expect(lines).toBe(20)
  })

  test.skipIf(spawnSync('setfacl', ['--version']).error !== undefined)(
    'which an access list closes are not said to have the wrong mode',
    async () => {
      const road = await asService()
      const path = dropAs(road, 'paie.xml', 0o640, nobody)
      expect(spawnSync('setfacl', ['-m', `u:${nobody}:---`, path]).status).toBe(0)
      becomeUser(nobody)
      await road.start()
      await untilTold(road, 'FILE-UNREADABLE')
      expect(await sentenceOf(road, 'FILE-UNREADABLE')).toContain('getfacl')
    },
  )
})

test.skipIf(!isRoot || spawnSync('chattr', ['--version']).error !== undefined)(
  'a file that is marked as immutable is told (as root, where the file system knows the mark)',
  async () => {
    const road = await openRoadInProcess({ outbox: outboxWith() })
    road.drop('paie.xml', 'paid')
    const path = join(road.outbox, 'paie.xml')
    if (spawnSync('chattr', ['+i', path]).status !== 0) return
    onTestFinished(() => void spawnSync('chattr', ['-i', path]))
    await road.start()
    await untilTold(road, 'FILE-NOT-MOVABLE')
    expect(await sentenceOf(road, 'FILE-NOT-MOVABLE')).toContain('chattr -i')
    spawnSync('chattr', ['-i', path])
    await road.until('paie.xml', 'archived')
    await road.untilWell()
  },
)
