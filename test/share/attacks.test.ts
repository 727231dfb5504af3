// Who may write in a shared folder puts something else in the place of one of its folders, or of a file, at
// every moment of every step. Whatever he does, nothing outside of the folder is read, sent, removed, changed
// or written over; and when he stops, work goes on.
//
// A step is tried once for each of its file calls, with the trick done right before that call.

import { countCalls, whenCalling } from '../helpers/file-calls.ts'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { LookOutcome } from '../../src/share/looking.ts'
import type { SeenFile } from '../../src/share/looking.ts'
import { isRoot, nobody } from '../helpers/run-share.ts'
import { quickFolder } from '../helpers/temp-folder.ts'

const { localShare } = await import('../../src/share/local.ts')
const { statusFormat } = await import('../../src/share/verbs/status-file.ts')
const share = localShare()
const memoryPlace = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

const statement = 'a statement'
const secret = 'the password of the bank'
const sha256 = createHash('sha256').update(statement).digest('hex')

/** A folder of somebody else in which we work, and a private place with the same names in it. */
interface Stage {
  readonly folder: string
  readonly elsewhere: string
  readonly spool: string
  readonly seen: readonly SeenFile[]
}

/** Everything that a step could find in a folder of ours there. */
function fillOwn(own: string, content: string): void {
  for (const [path, text] of [
    ['claimed/one/a.xml', content],
    ['claimed/two/a.xml', content],
    ['incoming/id', content],
    ['names/id', content === secret ? secret : JSON.stringify({ name: 'releve.xml' })],
    ['status-id', content],
  ] as const) {
    mkdirSync(join(own, path, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(join(own, path), text, { mode: 0o600 })
  }
  for (const place of ['', 'claimed', 'claimed/one', 'claimed/two', 'incoming', 'names'])
    chmodSync(join(own, place), 0o700)
}

const inFolder = ['a.xml', 'b.xml', 'releve.xml.keep', 'x.xml.held', 'x.xml.sent']

function setUp(): Stage {
  const place = quickFolder()
  chmodSync(place, 0o755)
  const [parent, elsewhere, spool] = ['shared', 'elsewhere', 'spool'].map((name) => {
    mkdirSync(join(place, name))
    return join(place, name)
  }) as [string, string, string]
  const folder = join(parent, 'folder')
  mkdirSync(folder)
  for (const [top, content] of [
    [folder, statement],
    [elsewhere, secret],
  ] as const) {
    fillOwn(join(top, '.pesit-drop'), content)
    for (const name of inFolder) writeFileSync(join(top, name), statusOr(name, content))
  }
  rmSync(join(folder, '.pesit-drop/claimed/two'), { recursive: true })
  for (const name of ['names/id', 'status-id']) rmSync(join(folder, '.pesit-drop', name))
  writeFileSync(join(spool, 'received'), statement)
  for (const theirs of [parent, folder]) {
    chmodSync(theirs, 0o777)
    if (isRoot) chownSync(theirs, nobody, nobody)
  }
  return { folder, elsewhere, spool, seen: [] }
}

const statusOr = (name: string, content: string) =>
  name === 'x.xml.held' ? JSON.stringify({ format: statusFormat, id: 'id' }) : content

async function looked(folder: string): Promise<Extract<LookOutcome, { kind: 'looked' }>> {
  const outcome = await share.look({
    ...{ folder, limit: 10, take: ['*.xml'], leave: [], passOver: [], expected: null, about: [] },
  })
  if (outcome.kind === 'fault') throw new Error(JSON.stringify(outcome))
  return outcome
}

type Step = (stage: Stage) => Promise<{ readonly kind: string }>

const steps: Readonly<Record<string, Step>> = {
  probe: ({ folder }) => share.probe({ folder, purpose: 'outbox' }),
  look: ({ folder }) =>
    share.look({
      ...{ folder, limit: 10, take: ['*'], leave: [], passOver: [], expected: null, about: [] },
    }),
  peek: ({ folder }) => share.peek({ folder, name: 'a.xml', headBytes: 100, tailBytes: 100 }),
  claim: ({ folder, seen }) => share.claim({ folder, look: 'two', files: seen, cancels: true }),
  seal: ({ folder, spool }) =>
    share.seal({ folder, look: 'one', name: 'a.xml', target: join(spool, 'sealed') }),
  stage: ({ folder, spool }) =>
    share.stage({
      ...{ folder, id: 'id', source: join(spool, 'received'), sha256 },
      group: isRoot ? '12345' : null,
      mode: '0666',
    }),
  link: ({ folder }) => share.link({ folder, id: 'id', name: 'releve.xml' }),
  unstage: ({ folder }) => share.unstage({ folder, id: 'id' }),
  remove: ({ folder }) => share.remove({ folder, look: 'one', name: 'a.xml' }),
  show: ({ folder }) =>
    share.show({
      ...{ folder, id: 'id', name: 'x.xml', ending: 'sent', content: '{}' },
      isNewest: true,
    }),
  clear: ({ folder }) => share.clear({ folder, names: ['x.xml'] }),
  orphans: ({ folder }) => share.orphans({ folder, after: null, limit: 10 }),
}

const above = ['.', '.pesit-drop']
const claimed = [...above, '.pesit-drop/claimed', '.pesit-drop/claimed/one']
const incoming = [...above, '.pesit-drop/incoming', '.pesit-drop/names', '.pesit-drop/incoming/id']

/** What he may put something else in the place of, by the step that comes there. */
const levels: Readonly<Record<string, readonly string[]>> = {
  probe: above,
  look: [...above, 'a.xml'],
  peek: [...above, 'a.xml'],
  claim: [...claimed, 'a.xml'],
  seal: [...claimed, '.pesit-drop/claimed/one/a.xml'],
  stage: incoming,
  link: [...incoming, 'releve.xml'],
  unstage: incoming,
  remove: [...claimed, '.pesit-drop/claimed/one/a.xml'],
  show: [...above, 'x.xml.held', 'x.xml.sent'],
  clear: ['.', 'x.xml.held', 'x.xml.sent'],
  orphans: [...claimed, '.pesit-drop/incoming'],
}

type Trick = (path: string, victim: string) => void

const tricks: Readonly<Record<string, Trick>> = {
  'a link': (path, victim) => symlinkSync(victim, path),
  'a pipe': (path) => renameSync(newPipe(), path),
  // As root the tests can make what belongs to somebody else.
  ...(isRoot
    ? {
        'a folder of his own, full of links': (path: string, victim: string) => {
          mkdirSync(path)
          if (lstatSync(victim, { throwIfNoEntry: false })?.isDirectory() === true)
            for (const name of readdirSync(victim))
              symlinkSync(join(victim, name), join(path, name))
          chmodSync(path, 0o777)
          chownSync(path, nobody, nobody)
        },
      }
    : {}),
}

/** Everything that could be seen of a place from outside. */
function snapshot(path: string): unknown {
  const { mode, uid, gid, ino, nlink, mtimeMs, ctimeMs, size } = lstatSync(path)
  const about = { mode, uid, gid, ino, nlink, mtimeMs, ctimeMs, size }
  if (lstatSync(path).isSymbolicLink()) return { ...about, to: readlinkSync(path) }
  if (!lstatSync(path).isDirectory()) return { ...about, text: readFileSync(path, 'utf8') }
  return { ...about, in: readdirSync(path).map((name) => [name, snapshot(join(path, name))]) }
}

async function begin(): Promise<Stage> {
  const stage = setUp()
  return { ...stage, seen: (await looked(stage.folder)).files }
}

const pipes: string[] = []

/** Made many at once: a process for each would be most of the work. */
function newPipe(): string {
  if (pipes.length === 0) {
    const place = mkdtempSync(join(memoryPlace, 'pesit-drop-pipes-'))
    pipesIn.push(place)
    pipes.push(...Array.from({ length: 500 }, (_, n) => join(place, `${n}`)))
    spawnSync('mkfifo', ['-m', '666', ...pipes])
  }
  return pipes.pop() as string
}

/** Puts something else there; gives how to undo it. */
function attack(stage: Stage, level: string, trick: Trick): () => void {
  const path = join(stage.folder, level)
  const aside = join(stage.folder, level === '.' ? '../aside' : 'aside')
  if (!existsSync(join(path, '..'))) return () => undefined
  const was = existsSync(path)
  if (was) renameSync(path, aside)
  trick(path, join(stage.elsewhere, level))
  return () => {
    rmSync(path, { recursive: true, force: true })
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
    if (was) renameSync(aside, path)
  }
}

function spoolText({ spool }: Stage): string {
  return readdirSync(spool)
    .map((name) => readFileSync(join(spool, name), 'utf8'))
    .join()
}

const pipesIn: string[] = []
afterAll(() => pipesIn.forEach((place) => rmSync(place, { recursive: true })))

const cases = Object.keys(steps).flatMap((name) =>
  (levels[name] ?? []).flatMap((level) =>
    Object.keys(tricks)
      // Where a folder should be a pipe is refused as a link is.
      .filter((kind) => kind !== 'a pipe' || /\w\.xml|\/id$/.test(level))
      .map((kind) => [kind, level, name] as const),
  ),
)

test.each(cases)(
  '%s in the place of %s leads %s nowhere, whenever it is put there',
  async (kind, level, name) => {
    const step = steps[name] as Step
    const trick = tricks[kind] as Trick
    const model = await begin()
    const calls = await countCalls(() => step(model))
    for (let n = 1; n <= calls + 1; n += 1) {
      const stage = await begin()
      const before = snapshot(stage.elsewhere)
      let undo = () => undefined as void
      const outcome = await whenCalling(
        n,
        () => (undo = attack(stage, level, trick)),
        () => step(stage),
      )
      const told = `${JSON.stringify(outcome)} at call ${n} of ${calls}`
      expect(snapshot(stage.elsewhere), told).toEqual(before)
      expect(told).not.toContain(Buffer.from(secret).toString('base64').slice(0, 20))
      expect(told).not.toContain(secret)
      expect(spoolText(stage), told).not.toContain(secret)
      undo()
      const again = await step(stage)
      expect(again.kind, `${JSON.stringify(again)} after call ${n}`).not.toBe('fault')
    }
  },
)
