import { naming } from '../../helpers/naming.ts'
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { link, stage, unstage } from '../../../src/share/verbs/deliver.ts'
import type { StageRequest } from '../../../src/share/share.ts'
import { failNextSync } from '../../helpers/failing-sync.ts'
import { canInject, isRoot, nobody, runShare } from '../../helpers/run-share.ts'
import { canMount, smallDisk } from '../../helpers/small-disk.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

/** A received file in the spool, and an inbox that is empty. */
function received(content: Uint8Array | string = 'a statement', more: Partial<StageRequest> = {}) {
  const place = tempFolder()
  const folder = join(place, 'inbox')
  const source = join(place, 'spooled')
  mkdirSync(folder)
  writeFileSync(source, content, { mode: 0o600 })
  const request: StageRequest = {
    folder,
    id: 'id',
    source,
    sha256: sha256(content),
    group: null,
    mode: null,
    ...more,
  }
  const staged = join(folder, '.pesit-drop/incoming/id')
  const give = (name = 'statement.xml') => link({ folder, id: 'id', name })
  return { place, folder, source, request, staged, give }
}

const shown = (folder: string) => readdirSync(folder).filter((name) => name !== '.pesit-drop')
const modeOf = (path: string) => statSync(path).mode & 0o7777

test('a statement is staged invisibly, then linked under its name with its mode, then unstaged', async () => {
  const { folder, request, staged, give } = received('a statement', { mode: '0664' })
  expect(await stage(request)).toEqual({ kind: 'staged' })
  expect(shown(folder)).toEqual([])
  expect(modeOf(join(folder, '.pesit-drop'))).toBe(0o700)
  expect(readFileSync(staged, 'utf8')).toBe('a statement')
  expect(await give()).toEqual({ kind: 'linked' })
  expect(shown(folder)).toEqual(['statement.xml'])
  expect(readFileSync(join(folder, 'statement.xml'), 'utf8')).toBe('a statement')
  expect(modeOf(join(folder, 'statement.xml'))).toBe(0o664)
  expect(await unstage({ folder, id: 'id' })).toEqual({ kind: 'removed' })
  expect(readdirSync(join(folder, '.pesit-drop/incoming'))).toEqual([])
  expect(statSync(join(folder, 'statement.xml')).nlink).toBe(1)
})

test('a staged copy that the disk did not confirm is thrown away and copied again, never synced again', async () => {
  const { request, staged } = received()
  await stage(request)
  await failNextSync('sync')
  expect(await stage(request)).toMatchObject({ kind: 'fault', code: 'FILE-SYNC-FAILED' })
  expect(existsSync(staged)).toBe(false)
  expect(await stage(request)).toEqual({ kind: 'staged' })
  expect(readFileSync(staged, 'utf8')).toBe('a statement')
})

test('without a mode a statement is for the owner and the group', async () => {
  const { request, staged } = received()
  await stage(request)
  expect(modeOf(staged)).toBe(0o640)
})

test('large and empty statements are staged whole', async () => {
  for (const content of [Buffer.alloc(0), Buffer.alloc(3 * 1024 * 1024 + 5, 'block')]) {
    const { request, staged } = received(content)
    expect(await stage(request)).toEqual({ kind: 'staged' })
    expect(readFileSync(staged).equals(content)).toBe(true)
  }
})

test('a missing inbox is not created', async () => {
  const { folder, request } = received()
  renameSync(folder, `${folder}-away`)
  expect(await stage(request)).toMatchObject({ kind: 'fault', code: 'FOLDER-MISSING' })
  expect(existsSync(folder)).toBe(false)
})

test('an incomplete staged copy of an earlier run is copied again', async () => {
  const { request, staged } = received()
  mkdirSync(join(staged, '..'), { recursive: true })
  writeFileSync(staged, 'a stat')
  expect(await stage(request)).toEqual({ kind: 'staged' })
  expect(readFileSync(staged, 'utf8')).toBe('a statement')
})

test('a complete copy of an earlier run still gets its mode', async () => {
  const { request, staged } = received('a statement', { mode: '0660' })
  mkdirSync(join(staged, '..'), { recursive: true })
  writeFileSync(staged, 'a statement', { mode: 0o600 })
  expect(await stage(request)).toEqual({ kind: 'staged' })
  expect(modeOf(staged)).toBe(0o660)
})

test.skipIf(!canInject)(
  'what an earlier life copied whole is not shown before the disk confirms it (with strace)',
  async () => {
    const { request, staged } = received()
    mkdirSync(join(staged, '..'), { recursive: true })
    writeFileSync(staged, 'a statement')
    const { answers } = await runShare([{ verb: 'stage', request }], {
      inject: ['fsync:error=EIO'],
      paths: [staged],
    })
    expect(answers).toEqual([
      { kind: 'fault', code: 'FILE-SYNC-FAILED', arguments: naming(staged) },
    ])
  },
)

test('bytes that differ from those received are not delivered', async () => {
  const { source, request, staged } = received()
  appendFileSync(source, 'x')
  expect(await stage(request)).toMatchObject({
    kind: 'fault',
    code: 'FILE-DAMAGED',
    arguments: naming(source),
  })
  expect(existsSync(staged)).toBe(false)
})

test('a received file that cannot be read is not mistaken for a missing inbox', async () => {
  const { source, request } = received()
  unlinkSync(source)
  expect(await stage(request)).toMatchObject({
    kind: 'fault',
    code: 'FILE-DAMAGED',
    arguments: naming(source),
  })
})

test.skipIf(!canMount)(
  'a full inbox says so and keeps no part (as root, to mount a small one)',
  async () => {
    const { place, request } = received(Buffer.alloc(3 * 1024 * 1024))
    const folder = smallDisk(join(place, 'small'))
    expect(await stage({ ...request, folder })).toMatchObject({
      kind: 'fault',
      code: 'DISK-FULL',
      arguments: naming(folder),
    })
    expect(readdirSync(join(folder, '.pesit-drop/incoming'))).toEqual([])
  },
)

test('an entry with the same name is never replaced, whether it is empty, a link or a folder', async () => {
  const { folder, request, give } = received()
  await stage(request)
  writeFileSync(join(folder, 'other'), 'another statement')
  writeFileSync(join(folder, 'empty'), '')
  symlinkSync('/nowhere', join(folder, 'link'))
  mkdirSync(join(folder, 'folder'))
  for (const name of ['other', 'empty', 'link', 'folder'])
    expect(await give(name)).toEqual({ kind: 'exists' })
  expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('another statement')
  expect(lstatSync(join(folder, 'empty')).size).toBe(0)
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
  expect(await give('free')).toEqual({ kind: 'linked' })
})

test('a file linked by an earlier run is recognised, and another file of that name is not', async () => {
  const { folder, request, give } = received()
  await stage(request)
  await give()
  expect(await stage(request)).toEqual({ kind: 'staged' })
  expect(await give()).toEqual({ kind: 'linked' })
  expect(shown(folder)).toEqual(['statement.xml'])
})

test('a statement that its reader moved away is not delivered again', async () => {
  const { place, folder, request, give } = received()
  await stage(request)
  await give()
  renameSync(join(folder, 'statement.xml'), join(place, 'taken.xml'))
  expect(await stage(request)).toEqual({ kind: 'staged' })
  expect(await give()).toEqual({ kind: 'taken-away' })
  writeFileSync(join(folder, 'statement.xml'), 'another file by now')
  expect(await give()).toEqual({ kind: 'taken-away' })
  expect(readFileSync(join(folder, 'statement.xml'), 'utf8')).toBe('another file by now')
})

test('a statement that its reader changed is not delivered again', async () => {
  const { folder, request, give } = received()
  await stage(request)
  await give()
  appendFileSync(join(folder, 'statement.xml'), ' that its reader marked as read')
  expect(await stage(request)).toEqual({ kind: 'staged' })
  expect(await give()).toEqual({ kind: 'linked' })
  expect(shown(folder)).toEqual(['statement.xml'])
  expect(readFileSync(join(folder, 'statement.xml'), 'utf8')).toContain('marked as read')
})

test('a statement that its reader deleted cannot be distinguished from an unlinked one, and is delivered again', async () => {
  const { folder, request, give } = received()
  await stage(request)
  await give()
  unlinkSync(join(folder, 'statement.xml'))
  expect(await stage(request)).toEqual({ kind: 'staged' })
  expect(await give()).toEqual({ kind: 'linked' })
})

test.each(['', '.', '..', '../out', 'a/b', '/etc/x', 'a\0b', 'x'.repeat(256), 'é'.repeat(128)])(
  'nothing is linked as %j',
  async (name) => {
    const { place, folder, request, give } = received()
    await stage(request)
    expect(await give(name)).toMatchObject({ kind: 'fault', code: 'FOLDER-FORBIDDEN' })
    expect(shown(folder)).toEqual([])
    expect(readdirSync(place).sort()).toEqual(['inbox', 'spooled'])
  },
)

test('a name of 255 bytes is used unchanged', async () => {
  const { folder, request, give } = received()
  await stage(request)
  const name = `${'é'.repeat(125)}.xml*`
  expect(await give(name)).toEqual({ kind: 'linked' })
  expect(shown(folder)).toEqual([name])
})

test('linking a file that was never staged is a fault', async () => {
  const { give } = received()
  expect(await give()).toMatchObject({ kind: 'fault', code: 'FOLDER-MISSING' })
})

test('unstaging twice, or a file that was never staged, succeeds', async () => {
  const { folder } = received()
  expect(await unstage({ folder, id: 'id' })).toEqual({ kind: 'removed' })
})

test.skipIf(!isRoot)(
  'the group is given by number or by name (as root, who may give files)',
  async () => {
    const byNumber = received('a', { group: '12345' })
    await stage(byNumber.request)
    expect(statSync(byNumber.staged).gid).toBe(12_345)
    const [name = '', , number] = (readFileSync('/etc/group', 'utf8').split('\n')[1] ?? '').split(
      ':',
    )
    const byName = received('a', { group: name })
    await stage(byName.request)
    expect(statSync(byName.staged).gid).toBe(Number(number))
  },
)

test('a group that does not exist is reported by its name', async () => {
  const { request } = received('a', { group: 'no-such-group' })
  expect(await stage(request)).toMatchObject({
    kind: 'fault',
    code: 'FOLDER-FORBIDDEN',
    arguments: naming('no-such-group'),
  })
})

test.skipIf(!isRoot)(
  'a group that we may not give files to is said by its name (as root, who can be somebody else)',
  async () => {
    const { place, request } = received('a', { group: '12345' })
    spawnSync('chmod', ['-R', '777', place])
    const { answers } = await runShare([{ verb: 'stage', request }], { uid: nobody })
    expect(answers).toEqual([
      { kind: 'fault', code: 'FOLDER-FORBIDDEN', arguments: naming('12345') },
    ])
  },
)

test.skipIf(!isRoot)(
  'an inbox where we may not write is forbidden (as root, who can be somebody else)',
  async () => {
    const { place, folder, request } = received()
    spawnSync('chmod', ['-R', '777', place])
    chmodSync(folder, 0o755)
    const { answers } = await runShare([{ verb: 'stage', request }], { uid: nobody })
    expect(answers).toEqual([
      { kind: 'fault', code: 'FOLDER-FORBIDDEN', arguments: naming(folder) },
    ])
  },
)

test.each(['share.folder-made:1', 'stage.synced:1', 'link.linked:1', 'link.synced:1'])(
  'after a kill at %s the repeated delivery shows the statement once and complete',
  async (point) => {
    const { folder, request, give } = received()
    const calls = [
      { verb: 'stage' as const, request },
      { verb: 'link' as const, request: { folder, id: 'id', name: 'statement.xml' } },
    ]
    const { signal } = await runShare(calls, { env: { PESIT_DROP_FAILPOINT: point } })
    expect(signal).toBe('SIGKILL')
    expect(await stage(request)).toEqual({ kind: 'staged' })
    expect(await give()).toEqual({ kind: 'linked' })
    await unstage({ folder, id: 'id' })
    expect(shown(folder)).toEqual(['statement.xml'])
    expect(readFileSync(join(folder, 'statement.xml'), 'utf8')).toBe('a statement')
  },
)
