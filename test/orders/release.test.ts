// A release by a person: the answer about a doubt counts where there is a doubt. A note that a power cut tore
// counts as the worst, but does not stop a person who has asked the bank.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  nextState,
  type TransferEvent,
  type TransferState,
} from '../../src/journey/moves/next-state.ts'
import type { PaymentsIdentity } from '../../src/journey/payments.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { message } from '../../src/wording/catalogue.ts'
import type { OrderDeps } from '../../src/orders/steps.ts'
import { release } from '../../src/orders/release.ts'
import { drive, identity, newStatement, newTransfer } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { refusalOf } from '../helpers/refusal.ts'
import { reasonWith, withCode } from '../helpers/messages.ts'

const torn = ['\0'.repeat(200), '   ', '{"id":"a","inte', 'null{'] as const

async function doubted() {
  const woken: string[] = []
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
    wake: (bank) => void woken.push(bank),
    callNow: () => undefined,
    onSent: () => undefined,
    readPayments: () => Promise.resolve(null),
    whyGarbled: () => Promise.resolve(null),
  }
  const { id } = newTransfer()
  await ledger.record([{ ...newTransfer(), id, pesit: identity }])
  await drive(ledger, id, ['sealed'], { sha256: 'c0ffee'.repeat(10) })
  return { ledger, deps, id, note: note(id), noteOf: note, woken }
}

const order = (id: string) => ({ id, actor: 'anne', reason: 'the desk said so' })

test.each(torn)('a person can resolve a doubt although the note is torn, %j', async (text) => {
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

test.each(torn)(
  'a held transfer with a torn note can only be released with --resend, %j',
  async (text) => {
    const { ledger, deps, id, note } = await doubted()
    await drive(ledger, id, ['held'])
    writeFileSync(note, text)
    const refused = await release(deps, { ...order(id), doubt: null })
    expect(refusalOf(refused)).toMatch(/may have been sent/)
    expect((await ledger.find(id))?.state).toBe('held')
    expect(await release(deps, { ...order(id), doubt: 'resend' })).toMatchObject({ kind: 'done' })
  },
)

// What a person says of a doubt is heard where there is one; of nothing else does it send a file, or settle
// one.
const stands = {
  held: ['sealed', 'held'],
  rejected: ['sealed', 'check-failed'],
  replaced: ['sealed', 'held', 'replaced'],
  queued: ['sealed', 'check-passed'],
  waiting: ['sealed', 'check-passed', 'attempt-started', 'cut'],
  sending: ['sealed', 'check-passed', 'attempt-started'],
  finishing: ['sealed', 'check-passed', 'attempt-started', 'finishing'],
  'in-doubt': ['sealed', 'check-passed', 'attempt-started', 'finishing', 'cut'],
  failed: ['sealed', 'check-passed', 'attempt-started', 'bank-refused'],
  sent: ['sealed', 'check-passed', 'attempt-started', 'finishing', 'bank-acknowledged'],
  cancelled: ['sealed', 'cancelled'],
} as const satisfies Partial<Record<TransferState, readonly TransferEvent[]>>
type Stand = keyof typeof stands

const mayBeThere: readonly string[] = [
  'NUMBER-USED',
  'RESTORED',
  'RECOVERY',
  'LEDGER-LOST',
  'LEDGER-ROLLED-BACK',
  'CLAIMED-BY-ANOTHER',
  'CLAIMED-BY-UNKNOWN',
  'OUTBOX-TAKEN-OVER',
]
const heldFor = [...mayBeThere, 'HELD-BY-PERSON', 'DUPLICATE', '']
const goesOn: Partial<Record<Stand, Partial<Record<string, TransferState>>>> = {
  held: { 'nothing noted': 'queued', 'resend intent': 'queued', 'received intent': 'sent' },
  rejected: { 'nothing noted': 'queued', 'resend intent': 'queued' },
  replaced: { 'nothing noted': 'queued', 'resend intent': 'queued' },
  // What is held since the bank may have it is added below.
  'in-doubt': {
    'received noted': 'sent',
    'received intent': 'sent',
    'resend noted': 'queued',
    'resend intent': 'queued',
  },
}
/** What is held since the bank may have it is confirmed whatever lies beside its bytes. */
function expectedOf(state: Stand, code: string, order: string): TransferState {
  if (state === 'held' && order === 'received noted' && mayBeThere.includes(code)) return 'sent'
  return goesOn[state]?.[order] ?? state
}

const spoken = ([null, 'received', 'resend'] as const).flatMap((doubt) =>
  (['noted', 'intent'] as const).map((note) => ({ doubt, note })),
)
const stood = (Object.keys(stands) as Stand[]).flatMap((state) =>
  (state === 'held' ? heldFor : ['']).map((code) => ({ state, code })),
)

test.each(spoken)(
  'released with $doubt beside a note of $note, a file goes only where that can be meant',
  async ({ doubt, note: noted }) => {
    const { ledger, deps, noteOf, woken } = await doubted()
    for (const [index, { state, code }] of stood.entries()) {
      const { id } = newTransfer()
      await ledger.record([{ ...newTransfer(), id, pesit: identity }])
      const sha256 = String(index).padStart(64, '0')
      const before = await drive(ledger, id, stands[state], { sha256, reason: reasonWith(code) })
      writeFileSync(noteOf(id), JSON.stringify({ id, intent: noted === 'intent' }))
      woken.length = 0
      const outcome = await release(deps, { ...order(id), doubt })
      const after = await ledger.find(id)
      const next = expectedOf(state, code, `${doubt ?? 'nothing'} ${noted}`)
      expect([state, code, after?.state, outcome.kind, woken]).toEqual([
        ...[state, code, next],
        next === state ? 'refused' : 'done',
        next === 'queued' && state !== 'queued' ? ['bnp'] : [],
      ])
      if (outcome.kind !== 'refused') continue
      expect(after).toEqual(before)
      if (doubt === null || state === 'in-doubt') continue
      expect(refusalOf(outcome)).toContain('not in doubt')
      const cancel = doubt === 'received' && nextState('out', state, 'cancelled') !== undefined
      const letGo = doubt === 'resend' && nextState('out', state, 'released') !== undefined
      expect(refusalOf(outcome).includes(`pesit-drop cancel ${id}`)).toBe(cancel)
      expect(refusalOf(outcome).includes(`pesit-drop release ${id}`)).toBe(letGo)
    }
  },
)

test('a file that the bank has can be confirmed before its payments were read: they are known from then on', async () => {
  const { ledger, deps, id } = await doubted()
  const paid: PaymentsIdentity = {
    format: 'pain.001',
    key: 'message 1, two payments',
    dates: null,
    referenceKeys: [],
    referenceStrength: 'distinct',
    reference: 'MSG-1',
    count: 2,
    total: '30.00',
    currency: 'EUR',
    accounts: [],
  }
  await drive(ledger, id, ['held'], { reason: withCode('CLAIMED-BY-UNKNOWN') })
  const read = { ...deps, readPayments: () => Promise.resolve(paid) }
  const outcome = await release(read, { ...order(id), doubt: 'received' })
  expect(outcome).toMatchObject({ kind: 'done', transfer: { state: 'sent', paymentsRead: true } })
  const again = newTransfer().id
  await ledger.record([{ ...newTransfer(), id: again }])
  await drive(ledger, again, ['sealed'], { sha256: 'dd'.repeat(32), payments: paid })
  expect(await ledger.findTwin(again)).toMatchObject({ transfer: { id }, same: 'payments' })
})

test('a file that was never read whole cannot be confirmed: nothing of it could be archived', async () => {
  const { ledger, deps } = await doubted()
  const { id } = newTransfer()
  await ledger.record([{ ...newTransfer(), id }])
  await drive(ledger, id, ['held'], { reason: withCode('CLAIMED-BY-UNKNOWN') })
  const outcome = await release(deps, { ...order(id), doubt: 'received' })
  expect(refusalOf(outcome)).toMatch(/never read whole/)
  expect((await ledger.find(id))?.state).toBe('held')
})

test('a file whose copy cannot be read cannot be confirmed: the same payments could not be stopped later', async () => {
  const { ledger, deps, id } = await doubted()
  await drive(ledger, id, ['held'], { reason: withCode('RESTORED') })
  const failing = { ...deps, readPayments: () => Promise.reject(new Error('EIO: i/o error')) }
  const outcome = await release(failing, { ...order(id), doubt: 'received' })
  expect(refusalOf(outcome)).toMatch(/cannot be read .*EIO/)
  expect((await ledger.find(id))?.state).toBe('held')
})

test('a received statement that waits for a person has no doubt to decide', async () => {
  const { ledger, deps } = await doubted()
  const { id } = newStatement()
  await ledger.record([newStatement({ id })])
  for (const doubt of ['received', 'resend'] as const)
    expect(await release(deps, { ...order(id), doubt })).toMatchObject({ kind: 'refused' })
  expect((await ledger.find(id))?.state).toBe('asked')
})

test.each<[string, boolean, object]>([
  ['goes as its flow is set now, where the bank was never told of it', false, { pesit: null }],
  ['keeps its number where the bank may know it', true, { pesit: { opened: true } }],
])('a file that did not fit its records %s', async (_, opened, transfer) => {
  const { ledger, deps, id } = await doubted()
  await drive(ledger, id, ['check-passed', 'attempt-started'])
  await drive(ledger, id, ['held'], {
    reason: withCode('RECORD-UNFIT'),
    pesit: { ...identity, opened },
  })
  const seen: unknown[] = []
  const whyGarbled: OrderDeps['whyGarbled'] = ({ pesit }) => {
    seen.push(pesit)
    return Promise.resolve(null)
  }
  const outcome = await release({ ...deps, whyGarbled }, { ...order(id), doubt: null })
  expect(outcome).toMatchObject({ kind: 'done', transfer: { state: 'queued', ...transfer } })
  expect(seen).toMatchObject([transfer].map(({ pesit }: { pesit?: unknown }) => pesit))
})

test('a file that would arrive garbled is not released, and the answer says why', async () => {
  const { ledger, deps, id } = await doubted()
  await drive(ledger, id, ['held'])
  const values = { id, name: 'a.txt', virtualFile: 'VIREMENTS', found: [], garbled: true } as const
  const whyGarbled: OrderDeps['whyGarbled'] = () =>
    Promise.resolve(
      message('STILL-AGAINST-FLOW', {
        ...values,
        flow: {
          ...{ kind: 'lines', lineEnding: 'lf', codePage: null, charset: 'ascii' },
          ...{ articleBytes: 80, articleFormat: 'variable', dataCode: 'ascii' },
        },
      } as const),
    )
  const outcome = await release({ ...deps, whyGarbled }, { ...order(id), doubt: null })
  expect(refusalOf(outcome)).toContain('a.txt was not let go')
  expect((await ledger.find(id))?.state).toBe('held')
})
