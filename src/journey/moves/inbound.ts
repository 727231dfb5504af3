// Every move of an incoming file: state → event → next state.
//
// This order prevents a statement from being lost: `committed` (whole and durable on our disk, its key and
// hash on record) comes before TRANS.END leaves. The file may then be delivered with or without the bank's
// confirmation. A bank that did not get our confirmation offers the file again, and we recognize it by its
// key and content.

export type InboundState =
  | 'asked'
  | 'receiving'
  | 'waiting'
  | 'held'
  | 'committed'
  | 'confirmed'
  | 'delivered'
  | 'archived'
  | 'failed'
  | 'cancelled'

export type InboundEvent =
  | 'attempt-started'
  | 'committed'
  | 'already-received' // whole and equal to one that we have: told to the bank, not shown again
  | 'offered-again' // the bank gave it once more; that was not shown, and nothing of this one changes
  | 'bank-confirmed'
  | 'named' // the name it will have in the inbox is on record, before the link is made
  | 'published'
  | 'cut'
  | 'bank-refused'
  | 'bank-deferred'
  | 'context-lost' // the bank no longer knows this transfer: it is asked for anew under another id
  | 'attempts-spent'
  | 'held'
  | 'released'
  | 'handed-over' // a program has it: downloaded whole, or its copy was made; nothing of it changes
  | 'told' // a message about it went or came; nothing of it changes
  | 'retried'
  | 'cancelled'
  | 'archived'

export const inbound = {
  asked: {
    'attempt-started': 'receiving',
    cut: 'waiting',
    'bank-refused': 'failed',
    'bank-deferred': 'waiting',
    'context-lost': 'cancelled',
    cancelled: 'cancelled',
  },
  receiving: {
    committed: 'committed',
    'already-received': 'archived',
    cut: 'waiting',
    'bank-refused': 'failed',
    'bank-deferred': 'waiting',
    'context-lost': 'cancelled',
    'attempts-spent': 'failed',
    held: 'held',
    cancelled: 'cancelled',
  },
  waiting: {
    'attempt-started': 'receiving',
    'context-lost': 'cancelled',
    'attempts-spent': 'failed',
    retried: 'waiting',
    cancelled: 'cancelled',
  },
  held: { released: 'waiting', cancelled: 'cancelled' },
  committed: {
    named: 'committed',
    'bank-confirmed': 'confirmed',
    published: 'delivered',
    'offered-again': 'committed',
    told: 'committed',
  },
  confirmed: {
    named: 'confirmed',
    published: 'delivered',
    'offered-again': 'confirmed',
    told: 'confirmed',
  },
  delivered: {
    'bank-confirmed': 'delivered',
    archived: 'archived',
    'offered-again': 'delivered',
    'handed-over': 'delivered',
    told: 'delivered',
  },
  archived: {
    'bank-confirmed': 'archived',
    'offered-again': 'archived',
    'handed-over': 'archived',
    told: 'archived',
  },
  failed: { retried: 'waiting', cancelled: 'cancelled' },
  cancelled: {},
} as const satisfies Record<InboundState, Partial<Record<InboundEvent, InboundState>>>
