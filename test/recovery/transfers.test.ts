// Recovery at start on a real ledger and real files: every row of the truth table is laid out at once, and
// all of them are recovered in one go, twice.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { TransferEvent } from '../../src/journey/moves/next-state.ts'
import { outbound, type OutboundState } from '../../src/journey/moves/outbound.ts'
import {
  decideRecovery,
  type NoteFinding,
  type RecoveryDecision,
  type SpoolFinding,
} from '../../src/journey/moves/recovery.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { silentLog } from '../../src/lib/log.ts'
import { noteFor, noteIntent, writeNote } from '../../src/ledger/spool/identity-note.ts'
import { recoverTransfers } from '../../src/recovery/transfers.ts'
import { fakeClock } from '../helpers/fake-clock.ts'
import { drive, identity, newTransfer } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const content = 'nine bytes'
const afterBreakMs = 60_000

const wayTo: Record<OutboundState, readonly TransferEvent[]> = {
  claimed: [],
  sealed: ['sealed'],
  rejected: ['sealed', 'check-failed'],
  replaced: ['sealed', 'check-failed', 'replaced'],
  held: ['sealed', 'held'],
  queued: ['sealed', 'check-passed'],
  sending: ['sealed', 'check-passed', 'attempt-started', 'identified'],
  finishing: ['sealed', 'check-passed', 'attempt-started', 'identified', 'finishing'],
  'in-doubt': ['sealed', 'check-passed', 'attempt-started', 'identified', 'finishing', 'cut'],
  waiting: ['sealed', 'check-passed', 'attempt-started', 'cut'],
  sent: ['sealed', 'check-passed', 'attempt-started', 'finishing', 'bank-acknowledged'],
  failed: ['sealed', 'check-passed', 'attempt-started', 'bank-refused'],
  cancelled: ['cancelled'],
  archived: [
    'sealed',
    'check-passed',
    'attempt-started',
    'finishing',
    'bank-acknowledged',
    'archived',
  ],
}

/** Where each decision leads; what is left, and what admission does again, stays where it is. */
const leadsTo: Record<RecoveryDecision, OutboundState | null> = {
  leave: null,
  seal: null,
  check: null,
  cut: 'waiting',
  doubt: 'in-doubt',
  hold: 'held',
}

const spools: readonly SpoolFinding[] = ['whole', 'missing', 'wrong-size']
const notes: readonly NoteFinding[] = ['none', 'identity', 'intent']
const rows = (Object.keys(outbound) as OutboundState[]).flatMap((state) =>
  spools.flatMap((spool) => notes.map((note) => ({ state, spool, note }))),
)
type Row = (typeof rows)[number]

async function openPlace() {
  const folder = tempFolder()
  const spoolFolder = join(folder, 'spool')
  mkdirSync(spoolFolder)
  const clock = fakeClock()
  const ledger = await openLedger({ folder: join(folder, 'data'), clock })
  onTestFinished(() => ledger.close())
  const spool = {
    bytes: (id: string) => join(spoolFolder, id),
    note: (id: string) => join(spoolFolder, `${id}.meta`),
  }
  const recover = () =>
    recoverTransfers({
      ledger,
      clock,
      log: silentLog,
      spool,
      bankOf: (bank) => ({ afterBreakMs, probe: 'always', restart: bank !== 'begins-anew' }),
    })
  return { ledger, clock, spool, recover }
}

type Place = Awaited<ReturnType<typeof openPlace>>

async function layOut({ ledger, spool }: Place, { state, spool: bytes, note }: Row) {
  const born = newTransfer({ sizeBytes: content.length })
  await ledger.record([born])
  const patch = state === 'claimed' ? {} : { sha256: born.id, sizeBytes: content.length }
  const transfer = await drive(ledger, born.id, wayTo[state], patch)
  if (bytes !== 'missing')
    writeFileSync(spool.bytes(born.id), bytes === 'whole' ? content : `${content} and more`)
  if (note !== 'none') await writeNote(spool.note(born.id), noteFor(transfer, identity, false))
  if (note === 'intent') await noteIntent(spool.note(born.id), 'machine')
  return transfer
}

const stateOf = async (ledger: Ledger, { id }: Transfer) => (await ledger.find(id))?.state

test('every state with every content of the spool moves as the table says, and a second recovery changes nothing', async () => {
  const place = await openPlace()
  const laid: { readonly row: Row; readonly transfer: Transfer }[] = []
  for (const row of rows) laid.push({ row, transfer: await layOut(place, row) })
  const { admitAgain } = await place.recover()
  const admitted = new Set(admitAgain.map(({ id }) => id))
  for (const { row, transfer } of laid) {
    // A row that was never sealed knows no hash: whatever lies there is whole to it.
    const sealed = row.state !== 'claimed' && row.state !== 'cancelled'
    const spool = !sealed && row.spool === 'wrong-size' ? 'whole' : row.spool
    const decision = decideRecovery({ ...row, spool })
    const what = `${row.state}, bytes ${row.spool}, note ${row.note}`
    expect([what, await stateOf(place.ledger, transfer)]).toEqual([
      what,
      leadsTo[decision] ?? row.state,
    ])
    expect([what, admitted.has(transfer.id)]).toEqual([
      what,
      decision === 'seal' || decision === 'check',
    ])
  }
  const { sequence } = await place.ledger.head()
  await place.recover()
  expect((await place.ledger.head()).sequence).toBe(sequence)
})

describe('what a dead process left', () => {
  test('sending: the transfer goes on under the same identity, after the bank had time to notice', async () => {
    const place = await openPlace()
    const sending = await layOut(place, { state: 'sending', spool: 'whole', note: 'identity' })
    await drive(place.ledger, sending.id, ['identified'], { pesit: identity })
    await place.recover()
    expect(await place.ledger.find(sending.id)).toMatchObject({
      state: 'waiting',
      pesit: { ...identity, opened: true },
      dueMs: place.clock.nowMs() + afterBreakMs,
    })
  })

  test('finishing: the transfer is in doubt, says so, and is not due to be sent', async () => {
    const place = await openPlace()
    const finishing = await layOut(place, { state: 'finishing', spool: 'whole', note: 'intent' })
    await place.recover()
    const doubtful = await place.ledger.find(finishing.id)
    expect(doubtful).toMatchObject({ state: 'in-doubt', code: 'IN-DOUBT' })
    expect(doubtful?.reason).toContain('may have the file')
    place.clock.jump(10 * afterBreakMs)
    expect((await place.ledger.takeDue('bnp', place.clock.nowMs())).kind).toBe('none')
  })

  test('an unreadable note counts as the worst case', async () => {
    const place = await openPlace()
    const sending = await layOut(place, { state: 'sending', spool: 'whole', note: 'identity' })
    writeFileSync(place.spool.note(sending.id), '{"id":"')
    await place.recover()
    expect(await stateOf(place.ledger, sending)).toBe('in-doubt')
  })
})
