// What is written is announced: bells ring, facts are passed on, and the log says what the ledger says.

import { expect, test } from 'vitest'
import { openLedger } from '../../src/ledger/open.ts'
import { createWriteFeed } from '../../src/ledger/write-feed.ts'
import { silentLog } from '../../src/lib/log.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { saying } from '../helpers/messages.ts'

async function announcing() {
  const feed = createWriteFeed()
  const seen: string[] = []
  feed.onWrite(() => seen.push('write'))
  feed.onFact(({ event, to }) => seen.push(`${event} ${to}`))
  const log = { ...silentLog, info: (_: object, text: string) => seen.push(`info ${text}`) }
  const clock = fakeClock()
  const written = await openLedger({ folder: tempFolder(), clock, zone: 'UTC' })
  return { feed, seen, written, ledger: feed.announce(written, { log, zone: 'UTC' }) }
}

test('a fact is logged and passed on after the bells of its write were rung', async () => {
  const { seen, ledger } = await announcing()
  await ledger.record([newTransfer()])
  expect(seen).toEqual(['write', 'info Claimed in the outbox.', 'recorded claimed'])
  await ledger.close()
})

test('a write without a fact rings the bells only', async () => {
  const { seen, ledger } = await announcing()
  await ledger.note('outbox:/out', saying('It is gone.'))
  expect(seen).toEqual(['write'])
  await ledger.close()
})

test('a move that is refused passes no fact on', async () => {
  const { seen, ledger } = await announcing()
  const [transfer = newTransfer()] = await ledger.record([newTransfer()])
  seen.length = 0
  const { id } = transfer
  await ledger.move({ id, version: 1, event: 'archived', sentence: saying('It is kept.') })
  expect(seen).toEqual(['write'])
  await ledger.close()
})

test('a ledger that is not announced stays silent', async () => {
  const { seen, written } = await announcing()
  await written.record([newTransfer()])
  expect(seen).toEqual([])
  await written.close()
})

test('a bell rings at each fact until its signal is aborted', async () => {
  const { feed, ledger } = await announcing()
  const over = new AbortController()
  const bell = feed.bell(over.signal)
  await ledger.record([newTransfer()])
  // Rung already: it does not wait for the time.
  await bell.wait(60_000)
  over.abort()
  await ledger.record([newTransfer()])
  const timer = new AbortController()
  let wasRung = false
  const waiting = bell.wait(60_000, timer.signal).then(() => (wasRung = !timer.signal.aborted))
  await new Promise(setImmediate)
  timer.abort()
  await waiting
  expect(wasRung).toBe(false)
  await ledger.close()
})
