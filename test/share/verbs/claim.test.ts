import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { claim } from '../../../src/share/verbs/claim.ts'
import { orphans } from '../../../src/share/verbs/orphans.ts'
import { removeFile } from '../../../src/share/verbs/remove.ts'
import { look } from '../../../src/share/verbs/look.ts'
import type { SeenFile } from '../../../src/share/looking.ts'
import {
  type Answer,
  canInject,
  isRoot,
  nobody,
  runShare,
  inOpenFolder,
} from '../../helpers/run-share.ts'
import { canMount, smallDisk } from '../../helpers/small-disk.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const drop = (folder: string, name: string, content = name) =>
  writeFileSync(join(folder, name), content)

async function seenIn(folder: string, limit = 10_000): Promise<readonly SeenFile[]> {
  const asked = { folder, limit, take: ['*'], leave: [], passOver: [], expected: null, about: [] }
  const outcome = await look(asked)
  if (outcome.kind === 'fault') throw new Error(JSON.stringify(outcome))
  return outcome.files
}

const inLook = (folder: string, look: string) => join(folder, '.pesit-drop/claimed', look)
const kindsOf = (answer: Answer | undefined) =>
  Object.fromEntries((answer?.files ?? []).map(({ name, kind }) => [name, kind]))
const outboxOf = (folder: string) => readdirSync(folder).filter((name) => name !== '.pesit-drop')

test('claimed files lie under their own names in the folder of the scan, which only we may enter', async () => {
  const folder = tempFolder()
  drop(folder, 'a.xml', 'aa')
  drop(folder, 'b.xml', 'bbb')
  const outcome = await claim({ folder, look: 'one', files: await seenIn(folder) })
  expect(outcome).toEqual({
    kind: 'claimed',
    files: [
      { name: 'a.xml', kind: 'claimed', sizeBytes: 2 },
      { name: 'b.xml', kind: 'claimed', sizeBytes: 3 },
    ],
  })
  expect(outboxOf(folder)).toEqual([])
  expect(readFileSync(join(inLook(folder, 'one'), 'b.xml'), 'utf8')).toBe('bbb')
  for (const own of ['.pesit-drop', '.pesit-drop/claimed', '.pesit-drop/claimed/one'])
    expect(statSync(join(folder, own)).mode & 0o777).toBe(0o700)
})

test('names are kept byte for byte, even those of 255 bytes', async () => {
  const folder = tempFolder()
  const names = [
    ...['*', '"double" \'single\'', '-rf', 'a\nb', ' ', '\\', '$(id)', '{b,c}'],
    ...['été'.normalize('NFC'), 'été'.normalize('NFD'), 'x'.repeat(255), '\u{1F4B6}'.repeat(63)],
  ]
  for (const name of names) drop(folder, name)
  await claim({ folder, look: 'one', files: await seenIn(folder) })
  const bytes = (list: readonly string[]) =>
    list.map((name) => Buffer.from(name)).sort(Buffer.compare)
  const taken = readdirSync(inLook(folder, 'one'), { encoding: 'buffer' }).sort(Buffer.compare)
  expect(taken).toEqual(bytes(names))
  for (const name of names)
    expect(readFileSync(join(inLook(folder, 'one'), name), 'utf8')).toBe(name)
})

test.each<[string, (path: string) => void]>([
  ['grew', (path) => appendFileSync(path, 'more')],
  ['was written over', (path) => writeFileSync(path, 'A')],
  [
    'was replaced',
    (path) => {
      writeFileSync(`${path}.2`, 'a')
      renameSync(`${path}.2`, path)
    },
  ],
  ['got other rights', (path) => chmodSync(path, 0o600)],
  ['got a second name', (path) => linkSync(path, `${path}.2`)],
  [
    'became a link',
    (path) => {
      renameSync(path, `${path}.2`)
      symlinkSync(`${path}.2`, path)
    },
  ],
  [
    'became a folder',
    (path) => {
      unlinkSync(path)
      mkdirSync(path)
    },
  ],
  [
    'became a pipe',
    (path) => {
      unlinkSync(path)
      spawnSync('mkfifo', [path])
    },
  ],
])('a file that %s since it was looked at stays where it is', async (_, change) => {
  const folder = tempFolder()
  drop(folder, 'a')
  const files = await seenIn(folder)
  change(join(folder, 'a'))
  const outcome = await claim({ folder, look: 'one', files })
  expect(outcome).toEqual({ kind: 'claimed', files: [{ name: 'a', kind: 'changed' }] })
  expect(outboxOf(folder)).toContain('a')
  expect(existsSync(inLook(folder, 'one'))).toBe(false)
})

test('a file that somebody else took is gone, and leaves no empty folder behind', async () => {
  const folder = tempFolder()
  drop(folder, 'a')
  const files = await seenIn(folder)
  unlinkSync(join(folder, 'a'))
  const outcome = await claim({ folder, look: 'one', files })
  expect(outcome).toEqual({ kind: 'claimed', files: [{ name: 'a', kind: 'gone' }] })
  expect(readdirSync(join(folder, '.pesit-drop/claimed'))).toEqual([])
})

test('a missing outbox is not created', async () => {
  const folder = join(tempFolder(), 'outbox')
  const outcome = await claim({ folder, look: 'one', files: [] })
  expect(outcome).toMatchObject({ kind: 'fault', code: 'FOLDER-MISSING' })
  expect(existsSync(folder)).toBe(false)
})

test('two claims of the same two thousand files get separate parts', async () => {
  const folder = tempFolder()
  for (let n = 0; n < 2000; n += 1) drop(folder, `payment-${n}`)
  const files = await seenIn(folder)
  const calls = (who: string) =>
    Array.from({ length: 20 }, (_, page) => ({
      verb: 'claim' as const,
      request: {
        folder,
        look: `${who}-${page}`,
        // Each begins at the other's end, and goes through all of them.
        files: (who === 'one' ? files : files.toReversed()).slice(page * 100, page * 100 + 100),
      },
    }))
  let up = 0
  let begin = () => undefined as void
  const both = new Promise<void>((resolve) => (begin = resolve))
  const whenUp = async () => {
    up += 1
    if (up === 2) begin()
    await both
  }
  const runs = await Promise.all(['one', 'two'].map((who) => runShare(calls(who), { whenUp })))
  const [one = [], two = []] = runs.map(({ answers }) =>
    answers.flatMap((answer) =>
      (answer.files ?? []).filter(({ kind }) => kind === 'claimed').map(({ name }) => name),
    ),
  )
  expect(one.length).toBeGreaterThan(0)
  expect(two.length).toBeGreaterThan(0)
  expect([...one, ...two].sort()).toEqual(files.map(({ name }) => name).sort())
  const others = runs.flatMap(({ answers }) => answers.flatMap((answer) => answer.files ?? []))
  expect(new Set(others.map(({ kind }) => kind))).toEqual(new Set(['claimed', 'gone']))
})

test.skipIf(!isRoot)(
  'a file that we may not read is refused with its reason (as root, who can be somebody else)',
  async () => {
    const folder = tempFolder()
    chmodSync(folder, 0o777)
    drop(folder, 'closed')
    drop(folder, 'open')
    chmodSync(join(folder, 'closed'), 0o600)
    const request = { folder, look: 'one', files: await seenIn(folder) }
    const { answers } = await runShare([{ verb: 'claim', request }], { uid: nobody })
    expect(answers[0]?.files).toEqual([
      {
        ...{ name: 'closed', kind: 'refused', sentence: expect.stringMatching(/closed.*EACCES/) },
        hindrance: {
          ...{ step: 'read', errno: 'EACCES' },
          file: { uid: 0, gid: 0, mode: 0o600 },
          folder: { uid: 0, gid: 0, mode: 0o777 },
        },
      },
      { name: 'open', kind: 'claimed', sizeBytes: 4 },
    ])
    expect(outboxOf(folder)).toEqual(['closed'])
  },
)

const canFreeze = ((): boolean => {
  const path = join(process.cwd(), `.freeze-${process.pid}`)
  writeFileSync(path, '')
  const frozen = spawnSync('chattr', ['+i', path], { stdio: 'ignore' }).status === 0
  if (frozen) spawnSync('chattr', ['-i', path])
  rmSync(path)
  return frozen
})()

test.skipIf(!canFreeze)(
  'a file that may not be moved is refused, the others are taken (with chattr on this file system)',
  async () => {
    const folder = tempFolder()
    for (const name of ['a', 'b', 'c']) drop(folder, name)
    spawnSync('chattr', ['+i', join(folder, 'b')])
    onTestFinished(() => void spawnSync('chattr', ['-i', join(folder, 'b')]))
    const outcome = await claim({ folder, look: 'one', files: await seenIn(folder) })
    expect(kindsOf(outcome as Answer)).toEqual({ a: 'claimed', b: 'refused', c: 'claimed' })
  },
)

test.skipIf(!canMount)(
  'a work folder on another disk stops the outbox: nothing is ever copied (as root, to mount one)',
  async () => {
    const folder = tempFolder()
    drop(folder, 'a')
    const files = await seenIn(folder)
    smallDisk(join(folder, '.pesit-drop'))
    expect(await claim({ folder, look: 'one', files })).toMatchObject({
      kind: 'fault',
      code: 'FOLDER-OTHER-DISK',
    })
    expect(outboxOf(folder)).toEqual(['a'])
    expect(readdirSync(join(folder, '.pesit-drop'))).toEqual([])
  },
)

test.skipIf(!canMount)(
  'a full share says so, and nothing is taken (as root, to mount one)',
  async () => {
    const folder = smallDisk(join(tempFolder(), 'outbox'), 'nr_inodes=3')
    drop(folder, 'a')
    drop(folder, 'b')
    const outcome = await claim({ folder, look: 'one', files: await seenIn(folder) })
    expect(outcome).toMatchObject({ kind: 'fault', code: 'DISK-FULL' })
    expect(outboxOf(folder)).toEqual(['a', 'b'])
  },
)

test.skipIf(!canInject).each(['EROFS', 'EXDEV', 'ENOSPC', 'EDQUOT'])(
  'when %s stops a batch in the middle, what was taken is told (with strace, to make a call fail)',
  async (error) => {
    const folder = tempFolder()
    for (const name of ['a', 'b', 'c']) drop(folder, name)
    const request = { folder, look: 'one', files: await seenIn(folder) }
    const { answers } = await runShare([{ verb: 'claim', request }], {
      inject: [`rename:error=${error}`],
      paths: inOpenFolder('b'),
    })
    expect(kindsOf(answers[0])).toEqual({ a: 'claimed', b: 'refused', c: 'refused' })
    expect(outboxOf(folder)).toEqual(['b', 'c'])
  },
)

test.skipIf(!canInject)(
  'a disk that does not confirm the claim is a fault, and the files are found again (with strace)',
  async () => {
    const folder = tempFolder()
    drop(folder, 'a')
    const request = { folder, look: 'one', files: await seenIn(folder) }
    const { answers } = await runShare([{ verb: 'claim', request }], {
      inject: ['fsync:error=EIO'],
      paths: [inLook(folder, 'one')],
    })
    expect(answers[0]).toMatchObject({ kind: 'fault', code: 'FILE-SYNC-FAILED' })
    expect(await orphans({ folder, after: null, limit: 10 })).toMatchObject({
      claimed: [{ look: 'one', name: 'a' }],
    })
  },
)

/** Runs a claim whose rename waits, and does something once the last look before it is over. */
async function whileRenaming(folder: string, inject: string, act: () => void): Promise<Answer> {
  const files = await seenIn(folder)
  const traceTo = join(tempFolder(), 'trace')
  writeFileSync(traceTo, '')
  let acted = false
  // It is opened in the last moment before the rename.
  const watcher = watch(traceTo, () => {
    if (acted || !readFileSync(traceTo, 'utf8').includes('openat(')) return
    acted = true
    act()
  })
  onTestFinished(() => watcher.close())
  const call = { verb: 'claim' as const, request: { folder, look: 'one', files } }
  const { answers } = await runShare([call], {
    inject: ['openat:delay_enter=0', inject],
    paths: files.flatMap(({ name }) => inOpenFolder(name)),
    traceTo,
  })
  expect(acted).toBe(true)
  expect(answers).toHaveLength(1)
  return answers[0] ?? { kind: 'none' }
}

const slowly = 'rename:delay_enter=1500000'

test.skipIf(!canInject).each<[string, (path: string) => void]>([
  ['grows', (path) => appendFileSync(path, 'more')],
  [
    'is replaced by another',
    (path) => {
      writeFileSync(`${path}.tmp`, 'other')
      renameSync(`${path}.tmp`, path)
    },
  ],
  [
    'is replaced by a folder',
    (path) => {
      unlinkSync(path)
      mkdirSync(path)
    },
  ],
  [
    'is replaced by a link',
    (path) => {
      unlinkSync(path)
      symlinkSync('/etc/hostname', path)
    },
  ],
])(
  'a file that %s at the last moment is given back (with strace, to hold that moment)',
  async (_, change) => {
    const folder = tempFolder()
    drop(folder, 'a')
    const answer = await whileRenaming(folder, slowly, () => change(join(folder, 'a')))
    expect(kindsOf(answer)).toEqual({ a: 'changed' })
    expect(outboxOf(folder)).toEqual(['a'])
    expect(existsSync(inLook(folder, 'one'))).toBe(false)
  },
)

test.skipIf(!canInject)(
  'a rename that was done and reported as failed counts as done, as NFS may tell the winner (with strace)',
  async () => {
    const folder = tempFolder()
    drop(folder, 'a')
    const answer = await whileRenaming(folder, `${slowly}:error=ENOENT`, () =>
      renameSync(join(folder, 'a'), join(inLook(folder, 'one'), 'a')),
    )
    expect(kindsOf(answer)).toEqual({ a: 'claimed' })
  },
)

test.skipIf(!canInject)(
  'a file that is taken by another at the last moment is gone (with strace, to hold that moment)',
  async () => {
    const folder = tempFolder()
    drop(folder, 'a')
    const answer = await whileRenaming(folder, slowly, () => unlinkSync(join(folder, 'a')))
    expect(kindsOf(answer)).toEqual({ a: 'gone' })
  },
)

test.each(['claim.one:2', 'claim.renamed:1', 'claim.synced:1', 'share.folder-made:2'])(
  'a process killed at %s leaves each file in one place, where it is found',
  async (point) => {
    const folder = tempFolder()
    for (const name of ['a', 'b', 'c']) drop(folder, name)
    const request = { folder, look: 'one', files: await seenIn(folder) }
    const { answers, signal } = await runShare([{ verb: 'claim', request }], {
      env: { PESIT_DROP_FAILPOINT: point },
    })
    expect({ answers, signal }).toEqual({ answers: [], signal: 'SIGKILL' })
    const found = await orphans({ folder, after: null, limit: 10 })
    if (found.kind === 'fault') throw new Error(JSON.stringify(found))
    const names = [...found.claimed.map(({ name }) => name), ...outboxOf(folder)]
    expect(names.sort()).toEqual(['a', 'b', 'c'])
    const again = await claim({ folder, look: 'two', files: await seenIn(folder) })
    expect((again as Answer).files?.every(({ kind }) => kind === 'claimed')).toBe(true)
  },
)

test('a claimed original is removed, and its folder with the last of them', async () => {
  const folder = tempFolder()
  for (const name of ['a', 'b']) drop(folder, name)
  await claim({ folder, look: 'one', files: await seenIn(folder) })
  expect(await removeFile({ folder, look: 'one', name: 'a' })).toEqual({ kind: 'removed' })
  expect(readdirSync(inLook(folder, 'one'))).toEqual(['b'])
  expect(await removeFile({ folder, look: 'one', name: 'b' })).toEqual({ kind: 'removed' })
  expect(existsSync(inLook(folder, 'one'))).toBe(false)
  expect(await removeFile({ folder, look: 'one', name: 'b' })).toEqual({ kind: 'removed' })
})

test('a cancel file that lies beside a file when it is claimed is reported, if cancelling is enabled', async () => {
  const folder = tempFolder()
  for (const name of ['a', 'b']) drop(folder, name, name)
  const files = await seenIn(folder)
  drop(folder, 'a.cancel', '')
  mkdirSync(join(folder, 'b.cancel'))
  const outcome = await claim({ folder, look: 'one', files, cancels: true })
  expect(outcome).toEqual({
    kind: 'claimed',
    files: [
      { name: 'a', kind: 'claimed', sizeBytes: 1, stopped: true },
      { name: 'b', kind: 'claimed', sizeBytes: 1 },
    ],
  })
  drop(folder, 'a', 'a')
  const [again] = await seenIn(folder, 1)
  const unasked = await claim({ folder, look: 'two', files: again === undefined ? [] : [again] })
  expect(unasked).toMatchObject({ files: [{ name: 'a', kind: 'claimed' }] })
  expect(unasked).not.toMatchObject({ files: [{ stopped: true }] })
})

test('a file whose marker has gone since the scan stays where it is', async () => {
  const folder = tempFolder()
  for (const name of ['a', 'b']) drop(folder, name, name)
  const files = (await seenIn(folder)).map((file) => ({ ...file, marker: `${file.name}.ok` }))
  drop(folder, 'a.ok', '')
  const outcome = await claim({ folder, look: 'one', files })
  expect(kindsOf(outcome as Answer)).toEqual({ a: 'claimed', b: 'changed' })
  expect(outboxOf(folder).sort()).toEqual(['a.ok', 'b'])
})

test('in another folder than the scanned one nothing is taken, and nothing is created', async () => {
  const folder = tempFolder()
  drop(folder, 'a', 'a')
  const files = await seenIn(folder)
  const outcome = await claim({
    ...{ folder, look: 'one', files },
    expected: { device: '1', inode: '1' },
  })
  expect(outcome).toMatchObject({ kind: 'fault', code: 'FOLDER-MOVED' })
  expect(readdirSync(folder)).toEqual(['a'])
})

test('when the file system invents an inode for each scan, size and both times identify a file', async () => {
  const folder = tempFolder()
  for (const name of ['a', 'b']) drop(folder, name)
  const seen = (await seenIn(folder)).map((file) => ({ ...file, inode: '1' }))
  const strict = await claim({ folder, look: 'one', files: seen })
  expect(strict).toMatchObject({ files: [{ kind: 'changed' }, { kind: 'changed' }] })
  const varying = seen.map((file) => ({ ...file, inodeVaries: true as const }))
  writeFileSync(join(folder, 'b'), 'another content')
  const files = [
    { kind: 'claimed', name: 'a' },
    { kind: 'changed', name: 'b' },
  ]
  expect(await claim({ folder, look: 'two', files: varying })).toMatchObject({ files })
  expect(outboxOf(folder)).toEqual(['b'])
})
