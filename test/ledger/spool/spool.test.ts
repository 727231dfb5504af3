import { expect, test } from 'vitest'
import { spoolIn, uploadIn } from '../../../src/ledger/spool/spool.ts'

test('each file of a transfer has its own place in the spool, named by its id', () => {
  const spool = spoolIn('/data')
  expect([
    spool.folder,
    spool.bytes('7'),
    spool.part('7'),
    spool.upload('7'),
    spool.note('7'),
  ]).toEqual([
    '/data/spool',
    '/data/spool/7',
    '/data/spool/7.part',
    '/data/spool/7.upload',
    '/data/spool/7.meta',
  ])
})

test.each([
  ['7.upload', '7'],
  ['7', null],
  ['7.part', null],
  ['7.upload.part', null],
])('in the spool %s is the upload of %s', (name, id) => {
  expect(uploadIn(name)).toBe(id)
})
