import { spawnSync } from 'node:child_process'
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  systemErrorCode,
  forget,
  freeBytes,
  pathExists,
  readJson,
} from '../../../src/lib/files/files.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it did not fail',
    (error: unknown) => error,
  )

test('only a path at which nothing exists counts as absent; one that cannot be examined is a failure', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), '')
  expect(await pathExists(join(folder, 'a'))).toBe(true)
  expect(await pathExists(join(folder, 'b'))).toBe(false)
  expect(await pathExists(join(folder, 'a/b'))).toBe(false)
  // A loop of links is there, and cannot be followed; so it is with a disk that fails.
  symlinkSync('loop', join(folder, 'loop'))
  expect(systemErrorCode(await failure(pathExists(join(folder, 'loop'))))).toBe('ELOOP')
})

test('forget returns whether the file existed, and never follows a link', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), '')
  symlinkSync('a', join(folder, 'link'))
  expect(await forget(join(folder, 'link'))).toBe(true)
  expect(await forget(join(folder, 'link'))).toBe(false)
  expect(readdirSync(folder)).toEqual(['a'])
})

test('JSON is read, a missing file is null, and a file without JSON is an error', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), '{"a":1}')
  writeFileSync(join(folder, 'b'), '{"a":')
  expect(await readJson(join(folder, 'a'))).toEqual({ a: 1 })
  expect(await readJson(join(folder, 'absent'))).toBeNull()
  expect(await failure(readJson(join(folder, 'b')))).toBeInstanceOf(SyntaxError)
})

test('the free bytes are those that df shows as available', async () => {
  const folder = tempFolder()
  const { stdout } = spawnSync('df', ['--output=avail', '-B1', folder], { encoding: 'utf8' })
  const available = Number(stdout.split('\n')[1])
  expect(Math.abs((await freeBytes(folder)) - available)).toBeLessThan(available / 10)
})
