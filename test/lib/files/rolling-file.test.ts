// Lines on a disk that may be full, gone or somebody else's: none of it is the writer's trouble.

import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createRollingFile } from '../../../src/lib/files/rolling-file.ts'
import { tempFolder } from '../../helpers/temp-folder.ts'

/** A busy machine takes its time. */
const patiently = (check: () => void) => vi.waitFor(check)

function rolling(
  path: string,
  more: { readonly keep?: number; readonly maximumBytes?: number } = {},
) {
  const told: string[] = []
  const time = { ms: 0 }
  const file = createRollingFile({
    path,
    maximumBytes: 100,
    keep: 2,
    ...more,
    head: 'ours\n',
    continued: () => 'goes on\n',
    missing: (lines) => `missing ${lines}\n`,
    monotonicMs: () => time.ms,
    onFailed: (error) => told.push(`failed: ${String(error)}`),
    onMended: () => told.push('mended'),
  })
  return { file, told, time }
}

const textOf = (path: string) => readFileSync(path, 'utf8')

test('lines are readable by the owner alone, follow a first line, and continue after a restart', async () => {
  const path = join(tempFolder(), 'lines')
  for (const line of ['one\n', 'two\n']) {
    const { file } = rolling(path)
    file.append(line)
    await file.close()
  }
  expect(textOf(path)).toBe('ours\none\ntwo\n')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a full file is followed by the next one, which can be read alone; the oldest is removed', async () => {
  const folder = tempFolder()
  const path = join(folder, 'lines')
  const { file } = rolling(path)
  for (let count = 1; count <= 4; count += 1) {
    file.append(`${String(count).repeat(120)}\n`)
    await patiently(() => expect(textOf(path)).toContain(String(count).repeat(120)))
  }
  await file.close()
  expect(readdirSync(folder).sort()).toEqual(['lines', 'lines.1', 'lines.2'])
  expect(textOf(path)).toBe(`ours\ngoes on\n${'4'.repeat(120)}\n`)
  expect(textOf(`${path}.1`)).toBe(`ours\ngoes on\n${'3'.repeat(120)}\n`)
  expect(textOf(`${path}.2`)).toBe(`ours\ngoes on\n${'2'.repeat(120)}\n`)
})

test('when no old file is kept the file begins anew', async () => {
  const folder = tempFolder()
  const path = join(folder, 'lines')
  const { file } = rolling(path, { keep: 0 })
  for (const line of [`${'1'.repeat(120)}\n`, 'two\n']) {
    file.append(line)
    await patiently(() => expect(textOf(path)).toContain(line))
  }
  await file.close()
  expect(readdirSync(folder)).toEqual(['lines'])
  expect(textOf(path)).toBe('ours\ngoes on\ntwo\n')
})

test('a failed write is reported once and tried again later, and the lost lines are counted', async () => {
  const folder = join(tempFolder(), 'not there yet')
  const { file, told, time } = rolling(join(folder, 'lines'))
  file.append('one\n')
  await patiently(() => expect(told).toEqual([expect.stringContaining('ENOENT')]))
  mkdirSync(folder)
  time.ms = 9_999
  file.append('two\n')
  time.ms = 10_000
  file.append('three\n')
  await file.close()
  expect(told).toEqual([expect.stringContaining('ENOENT'), 'mended'])
  expect(textOf(join(folder, 'lines'))).toBe('ours\n\nmissing 2\nthree\n')
})

test.each([
  ['somebody else’s file', (path: string) => writeFileSync(path, 'root:x:0:0\n')],
  ['a link to one', (path: string) => symlinkSync('/etc/hostname', path)],
  ['a folder', (path: string) => mkdirSync(path)],
])('%s is left as it is', async (_what, make) => {
  const path = join(tempFolder(), 'lines')
  make(path)
  const before = statSync(path)
  const { file, told } = rolling(path)
  file.append('one\n')
  await file.close()
  expect(told).toEqual([expect.stringContaining('failed')])
  expect([statSync(path).size, statSync(path).mode]).toEqual([before.size, before.mode])
})

test('a disk that is too slow costs lines, not memory', async () => {
  const path = join(tempFolder(), 'lines')
  const { file } = rolling(path, { maximumBytes: 100_000_000 })
  const line = `${'x'.repeat(1_000_000)}\n`
  for (let count = 0; count < 20; count += 1) file.append(line)
  await patiently(() => expect(statSync(path).size).toBeGreaterThan(4_000_000 - 1_000_000))
  await patiently(() => {
    file.append('last\n')
    expect(textOf(path)).toMatch(/\nmissing \d+\nlast\n/)
  })
  await file.close()
  expect(statSync(path).size).toBeLessThan(9_000_000)
})
