// Which folders are opened, by which way, whose they must be, and that nothing stays open.

import { naming } from '../helpers/naming.ts'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entryPath, inFolder } from '../../src/share/folder-handle.ts'
import { localShare } from '../../src/share/local.ts'
import { isRoot, nobody, runShare } from '../helpers/run-share.ts'
import { canMount, smallDisk } from '../helpers/small-disk.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const share = localShare()
const probe = (folder: string) => share.probe({ folder, purpose: 'outbox' })

/** A folder in a place where others may write too. */
function openPlace(): { readonly place: string; readonly folder: string } {
  const place = join(tempFolder(), 'place')
  const folder = join(place, 'folder')
  mkdirSync(folder, { recursive: true })
  chmodSync(place, 0o777)
  return { place, folder }
}

const openNow = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      return []
    }
  })

test('no descriptor of a folder is open after a step, even after a failed one', async () => {
  const folder = tempFolder()
  await probe(folder)
  await inFolder(folder, null, async (step) => {
    await step.make('claimed', 'one')
    expect(openNow().filter((path) => path.startsWith(folder))).toHaveLength(4)
  })
  await expect(
    inFolder(folder, null, async (step) => {
      await step.find('claimed')
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  expect(openNow().filter((path) => path.startsWith(folder))).toEqual([])
})

test('a step finishes in a folder that is renamed meanwhile, not in the one that took its name', async () => {
  const place = tempFolder()
  const folder = join(place, 'folder')
  mkdirSync(folder)
  await inFolder(folder, null, async (step) => {
    const own = await step.make()
    renameSync(folder, join(place, 'moved'))
    mkdirSync(join(folder, '.pesit-drop'), { recursive: true })
    writeFileSync(entryPath(own, 'ours'), '')
  })
  expect(readdirSync(join(place, 'moved/.pesit-drop'))).toEqual(['ours'])
  expect(readdirSync(join(folder, '.pesit-drop'))).toEqual([])
})

test.each(['', '.', '..', '../a', 'a/b', 'a\0b'])('%j is not a name in a folder', async (name) => {
  await inFolder(tempFolder(), null, ({ top }) => {
    expect(() => entryPath(top, name)).toThrow(/cannot be the name/)
    return Promise.resolve()
  })
})

test('errors about a descriptor are reported with the path of the folder', async () => {
  const folder = tempFolder()
  const outcome = await share.seal({ folder, look: 'one', name: 'a/b', target: join(folder, 'x') })
  expect(JSON.stringify(outcome)).not.toContain('/proc/self')
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, '.pesit-drop'), { mode: 0o700 })
  mkdirSync(join(folder, '.pesit-drop/claimed'), { mode: 0o700 })
  mkdirSync(join(folder, '.pesit-drop/claimed/one'), { mode: 0o700 })
  mkdirSync(join(folder, '.pesit-drop/claimed/one/a'))
  const removed = await share.remove({ folder, look: 'one', name: 'a' })
  expect(removed).toMatchObject({ kind: 'fault', arguments: naming(folder) })
  expect(JSON.stringify(removed)).not.toContain('/proc/self')
})

describe('the path to a folder', () => {
  test('may have links of the administrator, absolute, relative and one after the other', async () => {
    const place = tempFolder()
    mkdirSync(join(place, 'disk/shared/real'), { recursive: true })
    symlinkSync(join(place, 'disk'), join(place, 'one'))
    symlinkSync('../disk/../one/shared', join(place, 'disk/two'))
    symlinkSync('real', join(place, 'disk/shared/folder'))
    const [there, here] = [
      await probe(join(place, 'disk/two/folder')),
      await probe(join(place, 'disk/shared/real')),
    ]
    expect(there).toMatchObject({ kind: 'usable', warnings: [] })
    expect(there.kind === 'usable' && there.identity).toEqual(
      here.kind === 'usable' && here.identity,
    )
  })

  test('a link that the administrator changes leads to the new folder at the next step', async () => {
    const place = tempFolder()
    for (const name of ['a', 'b']) mkdirSync(join(place, name))
    const folder = join(place, 'folder')
    symlinkSync('a', folder)
    const first = await probe(folder)
    symlinkSync('b', join(place, 'new'))
    renameSync(join(place, 'new'), folder)
    const second = await probe(folder)
    expect(second.kind === 'usable' && second.identity).not.toEqual(
      first.kind === 'usable' && first.identity,
    )
    expect(readdirSync(join(place, 'b'))).toEqual(['.pesit-drop'])
  })

  test('links in a circle are a fault', async () => {
    const place = tempFolder()
    symlinkSync('b', join(place, 'a'))
    symlinkSync('a', join(place, 'b'))
    expect(await probe(join(place, 'a'))).toMatchObject({ kind: 'fault', code: 'FOLDER-MISSING' })
  })

  test('a link where others may write is not followed', async () => {
    const { place } = openPlace()
    const private_ = tempFolder()
    symlinkSync(private_, join(place, 'link'))
    expect(await probe(join(place, 'link'))).toMatchObject({
      kind: 'fault',
      code: 'FOLDER-LINK',
      arguments: naming(join(place, 'link')),
    })
    expect(readdirSync(private_)).toEqual([])
  })

  test('a folder that others may replace is used, with a warning that names the reason', async () => {
    const { place, folder } = openPlace()
    const outcome = await probe(folder)
    expect(outcome).toMatchObject({
      kind: 'usable',
      warnings: [{ code: 'FOLDER-ABOVE-WRITABLE', arguments: { folder, above: place } }],
    })
    chmodSync(place, 0o755)
    expect(await probe(folder)).toMatchObject({ kind: 'usable', warnings: [] })
  })

  test('a path that has become open to others is checked again at the next step', async () => {
    const place = join(tempFolder(), 'place')
    const folder = join(place, 'folder')
    mkdirSync(folder, { recursive: true })
    expect((await probe(folder)).kind).toBe('usable')
    chmodSync(place, 0o777)
    renameSync(folder, join(place, 'aside'))
    const private_ = tempFolder()
    symlinkSync(private_, folder)
    expect(await probe(folder)).toMatchObject({ kind: 'fault', code: 'FOLDER-LINK' })
    expect(readdirSync(private_)).toEqual([])
  })

  test('where others may write but not rename our files, as in /tmp, there is no warning', async () => {
    const { place, folder } = openPlace()
    chmodSync(place, 0o1777)
    expect(await probe(folder)).toMatchObject({ kind: 'usable', warnings: [] })
  })

  test.skipIf(!isRoot)(
    'a sticky directory does not keep its owner from renaming his own folder (as root, to give one away)',
    async () => {
      const { place, folder } = openPlace()
      chmodSync(place, 0o1777)
      chownSync(folder, nobody, nobody)
      expect(await probe(folder)).toMatchObject({
        warnings: [{ code: 'FOLDER-ABOVE-WRITABLE', arguments: { above: place } }],
      })
    },
  )

  test.skipIf(!isRoot)(
    'directories that may be passed and not read are no hindrance (as root, who can be somebody else)',
    async () => {
      const top = tempFolder()
      const folder = join(top, 'closed/folder')
      mkdirSync(folder, { recursive: true })
      for (const path of [top, join(top, 'closed')]) chmodSync(path, 0o711)
      chownSync(folder, nobody, nobody)
      const request = { folder, purpose: 'inbox' as const }
      const { answers } = await runShare([{ verb: 'probe', request }], { uid: nobody })
      expect(answers).toMatchObject([{ kind: 'usable', warnings: [] }])
    },
  )
})

describe('a work folder', () => {
  test.each(['.pesit-drop', '.pesit-drop/claimed', '.pesit-drop/incoming'])(
    '%s in which others may write is refused until they may not',
    async (name) => {
      const folder = tempFolder()
      mkdirSync(join(folder, name), { recursive: true, mode: 0o700 })
      chmodSync(join(folder, name), 0o720)
      const stage = () => inFolder(folder, null, (step) => step.make(...name.split('/').slice(1)))
      await expect(stage()).rejects.toMatchObject({
        code: 'FOLDER-NOT-OURS',
        message: expect.stringContaining(join(folder, name)),
      })
      chmodSync(join(folder, name), 0o700)
      await expect(stage()).resolves.toMatchObject({ path: join(folder, name) })
    },
  )

  test.skipIf(!isRoot)(
    'of somebody else is refused, and told with his number (as root, to give one away)',
    async () => {
      const folder = tempFolder()
      mkdirSync(join(folder, '.pesit-drop'), { mode: 0o700 })
      chownSync(join(folder, '.pesit-drop'), nobody, nobody)
      const outcome = await probe(folder)
      expect(outcome).toMatchObject({
        kind: 'fault',
        code: 'FOLDER-NOT-OURS',
        arguments: expect.objectContaining({ owner: nobody }),
      })
      expect(readdirSync(folder)).toEqual(['.pesit-drop'])
    },
  )

  test.skipIf(!canMount)('on another disk is refused (as root, to mount one)', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, '.pesit-drop'), { mode: 0o700 })
    smallDisk(join(folder, '.pesit-drop/claimed'))
    const outcome = await share.orphans({ folder, after: null, limit: 1 })
    expect(outcome).toMatchObject({ kind: 'fault', code: 'FOLDER-OTHER-DISK' })
  })

  test('that is missing is not created by a step that only looks for it', async () => {
    const folder = tempFolder()
    await inFolder(folder, null, async (step) => {
      expect(await step.find('claimed', 'one')).toBeNull()
    })
    expect(existsSync(join(folder, '.pesit-drop'))).toBe(false)
  })
})
