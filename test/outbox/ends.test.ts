// The quick look at the end of a file delays it, and decides nothing: what a check finds in order goes, and
// what lies there cut is set aside after `stuckAfter`, by the check, with the place.

import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sentenceOf } from '../../src/wording/sentence.ts'
import type { OutboxKeys } from '../helpers/road/configuration.ts'
import { openRoadInProcess } from '../helpers/road/open.ts'
import { paymentFile } from '../helpers/payment-file.ts'
import { transfers } from '../preflight/files-of-orders.ts'

const outbox = (check: OutboxKeys['check'], stuckAfter: string): OutboxKeys => ({
  ready: { quiet: '100ms', looks: 2 },
  complete: true,
  check,
  stuckAfter,
})

const all: OutboxKeys['check'] = ['pain.001', 'pain.008', 'cfonb-160', 'cfonb-320']
const blanks = ' '.repeat(160)
let number = 0
const paid = () => {
  number += 1
  return paymentFile({ transactions: 1, messageId: `END-${number}` })
}
const orders = () => {
  number += 1
  return transfers({ orders: [{ cents: 10_000 + number }] })
}

describe('a whole file goes at once, however long nothing may be missing', () => {
  test.each([
    ['comments behind the root', () => `${paid()}<!-- a --><!-- b -->\n<?end?>\n`],
    ['5,000 blanks behind the root', () => paid() + ' '.repeat(5000)],
    ['20,000 blanks behind the root', () => paid() + ' '.repeat(20_000)],
    ['a comment before the root', () => paid().replace('<Doc', `<!--${'x'.repeat(70_000)}--><Doc`)],
    ['a last line of blanks', () => [...orders(), blanks, ''].join('\r\n')],
    ['one line end behind records without', () => `${orders().join('')}\n`],
    ['a block filled with blanks', () => orders().join('').padEnd(1600)],
  ])('%s', async (_, content) => {
    const road = await openRoadInProcess({ outbox: outbox(all, '1d') })
    const bytes = content()
    road.drop('file', bytes)
    await road.start()
    await road.until('file', 'sent', 'archived')
    expect(road.copies(bytes)).toBe(1)
  })
})

describe.each([
  ['checked', all, 'rejected'],
  ['not checked', false, 'held'],
] as const)('a file that is cut, in an outbox that is %s', (_, check, state) => {
  test.each([
    ['pain.001', () => paid().slice(0, -40), /line \d+, column \d+/],
    ['CFONB 160', () => orders().slice(0, -1).join('\r\n'), /record 2/],
  ])('is set aside after a time, with the place where it ends: %s', async (_, content, place) => {
    const road = await openRoadInProcess({ outbox: outbox(check, '2s') })
    const bytes = content()
    road.drop('file', bytes)
    await road.start()
    const { message, reason } = await road.until('file', 'rejected', 'held')
    const { state: came } = await road.until('file', state)
    expect(came).toBe(state)
    const told = message === null ? reason : sentenceOf(message, { zone: 'Europe/Paris' })
    expect(told).toMatch(place)
    expect(road.copies(bytes)).toBe(0)
  })
})

test('a writer that pauses before the end is waited for', async () => {
  const road = await openRoadInProcess({ outbox: outbox(all, '1d') })
  const whole = paid()
  const path = join(road.outbox, 'slow.xml')
  writeFileSync(path, whole.slice(0, -100))
  road.drop('other.xml', paid())
  await road.start()
  // Looks came and went.
  await road.until('other.xml', 'sent', 'archived')
  expect(existsSync(path)).toBe(true)
  appendFileSync(path, whole.slice(-100))
  await road.until('slow.xml', 'sent', 'archived')
  expect(road.copies(whole)).toBe(1)
})
