import { message } from '../../src/wording/catalogue.ts'
import { naming } from '../helpers/naming.ts'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  asKnown,
  makeFolderDurably,
  moveDurably,
  syncFolder,
  writeDurably,
} from '../../src/disk/durable.ts'
import { systemErrorCode } from '../../src/lib/files/files.ts'
import { KnownError } from '../../src/wording/known-error.ts'
import { canInject, runShare } from '../helpers/run-share.ts'
import { canMount, smallDisk } from '../helpers/small-disk.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it did not fail',
    (error: unknown) => error,
  )

test.each<[string, string | Uint8Array]>([
  ['text', 'été'],
  ['nothing', ''],
  ['bytes', new Uint8Array([0, 255, 10])],
])('%s is written whole under its name, for us alone', async (_, content) => {
  const path = join(tempFolder(), 'a')
  await writeDurably(path, content)
  expect(readFileSync(path)).toEqual(Buffer.from(content as string))
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(path, '..'))).toEqual(['a'])
})

test('an older file of that name, and what was left of one, are replaced', async () => {
  const path = join(tempFolder(), 'a')
  writeFileSync(path, 'older')
  writeFileSync(`${path}.tmp`, 'left by a crash, and longer')
  await writeDurably(path, 'new')
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(readdirSync(join(path, '..'))).toEqual(['a'])
})

test.each(['files.written:1', 'files.renamed:1', 'files.synced:1'])(
  'a process killed at %s leaves the old content or the new, whole',
  async (point) => {
    const path = join(tempFolder(), 'a')
    writeFileSync(path, 'old')
    const { signal } = await runShare([{ verb: 'write', request: { path, content: 'new' } }], {
      env: { PESIT_DROP_FAILPOINT: point },
    })
    expect(signal).toBe('SIGKILL')
    expect(readFileSync(path, 'utf8')).toBe(point === 'files.written:1' ? 'old' : 'new')
    await writeDurably(path, 'newer')
    expect(readdirSync(join(path, '..'))).toEqual(['a'])
  },
)

test.skipIf(!canInject).each([
  ['fsync:error=EIO', 'FILE-SYNC-FAILED'],
  ['fsync:error=ENOSPC', 'FILE-SYNC-FAILED'],
  ['write:error=ENOSPC', 'DISK-FULL'],
  ['write:error=EDQUOT', 'DISK-FULL'],
  ['close:error=EDQUOT', 'DISK-FULL'],
])('%s: the old content stays, and nothing else (with strace)', async (inject, code) => {
  const path = join(tempFolder(), 'a')
  writeFileSync(path, 'old')
  const { answers } = await runShare([{ verb: 'write', request: { path, content: 'new' } }], {
    inject: [inject],
    paths: [`${path}.tmp`],
  })
  expect(answers).toEqual([{ kind: 'fault', code, arguments: naming(path) }])
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(join(path, '..'))).toEqual(['a'])
})

test.skipIf(!canInject)('an fsync that failed is not tried again (with strace)', async () => {
  const folder = tempFolder()
  const path = join(folder, 'a')
  const traceTo = join(tempFolder(), 'trace')
  await runShare([{ verb: 'write', request: { path, content: 'new' } }], {
    inject: ['fsync:error=EIO'],
    paths: [`${path}.tmp`],
    traceTo,
  })
  expect(readFileSync(traceTo, 'utf8').match(/fsync\(/g)).toHaveLength(1)
})

test.skipIf(!canInject)(
  'data come before the name, and the folder after it (with strace, which writes down the calls)',
  async () => {
    const folder = tempFolder()
    const path = join(folder, 'a')
    const traceTo = join(tempFolder(), 'trace')
    const nothing = ['fsync', 'rename', 'close'].map((call) => `${call}:delay_enter=0`)
    await runShare([{ verb: 'write', request: { path, content: 'new' } }], {
      inject: nothing,
      paths: [path, `${path}.tmp`, folder],
      traceTo,
    })
    const calls = [...readFileSync(traceTo, 'utf8').matchAll(/ (\w+)\(.*= (-?\d+)/g)]
    expect(calls.map(([, call, result]) => `${call} ${result}`)).toEqual([
      'fsync 0', // the file
      'close 0',
      'rename 0',
      'fsync 0', // the folder
      'close 0',
    ])
  },
)

test.skipIf(!canMount)(
  'a full disk is known by its name (as root, to mount a small one)',
  async () => {
    const folder = smallDisk(join(tempFolder(), 'small'), 'size=64k')
    const path = join(folder, 'a')
    const error = await failure(writeDurably(path, Buffer.alloc(100_000)))
    expect(error).toMatchObject({ code: 'DISK-FULL', message: expect.stringContaining(path) })
    expect(readdirSync(folder)).toEqual([])
  },
)

test.skipIf(!canMount)(
  'a disk without room for one more name is full too (as root, to mount a small one)',
  async () => {
    const folder = smallDisk(join(tempFolder(), 'small'), 'nr_inodes=1')
    for (const work of [writeDurably(join(folder, 'a'), ''), makeFolderDurably(join(folder, 'b'))])
      expect(await failure(work)).toMatchObject({ code: 'DISK-FULL' })
  },
)

test('a failure says which path it was about', async () => {
  const folder = tempFolder()
  const path = join(folder, 'absent', 'a')
  expect(await failure(writeDurably(path, ''))).toMatchObject({
    code: 'ENOENT',
    message: expect.stringContaining(path),
  })
  mkdirSync(join(folder, 'folder'))
  expect(await failure(writeDurably(join(folder, 'folder'), 'x'))).toMatchObject({
    message: expect.stringContaining(join(folder, 'folder')),
  })
})

test('digits in a name do not make a disk full', () => {
  const error = Object.assign(new Error("EACCES: permission denied, open '/out/lot-122.xml'"), {
    code: 'EACCES',
    errno: -13,
    path: '/out/lot-122.xml',
  })
  expect(asKnown(error, '/out/lot-122.xml')).toBe(error)
})

test('a quota that is used up is a full disk, although Node has no name for it', () => {
  const error = Object.assign(new Error('Unknown system error -122'), {
    code: 'Unknown system error -122',
    errno: -122,
  })
  expect(asKnown(error, '/out/a')).toMatchObject({
    code: 'DISK-FULL',
    message: expect.stringContaining('/out/a'),
  })
})

test('an error without a path gets it and keeps its code; a bug of ours stays as it is', () => {
  const error = Object.assign(new Error('EIO: i/o error, write'), { code: 'EIO', errno: -5 })
  const known = asKnown(error, '/out/a')
  expect(known).toMatchObject({
    code: 'EIO',
    message: '/out/a: EIO: i/o error, write',
    cause: error,
  })
  const bug = new TypeError('x is not a function')
  expect(asKnown(bug, '/out/a')).toBe(bug)
  const already = new KnownError(message('FOLDER-MOVED', { folder: '/a', why: 'another-folder' }))
  expect(asKnown(already, '/out/a')).toBe(already)
})

test('folders are made with all that is missing above them, and with their mode', async () => {
  const folder = tempFolder()
  await makeFolderDurably(join(folder, 'a/b/c'), 0o700)
  for (const path of ['a', 'a/b', 'a/b/c'])
    expect(statSync(join(folder, path)).mode & 0o777).toBe(0o700)
  await makeFolderDurably(join(folder, 'a/b/c'))
  await Promise.all(['x', 'x/y', 'x/y'].map((path) => makeFolderDurably(join(folder, path))))
  expect(existsSync(join(folder, 'x/y'))).toBe(true)
})

test.skipIf(!canInject)('each parent that got a new folder is fsynced (with strace)', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), 'a')
  const traceTo = join(tempFolder(), 'trace')
  const claim = { folder, look: 'one', files: [] }
  await runShare([{ verb: 'claim', request: claim }], {
    inject: ['fsync:delay_enter=0'],
    paths: ['', '/.pesit-drop', '/.pesit-drop/claimed'].map((path) => `${folder}${path}`),
    traceTo,
  })
  expect(readFileSync(traceTo, 'utf8').match(/fsync\(/g)).toHaveLength(3)
})

test.skipIf(!canInject)(
  'a folder that an earlier try left without a sync of its parent gets it now (with strace)',
  async () => {
    const folder = tempFolder()
    const claimed = join(folder, '.pesit-drop/claimed')
    mkdirSync(claimed, { recursive: true })
    writeFileSync(join(folder, 'a'), 'a')
    const traceTo = join(tempFolder(), 'trace')
    const claim = { folder, look: 'one', files: [] }
    await runShare([{ verb: 'claim', request: claim }], {
      inject: ['fsync:delay_enter=0'],
      paths: [join(folder, '.pesit-drop')],
      traceTo,
    })
    expect(readFileSync(traceTo, 'utf8').match(/fsync\(/g)).toHaveLength(1)
  },
)

test('where a file is, no folder is made', async () => {
  const path = join(tempFolder(), 'a')
  writeFileSync(path, '')
  expect(systemErrorCode(await failure(makeFolderDurably(join(path, 'b'))))).toBe('ENOTDIR')
})

test('a file is moved with its content, and is in one place', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'to'))
  writeFileSync(join(folder, 'a'), 'content')
  await moveDurably(join(folder, 'a'), join(folder, 'to/b'))
  expect(readFileSync(join(folder, 'to/b'), 'utf8')).toBe('content')
  expect(existsSync(join(folder, 'a'))).toBe(false)
})

test.skipIf(!canMount)(
  'nothing is moved to another disk: that would be a copy (as root, to mount one)',
  async () => {
    const folder = tempFolder()
    smallDisk(join(folder, 'other'))
    writeFileSync(join(folder, 'a'), 'content')
    const moved = moveDurably(join(folder, 'a'), join(folder, 'other/a'))
    expect(systemErrorCode(await failure(moved))).toBe('EXDEV')
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('content')
    expect(readdirSync(join(folder, 'other'))).toEqual([])
  },
)

test('a file is not fsynced as a folder', async () => {
  const path = join(tempFolder(), 'a')
  writeFileSync(path, '')
  expect(systemErrorCode(await failure(syncFolder(path)))).toBe('ENOTDIR')
})
