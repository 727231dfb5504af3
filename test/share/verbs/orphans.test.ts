import { linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { orphans } from '../../../src/share/verbs/orphans.ts'
import { canInject, runShare } from '../../helpers/run-share.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

/** An outbox in which these lie claimed, as `look/name`. */
function claimed(...paths: readonly string[]): string {
  const folder = tempFolder()
  for (const path of paths) {
    const full = join(folder, '.pesit-drop/claimed', path)
    mkdirSync(join(full, '..'), { recursive: true })
    writeFileSync(full, path)
  }
  return folder
}

async function found(folder: string, after: { look: string; name: string } | null, limit: number) {
  const outcome = await orphans({ folder, after, limit })
  if (outcome.kind === 'fault') throw new Error(JSON.stringify(outcome))
  return outcome
}

const paths = (list: readonly { readonly look: string; readonly name: string }[]) =>
  list.map(({ look, name }) => `${look}/${name}`)

test('a folder in which we never worked has none', async () => {
  expect(await found(tempFolder(), null, 10)).toEqual({
    kind: 'found',
    claimed: [],
    incoming: [],
    more: false,
  })
})

test('claimed files are returned scan by scan, with their sizes', async () => {
  const folder = claimed('2/b', '1/c', '1/a')
  expect((await found(folder, null, 10)).claimed).toEqual([
    { look: '1', name: 'a', sizeBytes: 3 },
    { look: '1', name: 'c', sizeBytes: 3 },
    { look: '2', name: 'b', sizeBytes: 3 },
  ])
})

test.each([1, 2, 3, 5, 6, 7, 100])('in pages of %i each is returned once', async (limit) => {
  const all = ['1/a', '1/b', '1/c', '2/a', '3/a', '3/é']
  const folder = claimed(...all)
  const told: string[] = []
  let after: { look: string; name: string } | null = null
  for (let page = 0; page < 10; page += 1) {
    const outcome = await found(folder, after, limit)
    told.push(...paths(outcome.claimed))
    expect(outcome.claimed.length).toBeLessThanOrEqual(limit)
    after = outcome.claimed.at(-1) ?? after
    if (!outcome.more) break
  }
  expect(told).toEqual(all)
})

test('files removed between two pages leave no gap', async () => {
  const folder = claimed('1/a', '1/b', '2/a', '2/b')
  const first = await found(folder, null, 2)
  expect(paths(first.claimed)).toEqual(['1/a', '1/b'])
  rmSync(join(folder, '.pesit-drop/claimed/1'), { recursive: true })
  const second = await found(folder, { look: '1', name: 'b' }, 2)
  expect(paths(second.claimed)).toEqual(['2/a', '2/b'])
  expect(second.more).toBe(false)
})

test('a claimed file with a second hard link is returned too', async () => {
  const folder = claimed('1/a')
  linkSync(join(folder, '.pesit-drop/claimed/1/a'), join(folder, 'second'))
  expect(paths((await found(folder, null, 10)).claimed)).toEqual(['1/a'])
})

test('links, folders and files out of place are not returned, and hide nothing', async () => {
  const folder = claimed('1/a', '2/b')
  const root = join(folder, '.pesit-drop/claimed')
  writeFileSync(join(root, '0-stray'), '')
  mkdirSync(join(root, '1/folder'))
  symlinkSync('/etc/hostname', join(root, '1/link'))
  mkdirSync(join(root, '3-empty'))
  expect(paths((await found(folder, null, 10)).claimed)).toEqual(['1/a', '2/b'])
})

test('files staged for an inbox are returned', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, '.pesit-drop/incoming'), { recursive: true })
  writeFileSync(join(folder, '.pesit-drop/incoming/id-1'), '')
  expect((await found(folder, null, 10)).incoming).toEqual(['id-1'])
})

test.skipIf(!canInject).each(['claimed/1', 'claimed', '.'])(
  'what the disk does not confirm in %s is not told as ours (with strace)',
  async (place) => {
    const folder = claimed('1/a')
    const request = { folder, after: null, limit: 10 }
    const { answers } = await runShare([{ verb: 'orphans', request }], {
      inject: ['fsync:error=EIO'],
      paths: [join(folder, '.pesit-drop', place)],
    })
    expect(answers).toMatchObject([{ kind: 'fault', code: 'FILE-SYNC-FAILED' }])
  },
)
