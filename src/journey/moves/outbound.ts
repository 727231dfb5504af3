// Every move of an outgoing file: state → event → next state. No move exists outside this table.
//
// The table follows two rules. From `finishing` on the bank may have the file: a cut there leads to
// `in-doubt`, never back to a state from which the file would be sent again automatically. And `failed` is
// used only when the bank surely does not have the file, because a program that reads it will send the file
// again. Only one event leads from `finishing` back to `sending`, and only a process that knows that it never
// sent DTF.END causes it.

export type OutboundState =
  | 'claimed'
  | 'sealed'
  | 'rejected'
  | 'replaced' // another file with its payments was acknowledged: nobody has to do anything about it
  | 'held'
  | 'queued'
  | 'sending'
  | 'finishing'
  | 'in-doubt'
  | 'waiting'
  | 'sent'
  | 'failed'
  | 'cancelled'
  | 'archived'

export type OutboundEvent =
  | 'sealed' // copied to the spool, hashed, proved unchanged
  | 'claim-lost' // the claimed file vanished before it was sealed
  | 'check-passed'
  | 'check-failed'
  | 'held' // by a check of ours or by a person
  | 'released' // by a person, with a reason
  | 'attempt-started'
  | 'identified' // the identity that the bank will see is on record, before any connection
  | 'finishing' // the intent is on disk, DTF.END may leave
  | 'end-unsent' // it never left: a last sync point was to be acknowledged first, and was not
  | 'bank-acknowledged'
  | 'bank-refused' // a definite no
  | 'bank-deferred' // not now: tried again at a known time
  | 'cut' // the line broke, or the daemon died
  | 'retried' // by a person
  | 'attempts-spent'
  | 'cancelled' // by a person
  | 'asked' // in doubt, and the bank gave no answer that decides
  | 'confirmed-received' // in doubt, or held since the bank may have it, and the bank's desk says that it has the file
  | 'told' // a message about it went or came; nothing of it changes
  | 'resend-ordered' // in doubt, and a person orders to send again
  | 'archived'
  | 'reassigned' // to another bank, by a person; the one before never heard of it
  | 'replaced' // an equal file that came later was acknowledged
  | 'linked' // so was one with the same message id and other payments: a person must say what that means
  | 'original-changed' // the claimed original is not what was sealed and sent

export const outbound = {
  claimed: { sealed: 'sealed', held: 'held', 'claim-lost': 'failed', cancelled: 'cancelled' },
  sealed: {
    'check-passed': 'queued',
    'check-failed': 'rejected',
    held: 'held',
    cancelled: 'cancelled',
  },
  rejected: {
    released: 'queued',
    cancelled: 'cancelled',
    replaced: 'replaced',
    linked: 'rejected',
  },
  replaced: { released: 'queued', cancelled: 'cancelled', told: 'replaced' },
  held: {
    sealed: 'held',
    reassigned: 'held',
    released: 'queued',
    cancelled: 'cancelled',
    // Only when it is held because the bank may have it: journey/order.ts says which codes mean that.
    'confirmed-received': 'sent',
    told: 'held',
    replaced: 'replaced',
    linked: 'held',
  },
  queued: {
    'attempt-started': 'sending',
    reassigned: 'held',
    retried: 'queued', // its bank is called now, whatever it rests for
    held: 'held',
    cancelled: 'cancelled',
    told: 'queued',
  },
  sending: {
    identified: 'sending',
    finishing: 'finishing',
    cut: 'waiting',
    'bank-refused': 'failed',
    'bank-deferred': 'waiting',
    'attempts-spent': 'failed',
    held: 'held',
    cancelled: 'cancelled',
  },
  finishing: {
    'bank-acknowledged': 'sent',
    'bank-refused': 'failed',
    'bank-deferred': 'waiting',
    'end-unsent': 'sending',
    cut: 'in-doubt',
  },
  'in-doubt': {
    asked: 'in-doubt',
    'bank-acknowledged': 'sent',
    'bank-refused': 'failed',
    'confirmed-received': 'sent',
    'resend-ordered': 'queued',
    told: 'in-doubt',
  },
  waiting: {
    'attempt-started': 'sending',
    retried: 'queued',
    reassigned: 'held',
    held: 'held',
    cancelled: 'cancelled',
    'attempts-spent': 'failed',
    told: 'waiting',
  },
  sent: { archived: 'archived', told: 'sent' },
  failed: {
    retried: 'queued',
    cancelled: 'cancelled',
    told: 'failed',
    replaced: 'replaced',
    linked: 'failed',
  },
  cancelled: { told: 'cancelled' },
  archived: { told: 'archived', 'original-changed': 'archived' },
} as const satisfies Record<OutboundState, Partial<Record<OutboundEvent, OutboundState>>>
