import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { peek } from '../../../src/share/verbs/peek.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const text = (base64: string) => Buffer.from(base64, 'base64').toString()

test.each([
  ['0123456789', '0123', '789'],
  ['0123', '0123', '123'],
  ['01', '01', '01'],
  ['', '', ''],
])('of %j the head and the tail are seen, as far as they go', async (content, head, tail) => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), content)
  const outcome = await peek({ folder, name: 'a', headBytes: 4, tailBytes: 3 })
  if (outcome.kind !== 'peeked') throw new Error(outcome.kind)
  expect(outcome.sizeBytes).toBe(content.length)
  expect([text(outcome.head), text(outcome.tail)]).toEqual([head, tail])
})

test.each<[string, (path: string) => void]>([
  ['nothing', () => undefined],
  ['a link', (path) => symlinkSync('/etc/hostname', path)],
  ['a folder', (path) => mkdirSync(path)],
  ['a pipe that nobody writes to', (path) => void spawnSync('mkfifo', [path])],
])('%s is not looked into, and nothing waits for it', async (_, put) => {
  const folder = tempFolder()
  put(join(folder, 'a'))
  expect(await peek({ folder, name: 'a', headBytes: 4, tailBytes: 3 })).toEqual({ kind: 'gone' })
})
