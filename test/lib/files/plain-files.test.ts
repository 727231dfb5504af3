// Files on which no promise hangs: made, copied, written and removed.

import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  copyPlainly,
  ensureFolder,
  removePlainly,
  writePlainly,
} from '../../../src/lib/files/plain-files.ts'
import { pathExists } from '../../../src/lib/files/files.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

test('a folder is created with its parents, and an existing one keeps its mode', async () => {
  const folder = tempFolder()
  await ensureFolder(join(folder, 'a', 'b'), 0o750)
  expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o750)
  mkdirSync(join(folder, 'c'), { mode: 0o700 })
  await ensureFolder(join(folder, 'c'), 0o750)
  expect(statSync(join(folder, 'c')).mode & 0o777).toBe(0o700)
})

test('a folder is copied with its content, over existing files', async () => {
  const folder = tempFolder()
  await writePlainly(join(folder, 'from', 'deep', 'a'), 'new')
  await writePlainly(join(folder, 'to', 'deep', 'a'), 'old')
  await copyPlainly(join(folder, 'from'), join(folder, 'to'))
  expect(readFileSync(join(folder, 'to', 'deep', 'a'), 'utf8')).toBe('new')
})

test('a file is readable by its owner alone when the caller requests it', async () => {
  const path = join(tempFolder(), 'secret')
  await writePlainly(path, 'S', 0o600)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('removing a missing file is no error', async () => {
  const folder = tempFolder()
  await writePlainly(join(folder, 'x', 'y'), '')
  await removePlainly(join(folder, 'x'))
  expect(await pathExists(join(folder, 'x'))).toBe(false)
  await removePlainly(join(folder, 'x'))
})
