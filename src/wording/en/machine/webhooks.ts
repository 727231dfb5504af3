// English words for receivers of webhooks that do not take what they are sent, and for orders to change
// webhooks that are refused. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { webhooks } from '../../catalogue/machine/webhooks.ts'
import type { WordsFor } from '../../entry.ts'

export const webhooksInEnglish: WordsFor<typeof webhooks> = {
  'WEBHOOK-REFUSED': {
    title: 'A webhook that cannot be added',
    sentence: (fault) => {
      switch (fault.why) {
        case 'url':
          return `The URL is not accepted: ${fault.text}.`
        case 'event':
          return `There is no event “${fault.event}”. There are: ${fault.known.join(', ')}.`
        case 'header-name':
          return 'The name of the header is made of letters, digits and hyphens.'
        case 'header-reserved':
          return `The header ${fault.header} has a meaning of its own.`
        case 'secret-empty':
          return 'A secret cannot be empty.'
      }
    },
    next: ({ why }) => (why === 'header-reserved' ? 'Choose another header.' : ''),
  },
  'WEBHOOK-EXISTS': {
    title: 'A webhook that exists already',
    sentence: ({ id }) =>
      `The webhook ${id} has this URL and these events already, with another secret.`,
    next: () => 'PATCH it, with a key: its secret is rotated then. Or remove it first.',
  },
  'WEBHOOK-CONFIGURED': {
    title: 'A webhook of the configuration',
    sentence: () => 'This webhook stands in the configuration.',
    next: () => 'Change or remove it there, and restart.',
  },
  'WEBHOOK-TESTED': {
    title: 'A webhook was called',
    sentence: ({ status, what }, reader) =>
      what === null ? `It answered ${status}.` : `It failed. ${reader.what(what)}`,
    next: () => '',
  },
  'WEBHOOK-POST-FAILED': {
    title: 'A webhook was not told',
    sentence: (fault) => {
      switch (fault.why) {
        case 'status':
          return fault.status >= 300 && fault.status < 400
            ? `It answered ${fault.status}: redirects are not followed, give the URL itself.`
            : `It answered ${fault.status}.`
        case 'timeout':
          return `It did not answer within ${fault.seconds} s.`
        case 'url':
          return `Its URL is not called: ${fault.text}.`
        case 'connection':
          return `The call failed: ${fault.error}.`
        case 'own':
          return `The call could not be prepared: ${fault.error}.`
      }
    },
    next: () => '',
  },
  'WEBHOOK-UNKNOWN': {
    title: 'No such webhook',
    sentence: ({ id }) => `There is no webhook ${id}.`,
    next: () => 'See `pesit-drop webhooks list`, or GET /api/webhooks.',
  },
  'DELIVERY-UNKNOWN': {
    title: 'No such delivery',
    sentence: ({ id }) => `There is no delivery ${id} for which that can be done.`,
    next: () => 'See `pesit-drop webhooks deliveries`, or GET /api/webhooks/deliveries.',
  },
  'WEBHOOK-FAILING': {
    title: 'A webhook fails',
    sentence: ({ url, sinceMs, what }, reader) =>
      `${url} has taken nothing since ${timeForPeople(sinceMs, reader.zone)}. ${reader.what(what)} What it is owed waits, each for three days; transfers go on.`,
    next: () =>
      'Look at the receiver, then `pesit-drop webhooks test ID`. What it is owed is sent by itself when it answers again.',
  },
  'WEBHOOK-TEST': {
    title: 'A test',
    sentence: () => 'This is a test: no file was sent or received.',
    next: () => '',
  },
  'CONDITION-OVER': {
    title: 'It is over',
    sentence: ({ what }, reader) => `This is over: ${reader.all(what)}`,
    next: () => '',
  },
  'WEBHOOK-DISABLED': {
    title: 'A webhook is gone for good',
    sentence: ({ url }) =>
      `${url} answered 410, which says that it is gone for good: nothing more is sent to it, and deliveries that wait for it are dropped. Transfers go on.`,
    next: () =>
      'Ask the operator of the receiver. To use the webhook again, PATCH it (its URL or anything else), or remove it; one of the configuration is used again after a restart.',
  },
  'WEBHOOK-DEAD-LETTERS': {
    title: 'A webhook was not told of everything',
    sentence: ({ url, count }) =>
      `${url} was not told of ${count === 1 ? 'one fact' : `${count} facts`}, tried for three days each.`,
    next: () =>
      'See: pesit-drop webhooks deliveries --state dead. When the receiver is well again: `pesit-drop webhooks redeliver DELIVERY`, or `webhooks drop DELIVERY` for what nobody needs.',
  },
}
