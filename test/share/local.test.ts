import { naming } from '../helpers/naming.ts'
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { localShare } from '../../src/share/local.ts'
import { canInject, isRoot, nobody, runShare } from '../helpers/run-share.ts'
import { canMount, smallDisk } from '../helpers/small-disk.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const share = localShare()
const probe = (folder: string) => share.probe({ folder, purpose: 'outbox' })

test('a folder that allows everything is usable, and only our own empty folder remains in it', async () => {
  const folder = tempFolder()
  const found = statSync(folder, { bigint: true })
  const outcome = await probe(folder)
  expect(outcome).toEqual({
    kind: 'usable',
    identity: { device: String(found.dev), inode: String(found.ino) },
    fileSystem: expect.stringMatching(/^\w+$/),
    mount: {
      fileSystem: expect.stringMatching(/^\w+$/),
      mountPoint: expect.stringMatching(/^\//),
      network: false,
    },
    network: false,
    hardLinks: true,
    shareNowNs: expect.stringMatching(/^\d{19}$/),
    warnings: [],
  })
  expect(readdirSync(folder)).toEqual(['.pesit-drop'])
  expect(readdirSync(join(folder, '.pesit-drop'))).toEqual([])
  expect(statSync(join(folder, '.pesit-drop')).mode & 0o777).toBe(0o700)
})

test('a probe can be repeated, and clears the rest of a killed one', async () => {
  const folder = tempFolder()
  const call = { verb: 'probe' as const, request: { folder, purpose: 'outbox' as const } }
  const { signal } = await runShare([call], { env: { PESIT_DROP_FAILPOINT: 'files.synced:1' } })
  expect(signal).toBe('SIGKILL')
  const own = join(folder, '.pesit-drop')
  expect(readdirSync(own)).toEqual([expect.stringMatching(/^probe-\d+$/)])
  for (let time = 0; time < 3; time += 1) expect((await probe(folder)).kind).toBe('usable')
  expect(readdirSync(own)).toEqual([])
})

test('files of a running probe stay, and so do files that are not of a probe', async () => {
  const folder = tempFolder()
  const own = join(folder, '.pesit-drop')
  mkdirSync(own)
  const kept = [`probe-${process.ppid}`, 'probe-notes', 'status-1']
  const dead = ['probe-4194304', 'probe-4194304.tmp', 'probe-link-4194304', 'probe-link-4194304-2']
  for (const name of [...kept, ...dead]) writeFileSync(join(own, name), '')
  expect((await probe(folder)).kind).toBe('usable')
  expect(readdirSync(own).sort()).toEqual([...kept].sort())
})

test('a probe finds the folder that a symbolic link leads to', async () => {
  const place = tempFolder()
  mkdirSync(join(place, 'real'))
  symlinkSync('real', join(place, 'outbox'))
  const [one, other] = [await probe(join(place, 'outbox')), await probe(join(place, 'real'))]
  expect(one.kind === 'usable' && one.identity).toEqual(other.kind === 'usable' && other.identity)
})

test('a missing folder is not created', async () => {
  const folder = join(tempFolder(), 'outbox')
  expect(await probe(folder)).toMatchObject({ kind: 'fault', code: 'FOLDER-MISSING' })
  writeFileSync(folder, 'a file')
  expect(await probe(folder)).toMatchObject({ kind: 'fault', code: 'FOLDER-MISSING' })
})

test('a link in the place of our own folder is not followed', async () => {
  const place = tempFolder()
  mkdirSync(join(place, 'outbox'))
  mkdirSync(join(place, 'elsewhere'))
  symlinkSync('../elsewhere', join(place, 'outbox/.pesit-drop'))
  expect(await probe(join(place, 'outbox'))).toMatchObject({
    kind: 'fault',
    code: 'FOLDER-NOT-OURS',
    arguments: naming('.pesit-drop'),
  })
  expect(readdirSync(join(place, 'elsewhere'))).toEqual([])
})

test.skipIf(!canMount)(
  'a work folder on another disk is refused before any file is taken (as root, to mount one)',
  async () => {
    const folder = tempFolder()
    smallDisk(join(folder, '.pesit-drop'))
    expect(await probe(folder)).toMatchObject({ kind: 'fault', code: 'FOLDER-OTHER-DISK' })
  },
)

test.skipIf(!canMount)(
  'a folder that can only be read is forbidden (as root, to mount one)',
  async () => {
    const folder = smallDisk(join(tempFolder(), 'outbox'))
    spawnSync('mount', ['-o', 'remount,ro', folder])
    expect(await probe(folder)).toMatchObject({ kind: 'fault', code: 'FOLDER-FORBIDDEN' })
  },
)

test.skipIf(!canMount)('a full folder says so (as root, to mount a small one)', async () => {
  const folder = smallDisk(join(tempFolder(), 'outbox'), 'size=64k')
  spawnSync('dd', ['if=/dev/zero', `of=${folder}/fill`, 'bs=4k'], { stdio: 'ignore' })
  expect(await probe(folder)).toMatchObject({ kind: 'fault', code: 'DISK-FULL' })
})

test.skipIf(!isRoot).each([0o000, 0o555, 0o755, 0o300])(
  'a folder with mode %o of somebody else is forbidden to look into (as root, who can be somebody else)',
  async (mode) => {
    const place = tempFolder()
    chmodSync(place, 0o755)
    const folder = join(place, 'outbox')
    mkdirSync(folder)
    chmodSync(folder, mode)
    const asked = {
      folder,
      limit: 1,
      take: ['*'],
      leave: [],
      passOver: [],
      expected: null,
      about: [],
    }
    const { answers } = await runShare(
      [
        { verb: 'probe', request: { folder, purpose: 'outbox' } },
        { verb: 'look', request: asked },
        { verb: 'claim', request: { folder, look: 'one', files: [] } },
      ],
      { uid: nobody },
    )
    const fault = {
      kind: 'fault',
      code: 'FOLDER-FORBIDDEN',
      arguments: naming(folder),
    }
    expect(answers).toEqual([fault, fault, fault])
  },
)

test.skipIf(!canInject)(
  'a disk that does not confirm the probe is a fault (with strace, to make a call fail)',
  async () => {
    const folder = tempFolder()
    const { answers } = await runShare(
      [{ verb: 'probe', request: { folder, purpose: 'outbox' } }],
      { inject: ['fsync:error=EIO'] },
    )
    expect(answers).toMatchObject([{ kind: 'fault', code: 'FILE-SYNC-FAILED' }])
  },
)
