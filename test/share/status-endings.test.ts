// The endings of status files: a file of ours with one of them is never taken for a payment.

import { expect, test } from 'vitest'
import { ownEndings } from '../../src/share/never-taken.ts'
import { notCancelled, statusEndings } from '../../src/share/status-endings.ts'

test('every ending that we write is known as ours, and each is written', () => {
  expect([...statusEndings, notCancelled].sort()).toEqual([...ownEndings].sort())
})

test('no two endings are the same', () => {
  expect(new Set([...statusEndings, notCancelled]).size).toBe(statusEndings.length + 1)
})
