// Status files in a folder: which of them stand beside each other.

import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { localShare } from '../../../src/share/local.ts'
import { whyNeverTaken } from '../../../src/share/never-taken.ts'
import type { ShowRequest } from '../../../src/share/share.ts'
import { namesFor, statusFormat } from '../../../src/share/verbs/status-file.ts'
import { statusEndings } from '../../../src/share/status-endings.ts'
import { isRoot, nobody, runShare } from '../../helpers/run-share.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

function given() {
  const folder = tempFolder()
  const share = localShare()
  const content = JSON.stringify({ format: statusFormat, id: 'one' })
  return {
    show: (ending: ShowRequest['ending']) =>
      share.show({ folder, id: 'one', name: 'x.xml', ending, content, isNewest: true }),
    names: () =>
      readdirSync(folder)
        .filter((name) => name !== '.pesit-drop')
        .sort(),
  }
}

test('the reason why a file was not cancelled stays beside its status until it is cancelled', async () => {
  const { show, names } = given()
  await show('in-doubt')
  await show('not-cancelled')
  expect(names()).toEqual(['x.xml.in-doubt', 'x.xml.not-cancelled'])
  await show('held')
  expect(names()).toEqual(['x.xml.held', 'x.xml.not-cancelled'])
  await show('cancelled')
  expect(names()).toEqual(['x.xml.cancelled'])
})

test.each(['x.xml.cancel', 'X.XML.CANCEL', 'x.xml.not-cancelled'])(
  '%s is never taken as a payment',
  (name) => expect(whyNeverTaken(name)).not.toBeNull(),
)

test.skipIf(!isRoot)(
  'a file of that name that we may not read is none of ours, and the next name is taken (as root, who can be somebody else)',
  async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'x.xml.sent'), '')
    chmodSync(join(folder, 'x.xml.sent'), 0o600)
    chownSync(folder, nobody, nobody)
    const request = {
      folder,
      id: 'one',
      name: 'x.xml',
      ending: 'sent' as const,
      content: '{}',
      isNewest: true,
    }
    const { answers } = await runShare([{ verb: 'show', request }], { uid: nobody })
    expect(answers).toEqual([{ kind: 'shown', as: 'x.xml~one.sent' }])
  },
)

test('a pipe with the name of a status file blocks nothing', async () => {
  const folder = tempFolder()
  spawnSync('mkfifo', [join(folder, 'x.xml.sent')])
  const request = {
    folder,
    id: 'one',
    name: 'x.xml',
    ending: 'sent' as const,
    content: '{}',
    isNewest: true,
  }
  expect(await localShare().show(request)).toEqual({ kind: 'shown', as: 'x.xml~one.sent' })
})

/** A folder in which a transfer `old` said something of x.xml. */
function said(ending: string, id = 'old') {
  const folder = tempFolder()
  const content = (of: string) => JSON.stringify({ format: statusFormat, id: of })
  writeFileSync(join(folder, `x.xml.${ending}`), content(id))
  const share = localShare()
  return {
    folder,
    names: () => readdirSync(folder).filter((name) => name !== '.pesit-drop'),
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    clear: () => share.clear({ folder, names: ['x.xml', 'y.xml'] }),
    show: (id: string, isNewest: boolean) =>
      share.show({ folder, id, name: 'x.xml', ending: 'held', content: content(id), isNewest }),
  }
}

test.each(['sent', 'cancelled', 'not-cancelled'])(
  'the .%s of an earlier transfer is removed before the next file is claimed',
  async (ending) => {
    const { clear, names } = said(ending)
    expect(await clear()).toEqual({ kind: 'cleared', count: 1 })
    expect(names()).toEqual([])
    expect(await clear()).toEqual({ kind: 'cleared', count: 0 })
  },
)

test.each(['waiting', 'held', 'failed', 'rejected', 'in-doubt'])(
  'the .%s of an earlier transfer is kept under its second name',
  async (ending) => {
    const { clear, names, read } = said(ending)
    expect(await clear()).toEqual({ kind: 'cleared', count: 1 })
    expect(names()).toEqual([`x.xml~old.${ending}`])
    expect(read(`x.xml~old.${ending}`)).toContain('old')
  },
)

test('foreign files stay, and so do those that would be lost', async () => {
  const { folder, clear, names, read } = said('held')
  writeFileSync(join(folder, 'x.xml.sent'), 'a file of somebody')
  writeFileSync(join(folder, 'x.xml~old.held'), 'another')
  expect(await clear()).toEqual({ kind: 'cleared', count: 0 })
  expect(names().sort()).toEqual(['x.xml.held', 'x.xml.sent', 'x.xml~old.held'])
  expect(read('x.xml~old.held')).toBe('another')
})

test.each(['../../out', 'a/b', 'x'.repeat(300), '\0'])(
  'an id that was written by hand (%j) leads nowhere',
  async (id) => {
    const { clear, names, show } = said('held', id)
    expect(await clear()).toEqual({ kind: 'cleared', count: 0 })
    expect(await show('new', true)).toEqual({ kind: 'shown', as: 'x.xml~new.held' })
    expect(names().sort()).toEqual(['x.xml.held', 'x.xml~new.held'])
  },
)

test('the younger transfer takes the plain name, the older one never', async () => {
  const { names, read, show } = said('held')
  expect(await show('new', true)).toEqual({ kind: 'shown', as: 'x.xml.held' })
  expect(names().sort()).toEqual(['x.xml.held', 'x.xml~old.held'])
  expect(read('x.xml.held')).toContain('new')
  expect(await show('old', false)).toEqual({ kind: 'shown', as: 'x.xml~old.held' })
  expect(names().sort()).toEqual(['x.xml.held', 'x.xml~old.held'])
  expect(read('x.xml.held')).toContain('new')
})

test.each(statusEndings)('names of 255 bytes are shortened for .%s', async (ending) => {
  const folder = tempFolder()
  const name = `${'é'.repeat(125)}x.xml`
  expect(Buffer.byteLength(name)).toBe(255)
  const content = JSON.stringify({ format: statusFormat, id: 'one' })
  const shown = { folder, id: 'one', name, ending, content, isNewest: true }
  expect(await localShare().show(shown)).toMatchObject({ as: namesFor(name, 'one', ending)[0] })
  expect(await localShare().clear({ folder, names: [name] })).toEqual({ kind: 'cleared', count: 0 })
})
