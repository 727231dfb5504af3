import { naming } from '../../helpers/naming.ts'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { silentLog } from '../../../src/lib/log.ts'
import { childShare } from '../../../src/share/process/child.ts'
import { localShare } from '../../../src/share/local.ts'
import type { LookRequest } from '../../../src/share/looking.ts'
import type { Share } from '../../../src/share/share.ts'
import { startShareWorker } from '../../../src/share/process/worker.ts'
import { type FakeClock, fakeClock } from '../../helpers/fake-clock.ts'
import { canHang, hangingShare } from '../../helpers/hanging-share.ts'
import { testProgramPath } from '../../helpers/program.ts'
import { isShare, shareProcesses } from '../../helpers/share-processes.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

/** A busy machine may take its time to end a process. */
const patiently = { interval: 50 }

const request = (folder: string): LookRequest => ({
  folder,
  limit: 1000,
  take: ['*'],
  leave: [],
  passOver: [],
  expected: null,
  about: [],
})

/** A child share with a clock that is turned by hand, and what it logs. */
function child(): { share: Share; clock: FakeClock; pid: () => number } {
  const clock = fakeClock()
  const share = childShare({ deadlineMs: 10_000, respawnMs: 3_000, clock, log: silentLog })
  onTestFinished(async () => {
    const closing = share.close()
    await clock.advance(1_000)
    await closing
  })
  return { share, clock, pid: () => shareProcesses().at(-1) ?? 0 }
}

const slow = (folder: string) => ({
  kind: 'fault',
  code: 'FOLDER-SLOW',
  arguments: naming(folder),
})

const stop = (pid: number) => process.kill(pid, 'SIGSTOP')

/** Until the verb's patience is over, whenever it began. */
async function outwait<T>(clock: FakeClock, outcome: Promise<T>): Promise<T> {
  await vi.waitUntil(() => clock.sleepers > 0)
  await clock.advance(10_000)
  return outcome
}

test('each verb answers as it does in this process', async () => {
  const answers = async (share: Share) => {
    const place = tempFolder()
    const [folder, target] = [join(place, 'folder'), join(place, 'sealed')]
    mkdirSync(folder)
    writeFileSync(join(folder, "l'été «1».xml"), 'payment')
    const name = "l'été «1».xml"
    // The same moment for both: it is part of what a seal says.
    utimesSync(join(folder, name), 1_700_000_000, 1_700_000_000)
    const looked = await share.look(request(folder))
    if (looked.kind === 'fault') throw new Error(JSON.stringify(looked))
    const said: unknown[] = [
      (await share.probe({ folder, purpose: 'outbox' })).kind,
      await share.peek({ folder, name, headBytes: 3, tailBytes: 3 }),
      await share.claim({ folder, look: 'one', files: looked.files }),
      await share.orphans({ folder, after: null, limit: 10 }),
    ]
    const sealed = await share.seal({ folder, look: 'one', name, target })
    const sha256 = sealed.kind === 'sealed' ? sealed.sha256 : ''
    const staging = { folder, id: 'id', source: target, sha256, group: null, mode: null }
    return [
      ...said,
      { ...sealed, inode: '' },
      await share.remove({ folder, look: 'one', name }),
      await share.stage(staging),
      await share.link({ folder, id: 'id', name }),
      await share.unstage({ folder, id: 'id' }),
      readdirSync(folder).sort(),
      (await share.look(request(join(place, 'absent')))).kind,
    ]
  }
  expect(await answers(child().share)).toEqual(await answers(localShare()))
})

test('many verbs at once are all answered', async () => {
  const folder = tempFolder()
  const { share } = child()
  for (let n = 0; n < 50; n += 1) writeFileSync(join(folder, `${n}`), `${n}`)
  const peeks = Array.from({ length: 50 }, (_, n) =>
    share.peek({ folder, name: `${n}`, headBytes: 9, tailBytes: 0 }),
  )
  const heads = (await Promise.all(peeks)).map((peeked) =>
    peeked.kind === 'peeked' ? Buffer.from(peeked.head, 'base64').toString() : peeked.kind,
  )
  expect(heads).toEqual(Array.from({ length: 50 }, (_, n) => `${n}`))
})

test('a process that hangs gets a fault at the deadline and is killed; others go on', async () => {
  const folder = tempFolder()
  const one = child()
  expect((await one.share.look(request(folder))).kind).toBe('looked')
  const stopped = one.pid()
  const other = child()
  stop(stopped)
  const outcome = one.share.look(request(folder))
  expect((await other.share.look(request(folder))).kind).toBe('looked')
  expect((await localShare().look(request(folder))).kind).toBe('looked')
  expect(await outwait(one.clock, outcome)).toEqual(slow(folder))
  await vi.waitUntil(() => !shareProcesses().includes(stopped))
})

test('a new process is started, but not more often than every few seconds', async () => {
  const folder = tempFolder()
  const { share, clock, pid } = child()
  await share.look(request(folder))
  const first = pid()
  process.kill(first, 'SIGKILL')
  await vi.waitUntil(() => !shareProcesses().includes(first))
  expect(await share.look(request(folder))).toEqual(slow(folder))
  await clock.advance(2_999)
  expect(await share.look(request(folder))).toEqual(slow(folder))
  expect(shareProcesses()).toEqual([])
  await clock.advance(1)
  expect((await share.look(request(folder))).kind).toBe('looked')
  expect(shareProcesses()).toHaveLength(1)
})

test('when a process dies, its running and waiting requests end with a fault', async () => {
  const folder = tempFolder()
  const { share, pid } = child()
  await share.look(request(folder))
  stop(pid())
  const pending = Array.from({ length: 10 }, () => share.look(request(folder)))
  process.kill(pid(), 'SIGKILL')
  expect(await Promise.all(pending)).toEqual(pending.map(() => slow(folder)))
})

test('a claim that was given up loses nothing: the files that it took are found again', async () => {
  const folder = tempFolder()
  for (let n = 0; n < 3000; n += 1) writeFileSync(join(folder, `${n}`), 'payment')
  const { share, clock, pid } = child()
  const looked = await share.look({ ...request(folder), limit: 3000 })
  if (looked.kind === 'fault') throw new Error(JSON.stringify(looked))
  const claimed = share.claim({ folder, look: 'one', files: looked.files })
  const place = join(folder, '.pesit-drop/claimed/one')
  await vi.waitUntil(() => existsSync(place) && readdirSync(place).length > 10, { interval: 1 })
  stop(pid())
  expect(await outwait(clock, claimed)).toEqual(slow(folder))
  const found = await vi.waitFor(async () => {
    const outcome = await share.orphans({ folder, after: null, limit: 5000 })
    if (outcome.kind === 'fault') throw new Error(JSON.stringify(outcome))
    return outcome
  }, patiently)
  const names = [...found.claimed.map(({ name }) => name), ...readdirSync(folder)]
  expect(found.claimed.length).toBeGreaterThan(10)
  expect(new Set(names).size).toBe(3001) // and our own folder
  expect(names).toHaveLength(3001)
})

test('a long verb reports its progress', async () => {
  const folder = tempFolder()
  const place = join(folder, '.pesit-drop/claimed/one')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, 'a'), Buffer.alloc(300 * 1024 * 1024))
  const worker = startShareWorker()
  onTestFinished(() => worker.kill())
  let signs = 0
  const sealing = { folder, look: 'one', name: 'a', target: join(folder, 'sealed') }
  const answer = await worker.request({ verb: 'seal', request: sealing }, () => (signs += 1))
  expect(answer).toMatchObject({ kind: 'answer', result: { kind: 'sealed' } })
  expect(signs).toBeGreaterThan(0)
})

test('closing ends the process, even one that hangs, and nothing is requested afterwards', async () => {
  const folder = tempFolder()
  for (const before of [() => undefined, stop]) {
    const { share, pid } = child()
    await share.look(request(folder))
    const last = pid()
    before(last)
    await share.close()
    expect(shareProcesses()).not.toContain(last)
    expect(await share.look(request(folder))).toEqual(slow(folder))
    await share.close()
  }
})

test('a share that was never used has no process', async () => {
  const { share } = child()
  expect(shareProcesses()).toEqual([])
  await share.close()
})

test('when the daemon is killed its process ends, and a signal to all does not end it first', async () => {
  const program = await testProgramPath('child-share-program')
  const daemon = spawn(process.execPath, [program, tempFolder()], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void daemon.kill('SIGKILL'))
  const lines = createInterface({ input: daemon.stdout })[Symbol.asyncIterator]()
  const pid = Number((await lines.next()).value)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, signal)
  daemon.stdin.end()
  expect((await lines.next()).value).toBe('still looked')
  const closed = once(daemon, 'close')
  daemon.kill('SIGKILL')
  await closed
  await vi.waitUntil(() => !isShare(pid))
})

describe.skipIf(!canHang)('a share that hangs (as root, with FUSE and Python, to make one)', () => {
  test('stops only its own process, and is used again when it answers', async () => {
    const place = tempFolder()
    const [folder, well] = [join(place, 'share'), join(place, 'well')]
    mkdirSync(well)
    const server = await hangingShare(folder)
    const { share, clock, pid } = child()
    expect((await share.look(request(folder))).kind).toBe('looked')
    const stuck = pid()
    await server.hang()
    const looks = Array.from({ length: 8 }, () => share.look(request(folder)))
    for (let time = 0; time < 20; time += 1)
      expect((await localShare().look(request(well))).kind).toBe('looked')
    await outwait(clock, looks[0] ?? Promise.reject(new Error('no look')))
    expect(await Promise.all(looks)).toEqual(looks.map(() => slow(folder)))
    // It was sent SIGKILL, and cannot die while the share does not answer: no second one joins it.
    await clock.advance(60_000)
    expect(await share.look(request(folder))).toMatchObject({
      arguments: naming('stuck'),
    })
    expect(existsSync(`/proc/${stuck}`)).toBe(true)
    // One of a test before may still be dying; a second one would stay.
    await vi.waitUntil(() => shareProcesses().length === 0, patiently)
    await server.answer()
    await vi.waitUntil(() => !existsSync(`/proc/${stuck}`))
    await vi.waitFor(
      async () => expect((await share.look(request(folder))).kind).toBe('looked'),
      patiently,
    )
  })
})
