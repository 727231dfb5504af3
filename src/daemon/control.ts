// What the command line may ask of the stations, by the Unix socket.

import { whyStillHeld } from '../admission/against-flow.ts'
import { pesitDate } from '../bank/native/identity.ts'
import type { Config } from '../config/schema/configuration.ts'
import type { ControlDeps } from '../http/routes/control.ts'
import type { ReassignAnswer } from '../http/routes/reassign.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Clock } from '../lib/time/clock.ts'
import type { OrderDeps } from '../orders/steps.ts'
import { cancel, hold, retry } from '../orders/orders.ts'
import { reassign, type Reassigning } from '../orders/reassign.ts'
import { release } from '../orders/release.ts'
import { tell } from '../orders/message.ts'
import type { TakenOver } from '../outbox/owner/ownership.ts'
import { message } from '../wording/catalogue.ts'
import { sentenceOf } from '../wording/sentence.ts'
import { rulesOf } from './stations/admissions.ts'
import { formOfTransfer } from './flow-forms.ts'
import type { GoneWatch } from './watch-gone.ts'
import type { Stations } from './stations/start.ts'
import { type PaymentsReaderDeps, paymentsReader } from '../recovery/unread-payments.ts'

export function ordersOf(
  {
    config,
    ledger,
    spool,
    log,
    checker,
  }: Omit<PaymentsReaderDeps, 'rulesOf'> & { readonly config: Config; readonly ledger: Ledger },
  { transfers, archive }: Pick<Stations, 'transfers' | 'archive'>,
): OrderDeps {
  return {
    readPayments: paymentsReader({
      ...{ spool, log, checker },
      rulesOf: (folder) => rulesOf(config, folder),
    }),
    async whyGarbled(transfer) {
      const flow = formOfTransfer(config, transfer)
      return flow === null ? null : whyStillHeld({ checker, spool }, transfer, flow)
    },
    zone: config.zone,
    ledger,
    spool,
    interrupt: (id) => transfers.interrupt(id),
    isRunning: (id) => transfers.isRunning(id),
    wake: (bank) => transfers.endRest(bank),
    callNow: (bank) => transfers.callNow(bank),
    onSent: () => archive.ring(),
  }
}

async function takeOver(
  { outboxes }: Stations,
  folder: string,
  order: { readonly actor: string; readonly reason: string },
): Promise<TakenOver> {
  const outbox = outboxes.find((one) => one.folder === folder)
  if (outbox !== undefined) return outbox.takeOver(order)
  const known = outboxes.map((one) => one.folder)
  return { kind: 'refused', said: message('TAKE-OVER-UNKNOWN', { folder, outboxes: known }) }
}

/** Moves what waits for one bank to another, and tells anew what is left. */
export async function reassignIn(
  { config, ledger, gone }: { config: Config; ledger: Ledger; gone: GoneWatch },
  order: Reassigning,
): Promise<ReassignAnswer> {
  const outcome = await reassign({ ledger, banks: config.banks }, order)
  if (outcome.kind === 'refused') {
    const { why } = outcome
    return { kind: 'refused', sentence: sentenceOf(why, config), message: why }
  }
  await gone.look()
  return {
    kind: 'done',
    moved: outcome.moved.map(({ id, name, code, reason }) => ({
      id,
      name,
      code,
      sentence: reason,
    })),
    left: outcome.left.map(({ transfer: { id, name, state }, why }) => ({
      ...{ id, name, state, code: why.code, sentence: sentenceOf(why, config) },
    })),
  }
}

/** What the control socket may ask of the stations. */
export function controlOf(deps: {
  readonly config: Config
  readonly clock: Clock
  readonly ledger: Ledger
  readonly orders: OrderDeps
  readonly stations: Stations
  readonly gone: GoneWatch
}): ControlDeps {
  const { config, clock, ledger, orders, stations } = deps
  return {
    reassign: (order) => reassignIn(deps, order),
    retry: (order) => retry(orders, order),
    hold: (order) => hold(orders, order),
    cancel: (order) => cancel(orders, order),
    release: (order) => release(orders, order),
    progress: () => stations.transfers.progress(),
    queues: () => stations.transfers.queues(),
    notOurs: () => stations.notOurs(),
    conditions: () => ledger.conditions(),
    outboxes: () => stations.outboxes.map((outbox) => ({ ...outbox.status(), name: outbox.name })),
    inboxes: () =>
      stations.inboxes.map(({ inbox, config: { virtualFile } }) => ({
        ...inbox.status(),
        virtualFile,
      })),
    tell: (telling) =>
      tell(
        {
          ledger,
          bankNamed: (name) => stations.banks.find((bank) => bank.name === name) ?? null,
          nextNumber: (name) =>
            ledger.nextNumber(
              `${name}:messages`,
              config.banks.find((bank) => bank.name === name)?.firstNumber ?? 1,
            ),
          date: () => pesitDate(clock.nowMs(), config.zone),
        },
        telling,
      ),
    async poll(virtualFile) {
      const wanted = stations.inboxes.filter(
        ({ config: inbox }) => virtualFile === null || inbox.virtualFile === virtualFile,
      )
      for (const { config: inbox } of wanted) stations.accountAt(inbox.bank).allowOnce()
      return Promise.all(wanted.map(({ inbox }) => inbox.pollThrough()))
    },
    async bankReached(name) {
      await stations.banks.find((bank) => bank.name === name)?.reached()
    },
    look: () => stations.outboxes.forEach((outbox) => outbox.look()),
    async takeOver({ folder, ...order }) {
      const { kind, said } = await takeOver(stations, folder, order)
      return { kind, sentence: sentenceOf(said, config), message: said }
    },
  }
}
