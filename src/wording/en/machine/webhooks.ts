// English words for receivers of webhooks that do not take what they are sent. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { webhooks } from '../../catalogue/machine/webhooks.ts'
import type { WordsFor } from '../../entry.ts'

export const webhooksInEnglish: WordsFor<typeof webhooks> = {
  'WEBHOOK-FAILING': {
    title: 'A webhook fails',
    sentence: ({ url, sinceMs, error }, { zone }) =>
      `${url} has taken nothing since ${timeForPeople(sinceMs, zone)}: ${error}. What it is owed waits, each for three days; transfers go on.`,
    next: () =>
      'Look at the receiver, then `pesit-drop webhooks test ID`. What it is owed is sent by itself when it answers again.',
  },
  'WEBHOOK-DISABLED': {
    title: 'A webhook is gone for good',
    sentence: ({ url }) =>
      `${url} answered 410, which says that it is gone for good: it is told nothing more, and what it was owed is dropped. Transfers go on.`,
    next: () =>
      'Ask the operator of the receiver. To have it told again, PATCH the webhook (its URL or anything else), or remove it; one of the configuration is told again after a restart.',
  },
  'WEBHOOK-DEAD-LETTERS': {
    title: 'A webhook was not told of everything',
    sentence: ({ url, count }) =>
      `${url} was not told of ${count === 1 ? 'one fact' : `${count} facts`}, tried for three days each.`,
    next: () =>
      'See: pesit-drop webhooks deliveries --state dead. When the receiver is well again: `pesit-drop webhooks redeliver DELIVERY`, or `webhooks drop DELIVERY` for what nobody needs.',
  },
}
