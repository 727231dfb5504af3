// A transfer whose outbox is not proved to be ours: it waits, and the attempt is not counted.

import { expect, test } from 'vitest'
import { withoutProof } from '../../src/transfer/proof.ts'
import { transfer } from './ends-of-attempts.ts'

const nowMs = 1_000_000
const trouble = 'The folder cannot be read.'

test.each([
  ['belongs to another process', { kind: 'not-ours' }, ''],
  ['cannot be read', { kind: 'unreadable', sentence: trouble }, trouble],
] as const)('the reason says that the outbox %s', (_, proof, why) => {
  expect(withoutProof(transfer(), proof, nowMs).sentence).toEqual({
    code: 'OUTBOX-NOT-PROVED',
    arguments: { name: 'paie.xml', folder: '/out', trouble: why },
  })
})

test('the transfer waits until the folder was read again, and the attempt is not counted', () => {
  const proof = { kind: 'not-ours' } as const
  const { event, patch, sentence } = withoutProof(transfer({ attempts: 3 }), proof, nowMs)
  expect(event).toBe('cut')
  expect(patch).toEqual({ attempts: 2, reason: sentence, dueMs: nowMs + 2000 })
})

test('no attempt is not counted twice', () => {
  const { patch } = withoutProof(transfer({ attempts: 0 }), { kind: 'not-ours' }, nowMs)
  expect(patch?.attempts).toBe(0)
})
