// The daemon is killed at each step between the last byte of a file and the bank's yes: a doubt only where
// DTF.END may have left, the file once at the bank in any case. The program itself, a real sandbox bank.

import { describe, expect, test } from 'vitest'
import type { Failpoint } from '../../src/lib/failpoint.ts'
import type { BankKeys } from '../helpers/road/configuration.ts'
import { bytesOf, sha256 } from '../helpers/road/content.ts'
import { openRoad } from '../helpers/road/open.ts'

const retry = { retry: { afterBreak: '0s', firstDelay: '250ms', maximumDelay: '500ms' } }
const content = bytesOf(20_000)

async function killedAt(point: Failpoint, bank: BankKeys, misbehaviour?: string) {
  const through = ['env', `PESIT_DROP_FAILPOINT=${point}`]
  const road = await openRoad({ bank: { ...retry, ...bank }, through })
  if (misbehaviour !== undefined) road.misbehave(misbehaviour)
  await road.start()
  road.drop('paie.xml', content)
  await road.ended()
  expect(road.said().join('\n')).toContain(`killed at ${point}`)
  through.length = 0
  await road.start()
  const transfer = await road.until('paie.xml', 'archived', 'in-doubt', 'held', 'failed')
  const { length: copies } = road.bank.received().filter((file) => file.sha256 === sha256(content))
  return { state: transfer.state, attempts: transfer.attempts, reason: transfer.reason, copies }
}

const withPoint = {}
const anew = { restart: false }
const withoutPoint: BankKeys = { sync: false }

describe('before DTF.END may have left: the file goes by itself, once', () => {
  test.each([
    ['attempt.ending', withPoint],
    ['send.final-point', withPoint],
    ['send.final-point-left', withPoint],
    ['send.final-point-acknowledged', withPoint],
    ['send.final-point-acknowledged', anew],
  ] as const)('%s %s', async (point, bank) => {
    expect(await killedAt(point, bank)).toMatchObject({ state: 'archived', attempts: 2, copies: 1 })
  })

  test('attempt.end-unsent, after a line that was cut at the last sync point', async () => {
    const found = await killedAt('attempt.end-unsent', withPoint, 'cut:sync')
    expect(found).toMatchObject({ state: 'archived', attempts: 2, copies: 1 })
  })
})

describe('once it may have left: doubt, and it says how far the bytes had come', () => {
  test.each([
    ['note.appended', withPoint, 0, 'bank had acknowledged every byte'],
    ['attempt.intent-noted', withPoint, 0, 'bank had acknowledged every byte'],
    ['send.ending', withPoint, 0, 'bank had acknowledged every byte'],
    ['send.ended', withPoint, 1, 'bank had acknowledged every byte'],
    ['attempt.intent-noted', withoutPoint, 0, 'The machine that took our call'],
    ['attempt.finishing', withoutPoint, 0, 'The machine that took our call'],
  ] as const)('%s %s', async (point, bank, copies, proof) => {
    const found = await killedAt(point, bank)
    expect(found).toMatchObject({ state: 'in-doubt', attempts: 1 })
    // What had left may have reached the bank.
    expect(found.copies).toBeLessThanOrEqual(copies)
    expect(found.reason).toContain(proof)
  })
})
