// Another user's process exchanges the folders that he may rename, as fast as he can, while we work there.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { localShare } from '../../src/share/local.ts'
import type { SeenFile } from '../../src/share/looking.ts'
import { isRoot, nobody } from '../helpers/run-share.ts'
import { quickFolder } from '../helpers/temp-folder.ts'

const share = localShare()
const secret = 'the password of the bank'
const statement = 'a statement'
const sha256 = createHash('sha256').update(statement).digest('hex')

/** His program: puts a link in the place of the folder and takes it away again, until it is told to end. */
const exchanging = `
const fs = require('node:fs')
const [path, target] = process.argv.slice(1)
const quietly = (work) => { try { work() } catch {} }
process.stdout.write('up\\n')
process.stdin.once('data', () => { over = true })
let over = false
let times = 0
const round = () => {
  for (let n = 0; n < 20; n += 1) {
    quietly(() => { fs.renameSync(path, path + '-aside'); times += 1 })
    quietly(() => fs.symlinkSync(target, path))
    quietly(() => fs.unlinkSync(path))
    quietly(() => fs.renameSync(path + '-aside', path))
  }
  process.stdout.write('.')
  if (!over) return void setImmediate(round)
  quietly(() => fs.unlinkSync(path))
  quietly(() => fs.renameSync(path + '-aside', path))
  process.stdout.write(String(times), () => process.exit())
}
round()
`

interface Racer {
  /** How often it has gone round so far. */
  batches(): number
  /** Ends it; how often it exchanged the folder. */
  end(): Promise<number>
}

async function racer(path: string, target: string): Promise<Racer> {
  const child = spawn(process.execPath, ['-e', exchanging, path, target], {
    stdio: ['pipe', 'pipe', 'inherit'],
    uid: nobody,
    gid: nobody,
    cwd: '/',
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  await once(child.stdout, 'data')
  return {
    batches: () => said.split('.').length - 1,
    async end() {
      const closed = once(child, 'close')
      child.stdin.write('end\n')
      await closed
      return Number(/\d+$/.exec(said)?.[0])
    },
  }
}

function setUp() {
  const place = quickFolder()
  chmodSync(place, 0o755)
  const shared = join(place, 'shared')
  const [folder, elsewhere, spool] = [
    join(shared, 'folder'),
    join(place, 'elsewhere'),
    join(place, 'spool'),
  ]
  for (const path of [folder, elsewhere, spool]) mkdirSync(path, { recursive: true })
  for (const below of ['', '.pesit-drop'])
    for (const path of [
      'claimed/one/a.xml',
      'incoming/id',
      'names/id',
      'a.xml',
      'releve.xml.held',
    ]) {
      mkdirSync(join(elsewhere, below, path, '..'), { recursive: true, mode: 0o700 })
      writeFileSync(join(elsewhere, below, path), secret, { mode: 0o600 })
    }
  for (const theirs of [shared, folder]) {
    chownSync(theirs, nobody, nobody)
    chmodSync(theirs, 0o777)
  }
  writeFileSync(join(spool, 'received'), statement)
  return { folder, elsewhere, spool }
}

const contents = (path: string): unknown =>
  statSync(path).isDirectory()
    ? readdirSync(path).map((name) => [name, contents(join(path, name))])
    : [readFileSync(path, 'utf8'), statSync(path).mode, statSync(path).uid, statSync(path).nlink]

const rounds = 150

test.skipIf(!isRoot).each(['.pesit-drop', '.'])(
  'who exchanges %s all the time reaches nothing of ours, and loses nothing but time (as root, who can be somebody else)',
  async (level) => {
    const { folder, elsewhere, spool } = setUp()
    await share.probe({ folder, purpose: 'outbox' })
    const before = contents(elsewhere)
    const { batches, end } = await racer(join(folder, level), join(elsewhere, level))
    const kinds = new Map<string, number>()
    const told = <T extends { readonly kind: string }>(outcome: T): T => {
      kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1)
      expect(JSON.stringify(outcome)).not.toContain(secret)
      return outcome
    }
    // On a busy machine it may take a while until the other program has its turn.
    const met = () => batches() > 5 && (kinds.get('fault') ?? 0) > 0
    for (let n = 0; n < rounds || !met(); n += 1) {
      const [look, name] = [`look-${n}`, 'a.xml']
      const target = join(spool, 'sealed')
      const asked = { folder, limit: 9, take: ['*'], leave: [], passOver: [], about: [] }
      const looked = told(await share.look({ ...asked, expected: null }))
      const files: readonly SeenFile[] = looked.kind === 'looked' ? looked.files : []
      told(await share.claim({ folder, look, files }))
      told(await share.seal({ folder, look: 'one', name, target }))
      if (existsSync(target)) expect(readFileSync(target, 'utf8')).not.toContain(secret)
      told(await share.remove({ folder, look: 'one', name }))
      const source = join(spool, 'received')
      told(await share.stage({ folder, id: 'id', source, sha256, group: '12345', mode: '0666' }))
      told(await share.link({ folder, id: 'id', name: 'releve.xml' }))
      told(await share.unstage({ folder, id: 'id' }))
      const said = { ending: 'sent', content: '{}', isNewest: true } as const
      told(await share.show({ folder, id: 'id', name, ...said }))
      told(await share.clear({ folder, names: [name] }))
      told(await share.orphans({ folder, after: null, limit: 5 }))
    }
    expect(await end()).toBeGreaterThan(100)
    expect(contents(elsewhere)).toEqual(before)
    expect(kinds.get('fault') ?? 0).toBeGreaterThan(0)
    rmSync(join(folder, 'releve.xml'), { force: true })
    const staging = { folder, id: 'last', source: join(spool, 'received'), sha256 }
    expect(await share.stage({ ...staging, group: null, mode: null })).toEqual({ kind: 'staged' })
    expect(await share.link({ folder, id: 'last', name: 'last.xml' })).toEqual({ kind: 'linked' })
  },
)
