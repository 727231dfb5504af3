import { naming } from '../../helpers/naming.ts'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { seal } from '../../../src/share/verbs/seal.ts'
import { canInject, isRoot, nobody, runShare } from '../../helpers/run-share.ts'
import { canMount, smallDisk } from '../../helpers/small-disk.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const mebibyte = 1024 * 1024
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

/** A claimed file `a`, and where it is to be sealed. */
function claimed(content: Uint8Array | string) {
  const place = tempFolder()
  const folder = join(place, 'outbox')
  const path = join(folder, '.pesit-drop/claimed/one/a')
  mkdirSync(join(folder, '.pesit-drop/claimed/one'), { recursive: true })
  mkdirSync(join(place, 'spool'))
  writeFileSync(path, content)
  const target = join(place, 'spool', 'id')
  return { place, folder, path, target, request: { folder, look: 'one', name: 'a', target } }
}

const spooled = (target: string) => readdirSync(join(target, '..'))

test.each([
  ['an empty file', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['a block', Buffer.alloc(mebibyte, 7)],
  ['blocks and a part of one', Buffer.alloc(3 * mebibyte + 12_345, 'payment')],
])('%s is sealed with its size and its hash', async (_, content) => {
  const { request, target, path } = claimed(content)
  expect(await seal(request)).toEqual({
    kind: 'sealed',
    sizeBytes: content.length,
    sha256: sha256(content),
    modifiedNs: String(statSync(path, { bigint: true }).mtimeNs),
    inode: String(statSync(path).ino),
  })
  expect(readFileSync(target).equals(content)).toBe(true)
  expect(statSync(target).mode & 0o777).toBe(0o600)
  expect(spooled(target)).toEqual(['id'])
  expect(readFileSync(path).equals(content)).toBe(true)
})

test('an incomplete copy of an earlier run is written again', async () => {
  const { request, target } = claimed('right')
  writeFileSync(`${target}.tmp`, 'a part that is longer than the whole')
  writeFileSync(target, 'old')
  expect(await seal(request)).toMatchObject({ kind: 'sealed', sha256: sha256('right') })
  expect(readFileSync(target, 'utf8')).toBe('right')
  expect(spooled(target)).toEqual(['id'])
})

test.each<[string, (writer: number, path: string) => void]>([
  ['appends', (writer) => void writeSync(writer, 'more', 2 * mebibyte)],
  [
    'appends one byte and takes it back',
    (writer) => {
      writeSync(writer, 'x', 2 * mebibyte)
      ftruncateSync(writer, 2 * mebibyte)
    },
  ],
  ['cuts', (writer) => ftruncateSync(writer, mebibyte + 1)],
  ['writes over what was read', (writer) => void writeSync(writer, 'other', 0)],
  ['writes over what was not read yet', (writer) => void writeSync(writer, 'other', mebibyte + 9)],
  ['gives it a second name', (_, path) => linkSync(path, `${path}.2`)],
])('a writer that still has the file open and %s while it is sealed is noticed', async (_, act) => {
  const { request, target, path } = claimed(Buffer.alloc(2 * mebibyte, 1))
  const writer = openSync(path, 'r+')
  onTestFinished(() => closeSync(writer))
  let acted = false
  const outcome = await seal(request, () => {
    if (acted) return
    acted = true
    act(writer, path)
  })
  expect(acted).toBe(true)
  expect(outcome).toEqual({ kind: 'changed' })
  expect(spooled(target)).toEqual([])
})

test('a seal does not follow a writer that appends without end, and succeeds later when the file is quiet', async () => {
  const { request, path } = claimed(Buffer.alloc(mebibyte, 1))
  const writer = openSync(path, 'a')
  expect(await seal(request, () => void writeSync(writer, 'more'))).toEqual({ kind: 'changed' })
  closeSync(writer)
  expect(await seal(request)).toMatchObject({ kind: 'sealed' })
})

test.each<[string, (path: string) => void]>([
  ['a link to a file', (path) => symlinkSync('/etc/hostname', path)],
  ['a link to nothing', (path) => symlinkSync('/nowhere', path)],
  ['a folder', (path) => mkdirSync(path)],
  ['a pipe that nobody writes to', (path) => void spawnSync('mkfifo', [path])],
  [
    'a file with a second name',
    (path) => {
      writeFileSync(path, 'a')
      linkSync(path, `${path}.2`)
    },
  ],
])('%s in the place of a claimed file is not sealed', async (_, put) => {
  const { request, target, path } = claimed('a')
  unlinkSync(path)
  put(path)
  expect(await seal(request)).toEqual({ kind: 'changed' })
  expect(spooled(target)).toEqual([])
})

test('a socket in the place of a claimed file is not sealed', async () => {
  const { request, path } = claimed('a')
  unlinkSync(path)
  const server = createServer().listen(path)
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  expect(await seal(request)).toEqual({ kind: 'changed' })
})

test('a claimed file that somebody removed is reported as gone', async () => {
  const { request, path } = claimed('a')
  unlinkSync(path)
  expect(await seal(request)).toEqual({ kind: 'gone' })
})

test('a claimed file on an unreachable share is not reported as gone', async () => {
  const { request, folder, place } = claimed('a')
  renameSync(folder, join(place, 'away'))
  expect(await seal(request)).toMatchObject({ kind: 'fault', code: 'FOLDER-MISSING' })
  // Unmounted: the mount point is an empty folder of this machine.
  mkdirSync(folder)
  expect(await seal(request)).toMatchObject({ kind: 'fault', code: 'FOLDER-MISSING' })
  renameSync(join(place, 'away'), folder)
  expect(await seal(request)).toMatchObject({ kind: 'sealed' })
})

test.skipIf(!canMount)(
  'a full spool is said by its own name, and keeps no part of the file (as root, to mount a small one)',
  async () => {
    const { request, place } = claimed(Buffer.alloc(3 * mebibyte))
    const spool = smallDisk(join(place, 'small'))
    const outcome = await seal({ ...request, target: join(spool, 'id') })
    expect(outcome).toEqual({
      kind: 'fault',
      code: 'DISK-FULL',
      arguments: naming(spool),
    })
    expect(readdirSync(spool)).toEqual([])
  },
)

test.skipIf(!isRoot)(
  'a file that we may not read is a fault of its folder (as root, who can be somebody else)',
  async () => {
    const { request, place, path, folder } = claimed('a')
    spawnSync('chmod', ['755', place])
    spawnSync('chown', ['-R', `${nobody}`, folder])
    spawnSync('chown', ['0', path])
    chmodSync(path, 0o600)
    const { answers } = await runShare([{ verb: 'seal', request }], { uid: nobody })
    expect(answers).toEqual([
      { kind: 'fault', code: 'FOLDER-FORBIDDEN', arguments: naming(folder) },
    ])
  },
)

test.skipIf(!canInject)(
  'a share that cannot be read is blamed for it, not the spool (with strace, to make a call fail)',
  async () => {
    const { request, path, folder, target } = claimed('a')
    const { answers } = await runShare([{ verb: 'seal', request }], {
      inject: ['pread64:error=EIO'],
      paths: [path],
    })
    expect(answers).toEqual([{ kind: 'fault', code: 'FOLDER-MISSING', arguments: naming(folder) }])
    expect(spooled(target)).toEqual([])
  },
)

test.skipIf(!canInject).each([
  ['fsync:error=EIO', 'FILE-SYNC-FAILED'],
  ['pwrite64:error=EDQUOT', 'DISK-FULL'],
  ['close:error=EDQUOT', 'DISK-FULL'],
])('%s of the copy: nothing is sealed, no part is kept (with strace)', async (inject, code) => {
  const { request, target } = claimed('a')
  const { answers } = await runShare([{ verb: 'seal', request }], {
    inject: [inject],
    paths: [`${target}.tmp`],
  })
  expect(answers).toEqual([{ kind: 'fault', code, arguments: naming(join(target, '..')) }])
  expect(spooled(target)).toEqual([])
})

test.each(['seal.copied:1', 'seal.renamed:1'])(
  'a process killed at %s leaves the original, and the seal can be repeated',
  async (point) => {
    const { request, target, path } = claimed('a')
    const { signal } = await runShare([{ verb: 'seal', request }], {
      env: { PESIT_DROP_FAILPOINT: point },
    })
    expect(signal).toBe('SIGKILL')
    expect(existsSync(path)).toBe(true)
    expect(await seal(request)).toMatchObject({ kind: 'sealed', sha256: sha256('a') })
    expect(spooled(target)).toEqual(['id'])
  },
)
