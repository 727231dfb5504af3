// The ledger on SQLite: all verbs put together. Reads use the connection directly; writes go through the
// group commit.

import { ahead } from './reading/ahead.ts'
import { type Clock, systemClock } from '../../lib/time/clock.ts'
import { createSettledTime } from '../../lib/time/settled-time.ts'
import { KnownError } from '../../wording/known-error.ts'
import type { Reader } from '../../wording/entry.ts'
import type { Cursors, Deliveries, WebhookRecords } from '../contract/deliveries.ts'
import type { HighWater } from '../high-water.ts'
import type { Ledger } from '../ledger.ts'
import { withoutReserve, type LedgerReserve } from '../reserve.ts'
import { admitOne, findTwinOf } from './moving/admitting.ts'
import {
  endFetch,
  findCall,
  findFetch,
  opensWithoutKey,
  recordFetch,
  recordOnce,
  runningFetches,
} from './programs/calls.ts'
import { type Committer, createCommitter } from './database/commit.ts'
import type { Database } from './database/driver.ts'
import { chainedFacts, head, newestMs } from './facts.ts'
import {
  claimReceived,
  isHandedOver,
  keptForOthers,
  recordHandOver,
} from './programs/hand-overs.ts'
import { insertKey, findKey, selectKeys, noteKeyUsed, revokeKey } from './programs/keys.ts'
import { selectMessages, noteApplied, recordMessage } from './messages.ts'
import { find, keepPayments, moveOne, recordOne } from './moving/moves.ts'
import { finalPoint, saveFinalPoint } from './sending/final-points.ts'
import { dropFirstSights, firstSights, keepFirstSights } from './outboxes/first-sights.ts'
import { originalRemoved, originalsDue, originalsIn } from './outboxes/originals.ts'
import { createNumbers } from './moving/numbers.ts'
import {
  newestPolls,
  listAttempts,
  conditions,
  count,
  facts,
  findSame,
  selectTransfers,
  namedSo,
  queued,
  summary,
} from './reading/queries.ts'
import { noteRepeats, receivedSince, recordReceived } from './moving/received.ts'
import { syncPointOf } from './rows.ts'
import { createSearching } from './reading/search.ts'
import { beginStart, findStart, recordSigns } from './outboxes/starts.ts'
import { type Statements, statementsOf } from './database/statements.ts'
import { takeDueOne } from './sending/take-due.ts'
import { clockSetBack } from './clock-set-back.ts'
import { noteCondition } from './conditions.ts'
import { recordPoll } from './polls.ts'
import { saveSync } from './sending/sync-points.ts'
import {
  deliveries,
  findDelivery,
  deliveryCounts,
  dropDelivery,
  dueDeliveries,
  forgetDeliveries,
  redeliver,
  settleDelivery,
} from './webhooks/deliveries.ts'
import {
  configureWebhooks,
  cursor,
  disableWebhook,
  markRemoved,
  saveCursor,
  saveWebhook,
  selectWebhooks,
} from './webhooks/webhooks.ts'
import { message } from '../../wording/catalogue.ts'

export interface SqliteDeps {
  readonly database: Database
  readonly reader: Reader
  readonly clock: Clock
  readonly highWater: HighWater
  readonly auditKey: Uint8Array
  readonly path: string
  /** Called once, when the ledger refuses every call from then on. */
  readonly onFailed?: (error: KnownError) => void
  /** The space that it reserves on its disk; when absent, nothing is reserved. */
  readonly reserve?: LedgerReserve
}

export function sqliteLedger(deps: SqliteDeps, onClose: () => void): Ledger {
  const {
    database,
    reader,
    clock,
    highWater,
    auditKey,
    path,
    onFailed,
    reserve = withoutReserve,
  } = deps
  const sql = statementsOf(database, auditKey, reader)
  const committer = createCommitter(database, path, onFailed, reserve)
  const { run } = committer
  const settled = createSettledTime(clock, newestMs(sql))
  let closing: Promise<void> | null = null

  return {
    record: (transfers) => run(() => transfers.map((born) => recordOne(sql, born, clock.nowMs()))),
    move: (move) => run(() => moveOne(sql, move, clock.nowMs())),
    admit: (admission) => run(() => admitOne(sql, admission, clock.nowMs())),
    keepPayments: (id, payments) => run(() => keepPayments(sql, id, payments)),
    takeDue: (bank, nowMs, except = []) => run(() => takeDueOne(sql, { bank, nowMs, except })),
    ...reading(sql, committer.read, clock),
    recordReceived: (received) => run(() => recordReceived(sql, received, clock.nowMs())),
    noteRepeats: (repeats) => run(() => noteRepeats(sql, repeats, clock.nowMs())),
    ...webhookWrites(sql, run, clock),
    saveSync: (transferId, point) => run(() => saveSync(sql, transferId, point)),
    saveFinalPoint: (bank, memory) =>
      run(() => saveFinalPoint(sql, { bank, memory, nowMs: clock.nowMs() })),
    nextNumber: createNumbers({ sql, committer, highWater }),
    clockSetBack: (nowMs) => run(() => clockSetBack(sql, nowMs)),
    note: (subject, condition, sinceMs = clock.nowMs()) =>
      run(() => noteCondition(sql, { subject, condition, nowMs: sinceMs })),
    hasReserve: () => reserve.stands(),
    keepFirstSights: (folder, change) => run(() => keepFirstSights(sql, folder, change)),
    dropFirstSights: (except) => run(() => dropFirstSights(sql, except)),
    recordPoll: (ask) => run(() => recordPoll(sql, ask)),
    recordMessage: (message) => run(() => recordMessage(sql, message, clock.nowMs())),
    noteApplied: (sequence, transferId) => run(() => noteApplied(sql, sequence, transferId)),
    recordOnce: (born, key) =>
      run(() =>
        recordOnce(sql, { wanted: born, key, nowMs: clock.nowMs(), settledMs: settled.nowMs() }),
      ),
    recordFetch: (born, key) =>
      run(() =>
        recordFetch(sql, { wanted: born, key, nowMs: clock.nowMs(), settledMs: settled.nowMs() }),
      ),
    endFetch: (id, end) => run(() => endFetch(sql, { id, end, nowMs: clock.nowMs() })),
    claimReceived: (id, wanted) =>
      run(() => claimReceived(sql, { id, wanted, nowMs: clock.nowMs() })),
    recordHandOver: (id, by) => run(() => recordHandOver(sql, { id, ...by, nowMs: clock.nowMs() })),
    addKey: (key) => run(() => insertKey(sql, key, clock.nowMs())),
    revokeKey: (idOrName) => run(() => revokeKey(sql, idOrName, clock.nowMs())),
    noteKeyUsed: (id) => run(() => noteKeyUsed(sql, id, clock.nowMs())),
    originalRemoved: (id) => run(() => originalRemoved(sql, id)),
    beginStart: (token) => run(() => beginStart(sql, token, clock.nowMs())),
    recordSigns: (token, signs) => run(() => recordSigns(sql, token, signs)),
    close() {
      closing ??= committer.close().finally(onClose)
      return closing
    },
  }
}

function webhookWrites(
  sql: Statements,
  run: Committer['run'],
  clock: Pick<Clock, 'nowMs'>,
): Omit<WebhookRecords & Deliveries & Cursors, keyof ReturnType<typeof reading>> {
  return {
    saveWebhook: (webhook) => run(() => saveWebhook(sql, webhook, clock.nowMs())),
    disableWebhook: (id) => run(() => disableWebhook(sql, id, clock.nowMs())),
    removeWebhook: (id) => run(() => markRemoved(sql, id, clock.nowMs())),
    configureWebhooks: (configured) => run(() => configureWebhooks(sql, configured, clock.nowMs())),
    settleDelivery: (sequence, outcome) =>
      run(() => settleDelivery(sql, { sequence, outcome, nowMs: clock.nowMs() })),
    redeliver: (id) => run(() => redeliver(sql, id, clock.nowMs())),
    dropDelivery: (id) => run(() => dropDelivery(sql, id, clock.nowMs())),
    forgetDeliveries: (beforeMs, limit) => run(() => forgetDeliveries(sql, beforeMs, limit)),
    saveCursor: (name, sequence) => run(() => saveCursor(sql, name, sequence)),
  }
}

/** The verbs that commands may use while the daemon runs. */
export function sqliteLedgerToRead(database: Database, reader: Reader): Ledger {
  const refuse = () =>
    Promise.reject(new KnownError(message('DAEMON-NOT-RUNNING', { why: 'read-only' })))
  let open = true
  return {
    ...reading(
      statementsOf(database, new Uint8Array(0), reader),
      (read) => new Promise((resolve) => resolve(read())),
      systemClock,
    ),
    record: refuse,
    move: refuse,
    admit: refuse,
    keepPayments: refuse,
    takeDue: refuse,
    recordReceived: refuse,
    noteRepeats: refuse,
    saveSync: refuse,
    saveFinalPoint: refuse,
    nextNumber: refuse,
    clockSetBack: refuse,
    note: refuse,
    hasReserve: () => true,
    keepFirstSights: refuse,
    dropFirstSights: refuse,
    recordPoll: refuse,
    recordMessage: refuse,
    noteApplied: refuse,
    recordOnce: refuse,
    recordFetch: refuse,
    endFetch: refuse,
    claimReceived: refuse,
    recordHandOver: refuse,
    addKey: refuse,
    revokeKey: refuse,
    noteKeyUsed: refuse,
    originalRemoved: refuse,
    beginStart: refuse,
    recordSigns: refuse,
    saveWebhook: refuse,
    disableWebhook: refuse,
    removeWebhook: refuse,
    configureWebhooks: refuse,
    settleDelivery: refuse,
    redeliver: refuse,
    dropDelivery: refuse,
    forgetDeliveries: refuse,
    saveCursor: refuse,
    close() {
      if (open) database.close()
      open = false
      return Promise.resolve()
    },
  }
}

function reading(
  sql: Statements,
  soon: <T>(read: () => T) => Promise<T>,
  clock: Pick<Clock, 'nowMs'>,
) {
  return {
    webhooks: () => soon(() => selectWebhooks(sql)),
    dueDeliveries: (query: Parameters<Ledger['dueDeliveries']>[0]) =>
      soon(() => dueDeliveries(sql, query)),
    deliveries: (query: Parameters<Ledger['deliveries']>[0]) => soon(() => deliveries(sql, query)),
    delivery: (id: string) => soon(() => findDelivery(sql, id)),
    deliveryCounts: () => soon(() => deliveryCounts(sql)),
    cursor: (name: string) => soon(() => cursor(sql, name)),
    ...createSearching(sql, soon),
    find: (id: string) => soon(() => find(sql, id)),
    ahead: (id: string, nowMs: number) => soon(() => ahead(sql, id, nowMs)),
    named: (query: Parameters<Ledger['named']>[0]) => soon(() => namedSo(sql, query)),
    list: (query: Parameters<Ledger['list']>[0]) => soon(() => selectTransfers(sql, query)),
    queued: (bank: string, atMost: number) => soon(() => queued(sql, bank, atMost)),
    count: (folder: string, states: Parameters<Ledger['count']>[1]) =>
      soon(() => count(sql, folder, states)),
    summary: (sinceMs: number, localUid?: number) => soon(() => summary(sql, sinceMs, localUid)),
    facts: (query: Parameters<Ledger['facts']>[0]) => soon(() => facts(sql, query)),
    attempts: (transferId: string) => soon(() => listAttempts(sql, transferId)),
    head: () => soon(() => head(sql)),
    newestMs: () => soon(() => newestMs(sql)),
    chainedFacts: (query: Parameters<Ledger['chainedFacts']>[0]) =>
      soon(() => chainedFacts(sql, query)),
    findSame: (query: Parameters<Ledger['findSame']>[0]) => soon(() => findSame(sql, query)),
    findTwin: (id: string) => soon(() => findTwinOf(sql, id, clock.nowMs())),
    syncPoints: (transferId: string) =>
      soon(() =>
        sql
          .all('SELECT * FROM sync_points WHERE transfer_id = ? ORDER BY number', transferId)
          .map(syncPointOf),
      ),
    originalsDue: (query: Parameters<Ledger['originalsDue']>[0]) =>
      soon(() => originalsDue(sql, query)),
    originalsIn: (folder: string) => soon(() => originalsIn(sql, folder)),
    finalPoint: (bank: string) => soon(() => finalPoint(sql, bank)),
    conditions: () => soon(() => conditions(sql)),
    firstSights: (folder: string) => soon(() => firstSights(sql, folder)),
    receivedSince: (query: Parameters<Ledger['receivedSince']>[0]) =>
      soon(() => receivedSince(sql, query)),
    newestPolls: (perInbox: number) => soon(() => newestPolls(sql, perInbox)),
    findKey: (id: string) => soon(() => findKey(sql, id)),
    keys: () => soon(() => selectKeys(sql)),
    messages: (query: Parameters<Ledger['messages']>[0]) => soon(() => selectMessages(sql, query)),
    findCall: (key: Parameters<Ledger['findCall']>[0]) => soon(() => findCall(sql, key)),
    opensWithoutKey: (id: string, localUid: number) =>
      soon(() => opensWithoutKey(sql, id, localUid)),
    findFetch: (id: string) => soon(() => findFetch(sql, id)),
    isHandedOver: (id: string) => soon(() => isHandedOver(sql, id)),
    keptForOthers: (id: string, wanted: Parameters<Ledger['keptForOthers']>[1]) =>
      soon(() => keptForOthers(sql, { id, wanted, nowMs: clock.nowMs() })),
    runningFetches: () => soon(() => runningFetches(sql)),
    findStart: (token: string) => soon(() => findStart(sql, token)),
  }
}
