import { naming } from '../../helpers/naming.ts'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { look } from '../../../src/share/verbs/look.ts'
import type { LookRequest } from '../../../src/share/looking.ts'
import { canInject, isRoot, nobody, runShare, inOpenFolder } from '../../helpers/run-share.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const request = (folder: string, more: Partial<LookRequest> = {}): LookRequest => ({
  folder,
  limit: 1000,
  take: ['*'],
  leave: [],
  passOver: [],
  expected: null,
  about: [],
  ...more,
})

async function looked(folder: string, more: Partial<LookRequest> = {}) {
  const outcome = await look(request(folder, more))
  if (outcome.kind === 'fault') throw new Error(JSON.stringify(outcome))
  return outcome
}

function drop(folder: string, name: string, { at = 1000, content = name } = {}): void {
  writeFileSync(join(folder, name), content)
  utimesSync(join(folder, name), at, at)
}

const namesOf = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name)

test('files come in order of their modification time, then of the bytes of their name', async () => {
  const folder = tempFolder()
  drop(folder, 'é', { at: 2000 })
  drop(folder, 'z', { at: 2000 })
  // Above U+FFFF: before U+FF5E as JavaScript compares strings, after it in bytes.
  drop(folder, '\u{1F600}', { at: 2000 })
  drop(folder, '\uFF5E', { at: 2000 })
  drop(folder, 'last', { at: 2000.5 })
  drop(folder, 'first', { at: 1999 })
  const { files, total } = await looked(folder)
  expect(namesOf(files)).toEqual(['first', 'z', 'é', '\uFF5E', '\u{1F600}', 'last'])
  expect(total).toBe(6)
})

test('a file is returned with its size, both times in nanoseconds, and its inode', async () => {
  const folder = tempFolder()
  drop(folder, 'a.xml', { content: 'twelve bytes' })
  const found = statSync(join(folder, 'a.xml'), { bigint: true })
  const { files } = await looked(folder)
  expect(files).toEqual([
    {
      name: 'a.xml',
      sizeBytes: 12,
      modifiedNs: String(found.mtimeNs),
      changedNs: String(found.ctimeNs),
      inode: String(found.ino),
      links: 1,
    },
  ])
})

test('only the requested number is kept, the others are counted', async () => {
  const folder = tempFolder()
  for (let n = 0; n < 300; n += 1) drop(folder, `f${n}`, { at: 10_000 - n })
  const { files, total } = await looked(folder, { limit: 7 })
  expect(namesOf(files)).toEqual(['f299', 'f298', 'f297', 'f296', 'f295', 'f294', 'f293'])
  expect(total).toBe(300)
})

test('skipped names leave their place to others, and are returned when asked about', async () => {
  const folder = tempFolder()
  for (const [n, name] of ['slow', 'a', 'b', 'c'].entries()) drop(folder, name, { at: 1000 + n })
  const outcome = await looked(folder, { limit: 2, passOver: ['slow'], about: ['slow', 'absent'] })
  expect(namesOf(outcome.files)).toEqual(['a', 'b'])
  expect(namesOf(outcome.about)).toEqual(['slow'])
  expect(outcome.total).toBe(4)
})

test('a name that is asked about is returned even if it is never taken', async () => {
  const folder = tempFolder()
  drop(folder, 'a.xml')
  drop(folder, 'a.xml.tmp')
  const outcome = await looked(folder, { take: [], about: ['a.xml', 'a.xml.tmp'] })
  expect(outcome.files).toEqual([])
  expect(outcome.total).toBe(0)
  expect(namesOf(outcome.about).sort()).toEqual(['a.xml', 'a.xml.tmp'])
})

/** What the look left, by its reason. */
const leftBy = ({ left }: Awaited<ReturnType<typeof looked>>) =>
  Object.fromEntries(left.map(({ kind, first }) => [kind, namesOf(first)]))

test('globs say what is taken and what is left; upper and lower case count only if configured', async () => {
  const folder = tempFolder()
  for (const name of ['a.xml', 'b.XML', 'c.txt', 'TEST-d.xml', 'e[1].xml', 'g.csv'])
    drop(folder, name)
  const wanted = { take: ['*.xml', 'c.*'], leave: ['test-*'] }
  const exact = await looked(folder, wanted)
  expect(namesOf(exact.files)).toEqual(['TEST-d.xml', 'a.xml', 'c.txt', 'e[1].xml'])
  expect(leftBy(exact)).toEqual({ 'other-case': ['b.XML'], 'no-pattern': ['g.csv'] })
  const either = await looked(folder, { ...wanted, ignoreCase: true })
  expect(namesOf(either.files)).toEqual(['a.xml', 'b.XML', 'c.txt', 'e[1].xml'])
  expect(leftBy(either)).toEqual({ 'no-pattern': ['g.csv'] })
})

test('names with quotes, stars, line ends and both kinds of accents are ordinary names', async () => {
  const folder = tempFolder()
  const names = ['*', '"q" \'s\'', 'a\nb', '-rf', 'é'.normalize('NFC'), 'é'.normalize('NFD')]
  const longest = 'x'.repeat(255)
  for (const name of [...names, longest]) drop(folder, name)
  const { files } = await looked(folder)
  expect(namesOf(files).sort()).toEqual([...names, longest].sort())
})

test('links, pipes, sockets, folders, temporary names and names that are not UTF-8 are reported, not taken', async () => {
  const folder = tempFolder()
  drop(folder, 'good')
  symlinkSync('good', join(folder, 'link'))
  symlinkSync('/nowhere', join(folder, 'dangling'))
  mkdirSync(join(folder, 'folder'))
  spawnSync('mkfifo', [join(folder, 'pipe')])
  const server = createServer().listen(join(folder, 'socket'))
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  drop(folder, 'being-written.tmp')
  drop(folder, 'yesterday.xml.bak')
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/latin`), Buffer.from([0xe9])]), 'x')
  const found = await looked(folder)
  expect(namesOf(found.files)).toEqual(['good'])
  expect(found.total).toBe(1)
  expect(leftBy(found)).toEqual({
    link: ['dangling', 'link'],
    folder: ['folder'],
    special: ['pipe', 'socket'],
    temporary: ['being-written.tmp'],
    earlier: ['yesterday.xml.bak'],
    'not-utf8': ['latin\\xe9'],
  })
})

test('hidden names, those of desktops and editors, our own and those to be left are not reported', async () => {
  const folder = tempFolder()
  for (const name of ['.hidden', 'Thumbs.db', '~$a.xlsx', '4913', 'a.xml.sent', 'a.xml.cancel'])
    drop(folder, name)
  for (const name of ['keep.me', 'keep.tmp']) drop(folder, name)
  mkdirSync(join(folder, 'old.bak'))
  expect((await looked(folder, { leave: ['keep.*'] })).left).toEqual([])
})

test('a file with a second hard link waits until that is gone', async () => {
  const folder = tempFolder()
  drop(folder, 'a')
  linkSync(join(folder, 'a'), join(folder, 'b'))
  const before = await looked(folder)
  expect(before.files).toEqual([])
  expect(before.left).toEqual([
    {
      ...{ kind: 'hard-links', count: 2 },
      first: [
        { name: 'a', detail: '2' },
        { name: 'b', detail: '2' },
      ],
    },
  ])
  rmSync(join(folder, 'a'))
  expect(namesOf((await looked(folder)).files)).toEqual(['b'])
})

test('a hundred thousand empty files delay no other: they take no place, are counted, and are reported', async () => {
  const folder = tempFolder()
  for (let n = 0; n < 300; n += 1) drop(folder, `f${n}`, { content: '' })
  drop(folder, 'newest', { at: 90_000 })
  const found = await looked(folder, { limit: 2, passOver: ['f7'], about: ['f7'] })
  expect(namesOf(found.files)).toEqual(['newest'])
  expect(found.about).toEqual([])
  expect(found.total).toBe(301)
  expect(found.left).toMatchObject([{ kind: 'empty', count: 300 }])
})

test('all entries that are not taken are counted and a hundred are reported, first those reported before', async () => {
  const folder = tempFolder()
  for (let n = 0; n < 150; n += 1) drop(folder, `${n}.tmp`)
  drop(folder, 'z.tmp')
  const [temporary] = (await looked(folder, { known: ['z.tmp'] })).left
  expect(temporary).toMatchObject({ kind: 'temporary', count: 151 })
  expect(temporary?.first).toHaveLength(100)
  expect(temporary?.first[0]).toEqual({ name: 'z.tmp', detail: '' })
})

test('markers are not sent; names beside them are returned as they are spelled', async () => {
  const folder = tempFolder()
  for (const name of ['paie.xml', 'PAIE.XML.OK', 'sal.xml', 'Sal.ok', 'alone.xml.ok'])
    drop(folder, name)
  const more = {
    marker: '{name}.ok',
    beside: ['paie.xml.ok', 'sal.xml.ok', 'alone.xml'],
    meant: ['sal.xml'],
  }
  const either = await looked(folder, { ...more, ignoreCase: true })
  expect(namesOf(either.files)).toEqual(['paie.xml', 'sal.xml'])
  expect(either.beside).toEqual(['PAIE.XML.OK'])
  expect(either.meant).toEqual([{ name: 'sal.xml', found: ['Sal.ok'] }])
  expect(leftBy(either)).toEqual({ marker: ['PAIE.XML.OK', 'Sal.ok', 'alone.xml.ok'] })
  expect((await looked(folder, more)).beside).toEqual([])
})

test('our own folder in an outbox is never returned', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, '.pesit-drop', 'claimed'), { recursive: true })
  drop(join(folder, '.pesit-drop'), 'a')
  const { files, left } = await looked(folder)
  expect({ files, left }).toEqual({ files: [], left: [] })
})

test('an outbox may be reached through a symbolic link', async () => {
  const place = tempFolder()
  mkdirSync(join(place, 'real'))
  symlinkSync('real', join(place, 'outbox'))
  drop(join(place, 'real'), 'a')
  expect(namesOf((await looked(join(place, 'outbox'))).files)).toEqual(['a'])
})

test('another folder under the same path is not scanned', async () => {
  const place = tempFolder()
  const folder = join(place, 'outbox')
  mkdirSync(folder)
  const { identity } = await looked(folder)
  renameSync(folder, join(place, 'old'))
  mkdirSync(folder)
  drop(folder, 'a')
  expect(await look(request(folder, { expected: identity }))).toMatchObject({
    kind: 'fault',
    code: 'FOLDER-MOVED',
    arguments: naming(folder),
  })
  rmSync(folder, { recursive: true })
  renameSync(join(place, 'old'), folder)
  expect((await looked(folder, { expected: identity })).kind).toBe('looked')
})

test('a path that does not exist, or is not a folder, is reported as missing', async () => {
  const place = tempFolder()
  drop(place, 'file')
  for (const name of ['absent', 'file', 'file/below'])
    expect(await look(request(join(place, name)))).toMatchObject({
      kind: 'fault',
      code: 'FOLDER-MISSING',
      arguments: naming(join(place, name)),
    })
})

test.skipIf(!isRoot).each([
  ['nothing', 0o700],
  ['only list', 0o744],
  ['only read and enter', 0o755],
  ['only enter and write', 0o733],
])(
  'a folder where we may do %s is forbidden (as root, who can be somebody else)',
  async (_, mode) => {
    const place = tempFolder()
    chmodSync(place, 0o755)
    const folder = join(place, 'outbox')
    mkdirSync(folder)
    drop(folder, 'a')
    chmodSync(folder, mode)
    const { answers } = await runShare([{ verb: 'look', request: request(folder) }], {
      uid: nobody,
    })
    expect(answers).toEqual([
      { kind: 'fault', code: 'FOLDER-FORBIDDEN', arguments: naming(folder) },
    ])
  },
)

test.skipIf(!canInject)(
  'a file that the disk cannot read stops only itself (with strace, to make a call fail)',
  async () => {
    const folder = tempFolder()
    for (const name of ['a', 'b', 'c']) drop(folder, name)
    const { answers } = await runShare([{ verb: 'look', request: request(folder) }], {
      inject: ['statx:error=EIO'],
      paths: inOpenFolder('b'),
    })
    expect(answers[0]).toMatchObject({
      kind: 'looked',
      files: [{ name: 'a' }, { name: 'c' }],
      total: 2,
      left: [
        {
          kind: 'damaged',
          count: 1,
          first: [{ name: 'b', detail: expect.stringContaining('EIO') }],
        },
      ],
    })
  },
)

test.skipIf(!canInject).each([
  ['ESTALE', 'FOLDER-MISSING'],
  ['ENOTCONN', 'FOLDER-MISSING'],
  ['EIO', 'FOLDER-MISSING'],
  ['EACCES', 'FOLDER-FORBIDDEN'],
])(
  '%s for the folder is answered as %s (with strace, to make a call fail)',
  async (error, code) => {
    const folder = tempFolder()
    const { answers } = await runShare([{ verb: 'look', request: request(folder) }], {
      inject: [`openat:error=${error}`],
      paths: inOpenFolder(basename(folder)),
    })
    expect(answers).toEqual([{ kind: 'fault', code, arguments: naming(folder) }])
  },
)

test('a hundred thousand files fit into the memory of a thousand', {
  timeout: 120_000,
}, async () => {
  const folder = tempFolder()
  for (let n = 0; n < 100_000; n += 1) writeFileSync(join(folder, `payment-${n}.xml`), '1')
  const within = { nodeOptions: ['--max-old-space-size=24', '--max-semi-space-size=1'] }
  const { answers } = await runShare([{ verb: 'look', request: request(folder) }], within)
  expect(answers[0]).toMatchObject({ kind: 'looked', total: 100_000 })
  expect(answers[0]?.files).toHaveLength(1000)
  // The same room is too small for all of them, or the above would prove nothing.
  const all = request(folder, { limit: 100_000 })
  expect(await runShare([{ verb: 'look', request: all }], { ...within, quiet: true })).toEqual({
    answers: [],
    signal: 'SIGABRT',
  })
})

test('cancel files are returned only if enabled, even beyond the kept number', async () => {
  const folder = tempFolder()
  for (const name of ['a', 'a.cancel', 'b', 'c', 'd.cancel', '.cancel', '.e.cancel', 'slow'])
    drop(folder, name)
  drop(folder, 'slow.cancel')
  symlinkSync(join(folder, 'a'), join(folder, 'b.cancel'))
  spawnSync('mkfifo', [join(folder, 'c.cancel')])
  drop(folder, 'a.CANCEL')
  expect(await looked(folder)).toMatchObject({ cancels: [], total: 4 })
  const found = await looked(folder, { cancels: true, limit: 2, about: ['slow'] })
  expect(found.cancels.map(({ name }) => name).sort()).toEqual([
    'a.cancel',
    'd.cancel',
    'slow.cancel',
  ])
  expect(found.files.map(({ name }) => name)).toEqual(['a', 'b'])
  // Orders that nobody can follow are no orders, and are not silent.
  expect(found.left).toEqual([
    {
      ...{ kind: 'order', count: 3 },
      first: [
        { name: 'a.CANCEL', detail: 'case' },
        { name: 'b.cancel', detail: 'link' },
        { name: 'c.cancel', detail: 'special' },
      ],
    },
  ])
})
