// A process of its own that works with a ledger, to be killed, locked out, or put under limits:
// `ledger-program commit|fail|hold|open|read FOLDER`. Says what it did on its output, one
// JSON a line, written before anything else happens.

import { nextStepOf } from '../../src/wording/sentence.ts'
import { writeSync } from 'node:fs'
import { systemClock } from '../../src/lib/time/clock.ts'
import { KnownError } from '../../src/wording/known-error.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger, openLedgerToRead } from '../../src/ledger/open.ts'
import { newTransfer } from './new-transfer.ts'
import { saying } from './messages.ts'

const [, , verb = '', folder = ''] = process.argv

function say(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

/** Writes without end, eight transfers at a time, and tells each promise that was kept. */
async function commit(ledger: Ledger): Promise<void> {
  const one = async () => {
    const born = newTransfer()
    await ledger.record([born])
    say({ id: born.id, version: 1 })
    await ledger.move({ id: born.id, version: 1, event: 'sealed', sentence: saying('Sealed.') })
    say({ id: born.id, version: 2 })
    say({ number: await ledger.nextNumber('bnp', 1) })
  }
  for (;;) await Promise.all(Array.from({ length: 8 }, one))
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof KnownError ? error.code : String(error)),
  )

/** Writes until a write fails, then tries every kind of verb. */
async function fail(ledger: Ledger): Promise<void> {
  for (;;) {
    const born = newTransfer({ reason: saying('x'.repeat(2_000)) })
    const first = await codeOf(ledger.record([born]))
    if (first === 'done') {
      say({ id: born.id, version: 1 })
      continue
    }
    const { id } = born
    const move = await codeOf(
      ledger.move({ id, version: 1, event: 'sealed', sentence: saying('') }),
    )
    const find = await codeOf(ledger.find(id))
    const number = await codeOf(ledger.nextNumber('bnp', 1))
    await ledger.close()
    say({ first, move, find, number, close: 'closed' })
    return
  }
}

try {
  if (verb === 'read') {
    const ledger = openLedgerToRead({ folder })
    const transfers = await ledger.list({ limit: 1_000 })
    say({ names: transfers.map(({ name }) => name) })
    await ledger.close()
  } else {
    const ledger = await openLedger({
      folder,
      clock: systemClock,
      onFailed: ({ code }) => say({ told: code }),
    })
    say({ open: process.pid })
    if (verb === 'commit') await commit(ledger)
    if (verb === 'fail') await fail(ledger)
    if (verb === 'hold') await new Promise((resolve) => process.stdin.on('end', resolve).resume())
    await ledger.close()
  }
} catch (error) {
  if (!(error instanceof KnownError)) throw error
  say({ code: error.code, message: error.message, hint: nextStepOf(error.coded, { zone: 'UTC' }) })
}
