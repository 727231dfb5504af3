// Where an archived file and its receipt lie.

import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { archiveFolder, archivedPath, receiptPath } from '../../src/archive/places.ts'

const createdMs = Date.UTC(2026, 10, 24, 23, 59, 59)
const transfer = { id: '0193-abc', name: 'salaires.xml', createdMs }

test('a file lies in the folder of the day on which its transfer began, its receipt beside it', () => {
  expect(archiveFolder('/data')).toBe('/data/archive')
  expect(archivedPath('/data', transfer)).toBe('/data/archive/2026-11-24/0193-abc~salaires.xml')
  expect(receiptPath('/data', transfer)).toBe('/data/archive/2026-11-24/0193-abc.receipt.json')
})

test('a name with slashes stays in the folder of its day', () => {
  expect(archivedPath('/data', { ...transfer, name: '../../etc/passwd' })).toBe(
    '/data/archive/2026-11-24/0193-abc~.._.._etc_passwd',
  )
})

test.each([
  ['of one byte', 'x'.repeat(300)],
  ['of two bytes', 'é'.repeat(200)],
  ['of four bytes', '😀'.repeat(100)],
])('of a long name the end stays, in whole characters: letters %s', (_, name) => {
  const archived = basename(archivedPath('/data', { ...transfer, name: `${name}.xml` }))
  expect(archived.startsWith('0193-abc~')).toBe(true)
  expect(archived.endsWith('.xml')).toBe(true)
  expect(Buffer.byteLength(archived)).toBeLessThanOrEqual(255)
  expect(Buffer.byteLength(archived)).toBeGreaterThan(251)
  expect(name).toContain(archived.slice('0193-abc~'.length, -'.xml'.length))
})

test('a name that just fits is not cut', () => {
  const name = 'x'.repeat(255 - '0193-abc~'.length)
  expect(basename(archivedPath('/data', { ...transfer, name }))).toBe(`0193-abc~${name}`)
})
