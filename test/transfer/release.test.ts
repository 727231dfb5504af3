// A release by a person when the note beside the bytes was torn by a power cut: it may have said the worst, and it
// stops nobody who has asked the bank.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { type OrderDeps, release } from '../../src/transfer/orders.ts'
import { drive, identity, newTransfer } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const torn = ['\0'.repeat(200), '   ', '{"id":"a","inte', 'null{'] as const

async function doubted() {
  const folder = tempFolder()
  mkdirSync(join(folder, 'spool'))
  const ledger = await openLedger({ folder, clock: systemClock })
  onTestFinished(() => ledger.close())
  const note = (id: string) => join(folder, 'spool', `${id}.meta`)
  const deps: OrderDeps = {
    ledger,
    spool: { note },
    interrupt: () => false,
    isRunning: () => false,
    wake: () => undefined,
    onSent: () => undefined,
    readPayments: () => Promise.resolve(null),
    zone: 'Europe/Paris',
  }
  const { id } = newTransfer()
  await ledger.record([{ ...newTransfer(), id, pesit: identity }])
  await drive(ledger, id, ['sealed'], { sha256: 'c0ffee'.repeat(10) })
  return { ledger, deps, id, note: note(id) }
}

const order = (id: string) => ({ id, actor: 'anne', reason: 'the desk said so' })

test.each(torn)('a doubt is resolved beside a torn note, %j', async (text) => {
  const { ledger, deps, id, note } = await doubted()
  await drive(ledger, id, ['check-passed', 'attempt-started', 'finishing', 'cut'])
  writeFileSync(note, text)
  const outcome = await release(deps, { ...order(id), doubt: 'resend' })
  expect(outcome).toMatchObject({ kind: 'done', transfer: { state: 'queued', pesit: null } })
  expect(JSON.parse(readFileSync(note, 'utf8'))).toMatchObject({
    id,
    pesit: identity,
    intent: false,
  })
})

test.each(torn)('what is held beside a torn note goes with --resend only, %j', async (text) => {
  const { ledger, deps, id, note } = await doubted()
  await drive(ledger, id, ['held'])
  writeFileSync(note, text)
  const refused = await release(deps, { ...order(id), doubt: null })
  expect(refused).toMatchObject({
    kind: 'refused',
    sentence: expect.stringMatching(/may have been sent/),
  })
  expect((await ledger.find(id))?.state).toBe('held')
  expect(await release(deps, { ...order(id), doubt: 'resend' })).toMatchObject({ kind: 'done' })
})
