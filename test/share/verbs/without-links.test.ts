import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hardLinksWork } from '../../../src/share/verbs/without-links.ts'
import {
  canInject,
  type RunOptions,
  runShare,
  type ShareCall,
  inOpenFolder,
} from '../../helpers/run-share.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const content = 'a statement'
const name = 'statement.xml'

function received() {
  const place = tempFolder()
  const folder = join(place, 'inbox')
  const source = join(place, 'spooled')
  mkdirSync(folder)
  writeFileSync(source, content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const calls: ShareCall[] = [
    { verb: 'stage', request: { folder, id: 'id', source, sha256, group: null, mode: '0644' } },
    { verb: 'link', request: { folder, id: 'id', name } },
  ]
  const unstage: ShareCall = { verb: 'unstage', request: { folder, id: 'id' } }
  return { place, folder, calls, unstage }
}

/** In a world where no hard link can be made. */
const run = (calls: readonly ShareCall[], more: RunOptions = {}) =>
  runShare(calls, { inject: ['link:error=EPERM'], ...more })

const shown = (folder: string) => readdirSync(folder).filter((one) => one !== '.pesit-drop')
const kinds = (answers: readonly { readonly kind: string }[]) => answers.map(({ kind }) => kind)

test('hard links are used where they work, and the test for them leaves nothing behind', async () => {
  const folder = tempFolder()
  expect(await hardLinksWork(folder)).toBe(true)
  expect(readdirSync(folder)).toEqual([])
})

describe.skipIf(!canInject)('without hard links (with strace, to make link fail)', () => {
  test('the probe reports missing hard links', async () => {
    const { folder } = received()
    const { answers } = await run([{ verb: 'probe', request: { folder, purpose: 'inbox' } }])
    expect(answers).toMatchObject([{ kind: 'usable', hardLinks: false }])
  })

  test('a statement gets its name over our own reservation, and nothing else is left', async () => {
    const { folder, calls, unstage } = received()
    const { answers } = await run([...calls, unstage])
    expect(kinds(answers)).toEqual(['staged', 'linked', 'removed'])
    expect(shown(folder)).toEqual([name])
    expect(readFileSync(join(folder, name), 'utf8')).toBe(content)
    expect(readdirSync(join(folder, '.pesit-drop/incoming'))).toEqual([])
    expect(readdirSync(join(folder, '.pesit-drop/names'))).toEqual([])
  })

  test.each(['another file', ''])(
    'a file of that name with %j in it is never replaced',
    async (other) => {
      const { folder, calls } = received()
      writeFileSync(join(folder, name), other)
      const again: ShareCall = { verb: 'link', request: { folder, id: 'id', name: 'free.xml' } }
      const { answers } = await run([...calls, ...calls.slice(1), again])
      expect(kinds(answers)).toEqual(['staged', 'exists', 'exists', 'linked'])
      expect(readFileSync(join(folder, name), 'utf8')).toBe(other)
      expect(readFileSync(join(folder, 'free.xml'), 'utf8')).toBe(content)
    },
  )

  test.each(['link.noted:1', 'link.reserved:1', 'link.renamed:1'])(
    'after a kill at %s the repeated delivery shows the statement once',
    async (point) => {
      const { folder, calls, unstage } = received()
      const { signal } = await run(calls, { env: { PESIT_DROP_FAILPOINT: point } })
      expect(signal).toBe('SIGKILL')
      const { answers } = await run([...calls, unstage])
      expect(kinds(answers)).toEqual(['staged', 'linked', 'removed'])
      expect(shown(folder)).toEqual([name])
      expect(readFileSync(join(folder, name), 'utf8')).toBe(content)
    },
  )

  test('after a kill, a statement that was delivered and taken away is not delivered again', async () => {
    const { place, folder, calls, unstage } = received()
    await run(calls, { env: { PESIT_DROP_FAILPOINT: 'link.renamed:1' } })
    renameSync(join(folder, name), join(place, 'taken'))
    const { answers } = await run([...calls, unstage])
    expect(kinds(answers)).toEqual(['staged', 'taken-away', 'removed'])
    expect(shown(folder)).toEqual([])
  })

  test('after a kill, a reservation that somebody removed is made again', async () => {
    const { folder, calls } = received()
    await run(calls, { env: { PESIT_DROP_FAILPOINT: 'link.reserved:1' } })
    unlinkSync(join(folder, name))
    const { answers } = await run(calls)
    expect(kinds(answers)).toEqual(['staged', 'linked'])
    expect(readFileSync(join(folder, name), 'utf8')).toBe(content)
  })
})

test.skipIf(!canInject)(
  'a link that is refused where links work is a fault, and no reservation is tried (with strace)',
  async () => {
    const { folder, calls } = received()
    const { answers } = await runShare(calls, {
      inject: ['link:error=EPERM'],
      paths: inOpenFolder(name),
    })
    expect(answers[1]).toMatchObject({ kind: 'fault', code: 'FOLDER-FORBIDDEN' })
    expect(shown(folder)).toEqual([])
  },
)
