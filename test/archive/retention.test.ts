import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { archivedPath } from '../../src/archive/places.ts'
import { expiredDays, removeExpired, removeReceived } from '../../src/archive/retention.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const dayMs = 86_400_000
const nowMs = Date.UTC(2026, 10, 24, 12)

test('a day is removed when all of it is past the retention; a folder that is not named like a day never is', () => {
  const names = [
    '2026-11-24',
    '2026-11-14',
    '2026-11-13',
    '2026-11-12',
    '2020-02-30',
    'notes',
    '2026-11-13.bak',
    '..',
  ]
  expect(expiredDays(names, nowMs, 10 * dayMs)).toEqual(
    ['2026-11-13', '2026-11-12', '2020-02-30'].filter((day) => !Number.isNaN(Date.parse(day))),
  )
})

test('expired days are removed with their files; other days stay', async () => {
  const data = tempFolder()
  for (const day of ['2026-01-01', '2026-11-24']) {
    mkdirSync(join(data, 'archive', day), { recursive: true })
    writeFileSync(join(data, 'archive', day, 'x'), 'x')
  }
  expect(await removeExpired(data, nowMs, 30 * dayMs)).toEqual(['2026-01-01'])
  expect(readdirSync(join(data, 'archive'))).toEqual(['2026-11-24'])
})

test('a file name of 255 bytes gets a valid path in the archive', () => {
  const path = archivedPath('/data', {
    createdMs: nowMs,
    id: '01a20d4d-0000-7000-8000-000000000000',
    name: `${'é'.repeat(125)}.xml`,
  })
  expect(Buffer.byteLength(path.split('/').at(-1) ?? '')).toBeLessThanOrEqual(255)
  expect(path).toMatch(/^\/data\/archive\/2026-11-24\/01a20d4d-.*\.xml$/)
})

test('files that programs fetched into our own folders expire like the archive; unfinished work stays', async () => {
  const data = tempFolder()
  const folder = join(data, 'received', '1', 'RELEVES')
  mkdirSync(join(folder, '.pesit-drop', 'incoming'), { recursive: true })
  const old = new Date(nowMs - 40 * dayMs)
  for (const name of ['old.txt', 'young.txt', '.pesit-drop/incoming/x']) {
    writeFileSync(join(folder, name), 'x')
    if (name !== 'young.txt') utimesSync(join(folder, name), old, old)
    else utimesSync(join(folder, name), new Date(nowMs), new Date(nowMs))
  }
  writeFileSync(join(data, 'received', 'notes'), 'x')
  expect(await removeReceived(data, nowMs, 30 * dayMs)).toBe(1)
  expect(readdirSync(folder).sort()).toEqual(['.pesit-drop', 'young.txt'])
  expect(readdirSync(join(folder, '.pesit-drop', 'incoming'))).toEqual(['x'])
  expect(await removeReceived(tempFolder(), nowMs, dayMs)).toBe(0)
})
