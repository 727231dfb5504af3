// What we remember: the whole contract of every ledger, put together from the contracts of those who use it
// (ledger/contract/). Each verb is one transaction; when its promise has resolved, its effect survives a
// power cut. `test/contract/ledger.ts` checks any ledger against it. Only what opens, wraps or hands out a
// ledger takes all of it; each station takes the contracts that it uses.

import type { ApiKeys } from './contract/api-keys.ts'
import type { ApiCalls } from './contract/calls.ts'
import type { Conditions } from './contract/conditions.ts'
import type { Cursors, Deliveries, WebhookRecords } from './contract/deliveries.ts'
import type { FactChain } from './contract/fact-chain.ts'
import type { FetchRecords } from './contract/fetches.ts'
import type { BankMessages } from './contract/messages.ts'
import type { TransferMoves } from './contract/moves.ts'
import type { DaemonStarts, FirstSights, Originals } from './contract/outboxes.ts'
import type { SendQueue } from './contract/queue.ts'
import type { Polls, Receptions } from './contract/receiving.ts'
import type { TransferSearch } from './contract/searching.ts'
import type { FinalPoints, SyncPoints, TransferNumbers } from './contract/sync-points.ts'
import type { TransferReading } from './contract/transfers.ts'
import type { Upkeep } from './contract/upkeep.ts'

export interface Ledger
  extends TransferMoves,
    TransferReading,
    TransferSearch,
    SendQueue,
    SyncPoints,
    FinalPoints,
    TransferNumbers,
    Receptions,
    Polls,
    Conditions,
    BankMessages,
    ApiCalls,
    FetchRecords,
    ApiKeys,
    WebhookRecords,
    Deliveries,
    Cursors,
    FirstSights,
    Originals,
    DaemonStarts,
    FactChain,
    Upkeep {}
