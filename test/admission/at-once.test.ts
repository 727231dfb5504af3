// The same payments by all roads at once: exactly one goes, the others are held or refused and name it.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { admit } from '../../src/admission/admit.ts'
import type { AdmitDeps } from '../../src/admission/deps.ts'
import { inProcessChecker } from '../../src/admission/checker.ts'
import { readPayments } from '../../src/admission/judge.ts'
import { spoolIn } from '../../src/ledger/spool/spool.ts'
import { admitUpload, takeUpload } from '../../src/admission/upload.ts'
import type { TransferEvent } from '../../src/journey/moves/next-state.ts'
import type { OrderOutcome } from '../../src/journey/order.ts'
import type { Transfer } from '../../src/journey/transfer.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { present } from '../../src/lib/assert.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { silentLog } from '../../src/lib/log.ts'
import { localShare } from '../../src/share/local.ts'
import type { OrderDeps } from '../../src/orders/steps.ts'
import { retry } from '../../src/orders/retry-hold-cancel.ts'
import { release } from '../../src/orders/release.ts'
import { type Chance, chanceOf } from '../fuzz/random.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import { painOf } from '../helpers/pain.ts'
import { quickFolder } from '../helpers/temp-folder.ts'
import { refusalOf } from '../helpers/refusal.ts'
import { saying, reasonWith } from '../helpers/messages.ts'

const rounds = 200

interface Place {
  readonly ledger: Ledger
  readonly outbox: string
  readonly admitting: AdmitDeps
  readonly ordering: OrderDeps
}

async function begin(): Promise<Place> {
  const folder = quickFolder()
  const ledger = await openLedger({ folder, clock: systemClock })
  onTestFinished(() => ledger.close())
  const spool = spoolIn(folder)
  mkdirSync(spool.folder)
  const checker = inProcessChecker()
  const rules = { formats: null, sameReference: 'hold', elsewhere: [] } as const
  const admitting: AdmitDeps = {
    ...{ ledger, clock: systemClock, log: silentLog, share: localShare(), spool, rules, checker },
    // What is on disk when is not looked at here.
    syncSpool: () => Promise.resolve(),
    reserveBytes: 0,
    room: { mayBeNoted: true },
    onQueued: () => undefined,
    stopping: new AbortController().signal,
    zone: 'Europe/Paris',
  }
  const ordering: OrderDeps = {
    ...{ ledger, spool, zone: 'Europe/Paris' },
    interrupt: () => false,
    isRunning: () => false,
    wake: () => undefined,
    callNow: () => undefined,
    onSent: () => undefined,
    readPayments: (transfer) => readPayments({ spool, rules, log: silentLog, checker }, transfer),
    whyGarbled: () => Promise.resolve(null),
  }
  return { ledger, outbox: join(folder, 'out'), admitting, ordering }
}

let files = 0

/** The same payments in bytes that nobody else has, or in the same bytes again. */
function written(messageId: string, chance: Chance): string {
  const createdAt = chance.often(0.3) ? 0 : (files += 1)
  return painOf({ messageId, createdAt })
}

const banks = ['bnp', 'other'] as const
const virtualFiles = ['VIREMENTS', 'PAIE'] as const

/** As the outbox records what it has claimed, or found claimed by an earlier life. */
async function claimed(place: Place, content: string, chance: Chance): Promise<Transfer> {
  const born = newTransfer({
    ...{ folder: place.outbox, look: `look-${(files += 1)}`, sizeBytes: content.length },
    ...{ bank: chance.pick(banks), virtualFile: chance.pick(virtualFiles) },
  })
  const folder = join(place.outbox, '.pesit-drop', 'claimed', born.look)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, born.name), content)
  const [transfer] = await place.ledger.record([born])
  if (transfer === undefined) throw new Error('it was recorded')
  return transfer
}

async function uploaded({ admitting, ledger }: Place, content: string, chance: Chance) {
  const deps = { ...admitting, ledger, maximumBytes: 1_000_000 }
  const body = async function* () {
    yield Buffer.from(content)
  }
  const taken = await takeUpload(deps, body(), 0)
  if (taken.kind !== 'taken') throw new Error(taken.kind)
  const outcome = await admitUpload(deps, taken.upload, {
    ...{ bank: chance.pick(banks), virtualFile: chance.pick(virtualFiles), folder: '' },
    ...{ priority: 1, lane: '', remoteName: 'paie.xml', uploadName: '', actor: 'erp', key: null },
  })
  if (outcome.kind !== 'recorded') throw new Error(outcome.kind)
  await admit(admitting, outcome.made)
}

/** One that an earlier day left, sealed, and then moved on. */
async function left(
  place: Place,
  content: string,
  { events, code = '' }: { readonly events: readonly TransferEvent[]; readonly code?: string },
): Promise<string> {
  const { ledger, admitting } = place
  const { id } = newTransfer()
  const sha256 = `${(files += 1)}`.padStart(64, '0')
  await ledger.record([newTransfer({ id, state: 'sealed', sha256, reason: reasonWith(code) })])
  writeFileSync(admitting.spool.bytes(id), content)
  for (const event of events) {
    const { version = 0 } = (await ledger.find(id)) ?? {}
    await ledger.move({
      id,
      version,
      event,
      sentence: saying('Once.'),
      patch: { reason: reasonWith(code) },
    })
  }
  return id
}

const failed = ['check-passed', 'attempt-started', 'bank-refused'] as const

async function oneRound(place: Place, chance: Chance): Promise<'arrived' | 'ordered'> {
  const messageId = `PAIE-${(files += 1)}`
  const [last] = await place.ledger.list({ limit: 1 })
  const after = last?.sequence ?? 0
  const { admitting, ordering, ledger } = place
  const file = () => written(messageId, chance)
  const order = (id: string) => ({ id, actor: 'anne', reason: 'it is wanted', doubt: null })
  const ordered: OrderOutcome[] = []
  const roads: (() => Promise<void>)[] = []
  const many = (count: number, road: () => Promise<() => Promise<void>>) =>
    Promise.all(Array.from({ length: count }, async () => roads.push(await road())))
  const whenOrdered = async (outcome: Promise<OrderOutcome>) => void ordered.push(await outcome)
  // Without orders those that arrive are left to themselves: an order has less to do, and would always be
  // first.
  const orders = chance.often(0.5) ? 8 : 0
  await many(6, async () => {
    const one = await claimed(place, file(), chance)
    return () => admit(admitting, one)
  })
  await many(6, () => Promise.resolve(() => uploaded(place, file(), chance)))
  await many(8 - orders, async () => {
    const id = await left(place, file(), { events: [] })
    // As at a start after a crash between the seal and the verdict.
    return async () => admit(admitting, present(await ledger.find(id), 'it was recorded'))
  })
  await many(orders - Math.min(orders, 3), async () => {
    const events = chance.pick([['check-failed'], ['held']] as const)
    const code = events[0] === 'held' ? 'DUPLICATE' : 'COUNT'
    const id = await left(place, file(), { events, code })
    return () => whenOrdered(release(ordering, order(id)))
  })
  await many(Math.min(orders, 3), async () => {
    const id = await left(place, file(), { events: failed })
    return () => whenOrdered(retry(ordering, order(id)))
  })
  expect(roads).toHaveLength(20)
  const shuffled = roads.toSorted(() => chance.pick([-1, 1]))
  await Promise.all(shuffled.map((road) => road()))

  const made = await ledger.list({ after, order: 'oldest', limit: 100 })
  expect(made).toHaveLength(20)
  const queued = made.filter(({ state }) => state === 'queued')
  expect(queued).toHaveLength(1)
  const [winner] = queued
  if (winner === undefined) throw new Error('there is one')
  for (const outcome of ordered)
    if (outcome.kind === 'refused') expect(refusalOf(outcome)).toContain(winner.id)
  for (const { sameAs, code } of made.filter((one) => one.sameAs !== null))
    expect({ sameAs, code }).toEqual({ sameAs: winner.id, code: 'DUPLICATE' })
  return ordered.some(({ kind }) => kind === 'done') ? 'ordered' : 'arrived'
}

test(`of twenty admissions of one payment at once, dropped and uploaded, exactly one is sent, ${rounds} times`, async () => {
  const place = await begin()
  const chance = chanceOf(20)
  const winners = new Set<'arrived' | 'ordered'>()
  for (let round = 0; round < rounds; round += 1) winners.add(await oneRound(place, chance))
  expect([...winners].sort()).toEqual(['arrived', 'ordered'])
}, 240_000)
