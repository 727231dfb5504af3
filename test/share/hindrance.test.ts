// What hinders us at one file is told with who may do what, and stops no other file.

import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inFolder } from '../../src/share/folder-handle.ts'
import { hindranceAt } from '../../src/share/hindrance.ts'
import { isRoot, nobody, runShare } from '../helpers/run-share.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })

test('a hindrance says which step failed and how, and the rights of file and folder', async () => {
  const folder = tempFolder()
  chmodSync(folder, 0o1770)
  writeFileSync(join(folder, 'a'), 'x')
  chmodSync(join(folder, 'a'), 0o604)
  const own = { uid: process.geteuid?.(), gid: process.getegid?.() }
  const found = await inFolder(folder, null, (step) =>
    hindranceAt(step, 'a', { step: 'take', error: denied }),
  )
  expect(found).toEqual({
    ...{ step: 'take', errno: 'EACCES' },
    file: { ...own, mode: 0o604 },
    folder: { ...own, mode: 0o1770 },
  })
})

test('of a file that is gone meanwhile nothing is known', async () => {
  const found = await inFolder(tempFolder(), null, (step) =>
    hindranceAt(step, 'gone', { step: 'read', error: denied }),
  )
  expect(found.file).toBeNull()
})

test.skipIf(!isRoot)(
  'the look at the end of a file that we may not read is hindered at this file alone (as root, who can be somebody else)',
  async () => {
    const folder = tempFolder()
    chmodSync(folder, 0o777)
    writeFileSync(join(folder, 'closed'), 'x', { mode: 0o600 })
    const request = { folder, name: 'closed', headBytes: 10, tailBytes: 10 }
    const { answers } = await runShare([{ verb: 'peek', request }], { uid: nobody })
    expect(answers).toMatchObject([
      { kind: 'hindered', hindrance: { step: 'read', errno: 'EACCES', file: { mode: 0o600 } } },
    ])
  },
)
