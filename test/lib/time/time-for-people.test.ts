// Times for people: the operator's zone, with its distance from UTC; and nobody writes them otherwise.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { momentForPeople, timeForPeople } from '../../../src/lib/time/time-for-people.ts'

const src = fileURLToPath(new URL('../../../src/', import.meta.url))

test.each([
  ['2026-11-25T09:42:07.250Z', 'Europe/Paris', '2026-11-25 10:42:07 +01:00'],
  ['2026-07-14T22:00:00.000Z', 'Europe/Paris', '2026-07-15 00:00:00 +02:00'],
  ['2026-07-14T22:00:00.000Z', 'UTC', '2026-07-14 22:00:00 +00:00'],
  ['2026-07-14T22:00:00.000Z', 'Asia/Kolkata', '2026-07-15 03:30:00 +05:30'],
])('%s is told in %s as %s', (iso, zone, told) => {
  expect(timeForPeople(Date.parse(iso), zone)).toBe(told)
})

test('a moment has its thousandths', () => {
  expect(momentForPeople(Date.parse('2026-11-25T09:42:07.250Z'), 'Europe/Paris')).toBe(
    '2026-11-25 10:42:07.250 +01:00',
  )
})

test('no sentence contains a time in UTC or a time without its zone', () => {
  const sentence = /\$\{[^}]*toISOString\(\)|`[^`]*\$\{iso\(|toLocale(Date|Time)?String\(/
  const found = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== 'pesit-socket/trace-file.ts')
    .flatMap((path) =>
      readFileSync(join(src, path), 'utf8')
        .split('\n')
        .filter((line) => sentence.test(line) && !line.includes('demo-'))
        .map((line) => `${path}: ${line.trim()}`),
    )
  expect(found).toEqual([])
})
