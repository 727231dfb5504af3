// Status files in a folder: which of them stand beside each other.

import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { localShare } from '../../src/share/local.ts'
import { whyNeverTaken } from '../../src/share/never-taken.ts'
import type { ShowRequest } from '../../src/share/share.ts'
import { statusFormat } from '../../src/share/status-file.ts'
import { isRoot, nobody, runShare } from '../helpers/run-share.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

function given() {
  const folder = tempFolder()
  const share = localShare()
  const content = JSON.stringify({ format: statusFormat, id: 'one' })
  return {
    show: (ending: ShowRequest['ending']) =>
      share.show({ folder, id: 'one', name: 'x.xml', ending, content }),
    names: () =>
      readdirSync(folder)
        .filter((name) => name !== '.pesit-drop')
        .sort(),
  }
}

test('why it was not cancelled stands beside what it is, until it is cancelled', async () => {
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
    const request = { folder, id: 'one', name: 'x.xml', ending: 'sent' as const, content: '{}' }
    const { answers } = await runShare([{ verb: 'show', request }], { uid: nobody })
    expect(answers).toEqual([{ kind: 'shown', as: 'x.xml~one.sent' }])
  },
)

test('a pipe that has the name of a status file holds nobody up', async () => {
  const folder = tempFolder()
  spawnSync('mkfifo', [join(folder, 'x.xml.sent')])
  const request = { folder, id: 'one', name: 'x.xml', ending: 'sent' as const, content: '{}' }
  expect(await localShare().show(request)).toEqual({ kind: 'shown', as: 'x.xml~one.sent' })
})
