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

test('only a path at which nothing is counts as absent; one that cannot be looked at is a failure', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), '')
  expect(await pathExists(join(folder, 'a'))).toBe(true)
  expect(await pathExists(join(folder, 'b'))).toBe(false)
  expect(await pathExists(join(folder, 'a/b'))).toBe(false)
  // A loop of links is there, and cannot be followed; so it is with a disk that fails.
  symlinkSync('loop', join(folder, 'loop'))
  expect(systemErrorCode(await failure(pathExists(join(folder, 'loop'))))).toBe('ELOOP')
})

test('to forget tells whether there was something, and never follows a link', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), '')
  symlinkSync('a', join(folder, 'link'))
  expect(await forget(join(folder, 'link'))).toBe(true)
  expect(await forget(join(folder, 'link'))).toBe(false)
  expect(readdirSync(folder)).toEqual(['a'])
})

test('JSON that is there is read, none is null, and what is no JSON is said', async () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), '{"a":1}')
  writeFileSync(join(folder, 'b'), '{"a":')
  expect(await readJson(join(folder, 'a'))).toEqual({ a: 1 })
  expect(await readJson(join(folder, 'absent'))).toBeNull()
  expect(await failure(readJson(join(folder, 'b')))).toBeInstanceOf(SyntaxError)
})

test('free bytes are what df says is available', async () => {
  const folder = tempFolder()
  const { stdout } = spawnSync('df', ['--output=avail', '-B1', folder], { encoding: 'utf8' })
  const available = Number(stdout.split('\n')[1])
  expect(Math.abs((await freeBytes(folder)) - available)).toBeLessThan(available / 10)
})
