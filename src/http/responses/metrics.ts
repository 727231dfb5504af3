// The metrics for Prometheus: the present numbers, read from the ledger when they are requested, and the
// events since the start, counted as facts are written.

import { kindOf } from '../../journey/condition-subject.ts'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { TransferEvent, TransferState } from '../../journey/moves/next-state.ts'
import { isOver } from '../../journey/moves/state-sets.ts'
import type { Progress } from '../../journey/progress.ts'
import type { Transfer } from '../../journey/transfer.ts'
import type { Conditions } from '../../ledger/contract/conditions.ts'
import type { Deliveries } from '../../ledger/contract/deliveries.ts'
import type { TransferReading } from '../../ledger/contract/transfers.ts'
import type { Clock } from '../../lib/time/clock.ts'

export interface Metrics {
  readonly contentType: string
  /** One more fact was written. */
  count(fact: {
    readonly transfer: Transfer
    readonly event: TransferEvent | 'recorded'
    readonly to: TransferState
  }): void
  /** One more request was answered. */
  answered(
    request: { readonly method: string; readonly route: string; readonly status: number },
    seconds: number,
  ): void
  text(): Promise<string>
  /** The present numbers of one user who calls without a key. */
  ownText(localUid: number): Promise<string>
}

export interface MetricsDeps {
  readonly ledger: Pick<TransferReading, 'summary'> &
    Pick<Conditions, 'conditions'> &
    Pick<Deliveries, 'deliveryCounts'>
  readonly clock: Clock
  readonly progress: () => readonly Progress[]
}

const dayMs = 24 * 60 * 60_000

export function createMetrics(deps: MetricsDeps): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const facts = new Counter({
    name: 'pesit_drop_facts_total',
    help: 'Facts written since the start',
    labelNames: ['direction', 'bank', 'event', 'state'],
    registers,
  })
  const bytes = new Counter({
    name: 'pesit_drop_transferred_bytes_total',
    help: 'Bytes of files that the bank acknowledged, or that were received whole, since the start',
    labelNames: ['direction', 'bank', 'virtual_file'],
    registers,
  })
  const requests = new Histogram({
    name: 'pesit_drop_http_request_seconds',
    help: 'How long requests of the API took',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5, 10, 60],
    registers,
  })
  addTransfers(deps, registers)
  addRunning(deps, registers)
  addTroubles(deps, registers)
  return {
    contentType: registry.contentType,
    count({ transfer, event, to }) {
      const { direction, bank, virtualFile } = transfer
      facts.inc({ direction, bank, event, state: to })
      if ((to === 'sent' || to === 'committed') && event !== 'told')
        bytes.inc({ direction, bank, virtual_file: virtualFile }, transfer.sizeBytes ?? 0)
    },
    answered: ({ method, route, status }, seconds) =>
      requests.observe({ method, route, status }, seconds),
    text: () => registry.metrics(),
    ownText(localUid) {
      const own = new Registry()
      addTransfers(deps, [own], localUid)
      return own.metrics()
    },
  }
}

/** Reads the ledger when the metrics are requested. */
function addTransfers(deps: MetricsDeps, registers: Registry[], localUid?: number): void {
  const { ledger, clock } = deps
  const labelNames = ['direction', 'bank', 'virtual_file', 'state']
  const oldest = new Gauge({
    name: 'pesit_drop_oldest_transfer_seconds',
    help: 'Age of the oldest transfer in each state that is not an end',
    labelNames,
    registers,
  })
  new Gauge({
    name: 'pesit_drop_transfers',
    help: 'Transfers by state; those that are over count for a day',
    labelNames,
    registers,
    async collect() {
      const nowMs = clock.nowMs()
      this.reset()
      oldest.reset()
      for (const count of await ledger.summary(nowMs - dayMs, localUid)) {
        const { direction, bank, virtualFile, state } = count
        const labels = { direction, bank, virtual_file: virtualFile, state }
        this.inc(labels, count.count)
        if (!isOver(state)) oldest.set(labels, (nowMs - count.oldestMs) / 1000)
      }
    },
  })
}

function addRunning({ progress }: MetricsDeps, registers: Registry[]): void {
  new Gauge({
    name: 'pesit_drop_running_transfers',
    help: 'Attempts that run now',
    labelNames: ['bank'],
    registers,
    collect() {
      this.reset()
      for (const { bank } of progress()) this.inc({ bank })
    },
  })
}

function addTroubles({ ledger, clock }: MetricsDeps, registers: Registry[]): void {
  new Gauge({
    name: 'pesit_drop_trouble_seconds',
    help: 'How long the oldest trouble of a kind has lasted: outbox, inbox, bank, disk, archive, http …',
    labelNames: ['kind', 'code'],
    registers,
    async collect() {
      this.reset()
      // The oldest comes last, so that of each kind the one that lasts longest remains.
      for (const { subject, code, sinceMs } of (await ledger.conditions()).toReversed())
        this.set({ kind: kindOf(subject), code }, (clock.nowMs() - sinceMs) / 1000)
    },
  })
  new Gauge({
    name: 'pesit_drop_deliveries',
    help: 'Notices that webhooks are still owed, and those that were given up',
    labelNames: ['webhook', 'state'],
    registers,
    async collect() {
      this.reset()
      for (const { webhook, pending, dead } of await ledger.deliveryCounts()) {
        this.set({ webhook, state: 'pending' }, pending)
        this.set({ webhook, state: 'dead' }, dead)
      }
    },
  })
}
