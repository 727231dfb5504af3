// Files and folders that change, go, or fill up while the daemon works with them. The table in
// docs/reliability.md names each of these tests.

import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { admit } from '../../src/admission/admit.ts'
import { inProcessChecker } from '../../src/admission/checker.ts'
import { spoolIn } from '../../src/ledger/spool/spool.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { syncFolder } from '../../src/disk/durable.ts'
import { type Log, silentLog } from '../../src/lib/log.ts'
import { localShare } from '../../src/share/local.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import { bytesOf } from '../helpers/road/content.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'
import { canMount, smallDisk } from '../helpers/small-disk.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const content = bytesOf(20_000)
/** The daemon may be looking at it at this very moment. */
const unmounted = (folder: string) =>
  vi.waitFor(() => expect(spawnSync('umount', [folder]).status).toBe(0), patiently)

function listening(heard: string[]): Log {
  const log: Log = {
    ...silentLog,
    error: (_, message) => void heard.push(message ?? ''),
    child: () => log,
  }
  return log
}

/** Somebody else took the room that the ledger keeps for itself. */
const withoutReserve = (data: string) => truncateSync(join(data, 'ledger.reserve'))

const patiently = { interval: 25 }

describe('a file that changes', () => {
  test('after it was sealed and sent is held as another one, and the bank has what was sealed', async () => {
    const road = await openRoadInProcess()
    await road.start()
    // The end of the transfer waits until the writer has gone on.
    road.misbehave('delay:create=1000')
    road.drop('paie.xml', content)
    const sending = await road.until('paie.xml', 'sending', 'finishing')
    appendFileSync(join(road.outbox, '.pesit-drop/claimed', sending.look, 'paie.xml'), 'more')
    const held = await road.until('paie.xml', 'held')
    expect(held).toMatchObject({ code: 'FILE-CHANGED', sizeBytes: content.length + 4 })
    expect(held.reason).toContain(`changed after it was sealed and sent as ${sending.id}`)
    expect((await road.until('paie.xml', 'archived')).id).toBe(sending.id)
    expect(road.copies(content)).toBe(1)
    expect(road.bank.received()).toHaveLength(1)
    await road.stop()
    await road.start()
    expect(await road.reading((ledger) => ledger.list({ limit: 10 }))).toHaveLength(2)
  })

  test.each([
    ['its size', 3, 'the same'],
    ['its time', 8, 'another'],
  ])('between the claim and the seal, by %s, is held, and says how', async (_, sizeBytes, time) => {
    const folder = tempFolder()
    const claimed = join(folder, 'out/.pesit-drop/claimed/look')
    mkdirSync(claimed, { recursive: true })
    mkdirSync(join(folder, 'spool'))
    writeFileSync(join(claimed, 'paie.xml'), 'eight by')
    const { mtimeNs } = statSync(join(claimed, 'paie.xml'), { bigint: true })
    const ledger = await openLedger({ folder: join(folder, 'data'), clock: systemClock })
    onTestFinished(() => ledger.close())
    const born = newTransfer({
      folder: join(folder, 'out'),
      look: 'look',
      name: 'paie.xml',
      sizeBytes,
      detail: { modifiedNs: time === 'the same' ? String(mtimeNs) : '1' },
    })
    const [transfer] = await ledger.record([born])
    if (transfer === undefined) throw new Error('it was recorded')
    await admit(
      {
        ledger,
        clock: systemClock,
        log: silentLog,
        share: localShare(),
        spool: spoolIn(folder),
        syncSpool: () => syncFolder(join(folder, 'spool')),
        reserveBytes: 0,
        room: { mayBeNoted: true },
        rules: { formats: null, sameReference: 'hold', elsewhere: [] },
        checker: inProcessChecker(),
        onQueued: () => undefined,
        stopping: new AbortController().signal,
        zone: 'Europe/Paris',
      },
      transfer,
    )
    const held = await ledger.find(born.id)
    expect(held).toMatchObject({ state: 'held', code: 'FILE-CHANGED', sizeBytes: 8 })
    expect(held?.reason).toContain('it was changed after it was taken')
  })
})

describe.skipIf(!canMount)('a disk (skipped where nothing can be mounted)', () => {
  const ballast = (folder: string) => join(folder, 'ballast')
  /** Leaves so many bytes. */
  function fill(folder: string, leaveBytes: number): void {
    const file = openSync(ballast(folder), 'w')
    const block = Buffer.alloc(64 * 1024)
    try {
      for (;;) writeSync(file, block)
    } catch {
      // Full.
    }
    closeSync(file)
    const { size } = statSync(ballast(folder))
    spawnSync('truncate', ['-s', String(Math.max(0, size - leaveBytes)), ballast(folder)])
  }

  test('of the spool without room lets files wait, says so, and they go when there is room', async () => {
    const data = smallDisk(join(tempFolder(), 'data'), 'size=24m')
    const road = await openRoadInProcess({ places: { data } })
    await road.start()
    fill(data, 3_000_000)
    const large = bytesOf(6_000_000)
    road.drop('large.bin', large)
    const full = await road.untilCondition('DISK-FULL')
    expect(full.sentence).toContain('large.bin needs')
    expect(road.copies(large)).toBe(0)
    rmSync(ballast(data))
    await road.until('large.bin', 'archived')
    await road.untilWell()
    expect(road.copies(large)).toBe(1)
  })

  test('of the ledger that is full when the bank answers keeps the answer until there is room', async () => {
    const data = smallDisk(join(tempFolder(), 'data'), 'size=24m')
    const heard: string[] = []
    const road = await openRoadInProcess({ places: { data }, log: listening(heard) })
    await road.start()
    road.misbehave('delay:committed=1500')
    road.drop('paie.xml', content)
    await road.until('paie.xml', 'finishing')
    withoutReserve(data)
    fill(data, 0)
    await vi.waitFor(() => expect(heard.join()).toContain('Waiting for room'), patiently)
    expect(road.copies(content)).toBe(1)
    rmSync(ballast(data))
    const sent = await road.until('paie.xml', 'archived')
    expect(sent.attempts).toBe(1)
    expect(road.bank.received()).toHaveLength(1)
  })

  test('of the ledger that is full before the end lets nothing be finished; it goes on when there is room', async () => {
    const data = smallDisk(join(tempFolder(), 'data'), 'size=24m')
    const heard: string[] = []
    const road = await openRoadInProcess({ places: { data }, log: listening(heard) })
    await road.start()
    road.misbehave('delay:write=1500')
    road.drop('paie.xml', content)
    await road.until('paie.xml', 'sending')
    withoutReserve(data)
    fill(data, 0)
    await vi.waitFor(() => expect(heard.join()).toContain('Waiting for room'), patiently)
    expect(road.copies(content)).toBe(0)
    rmSync(ballast(data))
    await road.until('paie.xml', 'archived')
    expect(road.copies(content)).toBe(1)
  })

  test.each([
    ['bytes', 'size=300k', 250_000],
    ['inodes', 'size=4m,nr_inodes=12', 0],
  ])(
    'of the inbox without %s keeps the statement safe, and shows it once',
    async (what, how, leave) => {
      const inbox = smallDisk(join(tempFolder(), 'in'), how)
      const road = await openRoadInProcess({ places: { inbox } })
      const daemon = await road.start()
      await vi.waitFor(() => expect(readdirSync(inbox)).toContain('.pesit-drop'), patiently)
      const fillers: string[] = []
      if (what === 'bytes') fill(inbox, 0)
      else
        try {
          for (let index = 0; ; index += 1) {
            writeFileSync(join(inbox, `f${index}`), '')
            fillers.push(join(inbox, `f${index}`))
          }
        } catch {
          // No inode is left.
        }
      const statement = bytesOf(leave === 0 ? 1_000 : 100_000)
      road.offer('releve.xml', statement)
      await daemon.pollAll()
      await road.untilCondition('DISK-FULL')
      expect(road.inInbox()).not.toContain('releve.xml')
      for (const path of [...fillers, ballast(inbox)]) rmSync(path, { force: true })
      await road.until('releve.xml', 'archived')
      expect(road.inInbox()).toEqual(['releve.xml'])
      expect(readFileSync(join(inbox, 'releve.xml')).equals(statement)).toBe(true)
    },
  )

  test('that can only be read stops its outbox alone, says so, and heals by itself', async () => {
    const outbox = smallDisk(join(tempFolder(), 'out'))
    const road = await openRoadInProcess({ places: { outbox } })
    await road.start()
    road.drop('one.xml', content)
    await road.until('one.xml', 'archived')
    road.drop('two.xml', 'two')
    spawnSync('mount', ['-o', 'remount,ro', outbox])
    await road.untilCondition('FOLDER-FORBIDDEN')
    spawnSync('mount', ['-o', 'remount,rw', outbox])
    await road.until('two.xml', 'archived')
    await road.untilWell()
  })

  test('of an inbox that is unmounted gets nothing in the folder below, says so, and has its statement when it is back', async () => {
    const inbox = smallDisk(join(tempFolder(), 'in'))
    const road = await openRoadInProcess({ places: { inbox } })
    const daemon = await road.start()
    road.offer('before.xml', 'one that shows that the inbox was found well')
    await daemon.pollAll()
    await road.until('before.xml', 'archived')
    await unmounted(inbox)
    road.offer('releve.xml', content)
    await daemon.pollAll()
    const moved = await road.untilCondition('FOLDER-MOVED')
    expect(moved.subject).toContain(inbox)
    // The second round says why; neither writes into the folder below.
    await vi.waitFor(
      async () =>
        expect((await road.untilCondition('FOLDER-MOVED')).sentence).toContain(
          'is not mounted now',
        ),
      patiently,
    )
    expect(readdirSync(inbox)).toEqual([])
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', inbox])
    await road.until('releve.xml', 'archived')
    await road.untilWell()
    expect(road.inInbox()).toEqual(['releve.xml'])
  })

  test('of an outbox that is unmounted is never taken for an empty outbox', async () => {
    const outbox = smallDisk(join(tempFolder(), 'out'))
    const road = await openRoadInProcess({ places: { outbox } })
    await road.start()
    road.drop('one.xml', content)
    await road.until('one.xml', 'archived')
    await unmounted(outbox)
    writeFileSync(join(outbox, 'below.xml'), 'dropped below the mount')
    await vi.waitFor(
      async () =>
        expect((await road.untilCondition('FOLDER-MOVED')).sentence).toContain(
          'is not mounted now',
        ),
      patiently,
    )
    expect(readdirSync(outbox)).toEqual(['below.xml'])
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', outbox])
    road.drop('two.xml', 'two')
    await road.until('two.xml', 'archived')
    await road.untilWell()
  })
})
