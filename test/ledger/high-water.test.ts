// The mark outside the ledger.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { highWaterIn } from '../../src/ledger/high-water.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

test('an unused counter is at zero, and reading it creates no file', async () => {
  const folder = join(tempFolder(), 'counters')
  expect(await highWaterIn(folder).read('bnp ACME')).toBe(0)
  expect(() => readdirSync(folder)).toThrow('ENOENT')
})

test('a mark is read by the next process, separately for each counter', async () => {
  const folder = join(tempFolder(), 'counters')
  await highWaterIn(folder).write('bnp ACME', 1_000)
  await highWaterIn(folder).write('bnp OTHER', 7)
  await highWaterIn(folder).write('bnp ACME', 2_000)
  expect(await highWaterIn(folder).read('bnp ACME')).toBe(2_000)
  expect(await highWaterIn(folder).read('bnp OTHER')).toBe(7)
})

test('a counter of any name stays inside its folder, and its file names the counter', async () => {
  const folder = join(tempFolder(), 'counters')
  const counter = '../../etc/passwd\0 é'
  await highWaterIn(folder).write(counter, 5)
  const [file = '', ...others] = readdirSync(folder)
  expect(others).toEqual([])
  expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toEqual({ counter, mark: 5 })
})

test.each(['', '{"counter":"c","ma', '[]', '5', '"c"', '{"counter":"c"}'])(
  'a file that says %j is no mark of zero: numbers stop until somebody looks',
  async (content) => {
    const folder = join(tempFolder(), 'counters')
    mkdirSync(folder)
    await highWaterIn(folder).write('c', 5)
    const [file = ''] = readdirSync(folder)
    writeFileSync(join(folder, file), content)
    await expect(highWaterIn(folder).read('c')).rejects.toMatchObject({
      code: 'LEDGER-DAMAGED',
      message: expect.stringContaining(join(folder, file)),
    })
  },
)

test.each([{ mark: -1 }, { mark: 1.5 }, { mark: '5' }, { mark: 5, counter: 'other' }])(
  'a file with %j is rejected',
  async (over) => {
    const folder = join(tempFolder(), 'counters')
    await highWaterIn(folder).write('c', 5)
    const [file = ''] = readdirSync(folder)
    writeFileSync(join(folder, file), JSON.stringify({ counter: 'c', ...over }))
    await expect(highWaterIn(folder).read('c')).rejects.toMatchObject({ code: 'LEDGER-DAMAGED' })
  },
)
