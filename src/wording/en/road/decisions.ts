// English words for what people decide of a transfer, and why it could not be done. Pure.

import type { decisions } from '../../catalogue/road/decisions.ts'
import type { WordsFor } from '../../entry.ts'

const nothing = () => ''
const because = (why: string) => (why === '' ? '' : `: ${why}`)

export const decisionsInEnglish: WordsFor<typeof decisions> = {
  'RETRY-ORDERED': {
    title: 'Another try was ordered',
    sentence: ({ actor, how }) =>
      how === 'again'
        ? `${actor} ordered another try.`
        : `${actor} ordered its bank to be called now.`,
    next: nothing,
  },
  CANCELLED: {
    title: 'Cancelled',
    sentence: ({ actor, why, how }) =>
      ({
        order: `Cancelled by ${actor}${because(why)}.`,
        file: `Cancelled by the file ${actor}.`,
        'while-sending': 'Stopped by a person while sending.',
        'while-receiving': 'Stopped by a person while receiving.',
      })[how],
    next: nothing,
  },
  'HELD-BY-PERSON': {
    title: 'Held by a person',
    sentence: ({ actor, why }) => `Held by ${actor}${because(why)}.`,
    next: nothing,
  },
  RELEASED: {
    title: 'Released',
    sentence: ({ actor, why }) => `Released by ${actor}${because(why)}.`,
    next: nothing,
  },
  'CONFIRMED-BY-PERSON': {
    title: 'A person says that the bank has it',
    sentence: ({ actor, bank, why }) => `${actor} says that ${bank} has it${because(why)}.`,
    next: nothing,
  },
  'RESEND-ORDERED': {
    title: 'Sent again as a new transfer',
    sentence: ({ actor, why }) =>
      `${actor} orders to send it again as a new transfer${because(why)}.`,
    next: nothing,
  },
  'MESSAGE-SENT': {
    title: 'A message to the bank',
    sentence: ({ actor, bank, text }) =>
      `${actor} sent ${bank} a message about it: “${text}”. The bank took it.`,
    next: nothing,
  },
  'REASON-MISSING': {
    title: 'A reason is missing',
    sentence: () => 'A release needs a reason: it is kept for ever beside the name.',
    next: nothing,
  },
  'NOT-RETRIED': {
    title: 'It cannot be tried again',
    sentence: ({ state, replaced }, reader) => {
      if (replaced !== null) return reader.what(replaced)
      return state === 'in-doubt'
        ? 'The bank may have this file.'
        : `A transfer that is ${state} cannot be tried again.`
    },
    next: ({ id, bank, state, replaced }) => {
      if (replaced !== null) return ''
      return state === 'in-doubt'
        ? `Ask ${bank} first; then \`pesit-drop release ${id}\` with what it said.`
        : ''
    },
  },
  'NOT-CANCELLED': {
    title: 'It cannot be cancelled',
    sentence: ({ state }) =>
      state === 'finishing' || state === 'in-doubt'
        ? 'The bank may have this file already: cancelling here would not take it back.'
        : `A transfer that is ${state} cannot be cancelled.`,
    next: ({ bank, state }) =>
      state === 'finishing' || state === 'in-doubt' ? `Ask ${bank}.` : '',
  },
  'NOTHING-TO-CANCEL': {
    title: 'Nothing to cancel',
    sentence: ({ name, folder }) =>
      `No ${name} was ever taken from ${folder}, and none lies there: there is nothing to cancel.`,
    next: nothing,
  },
  'NOT-HELD': {
    title: 'It cannot be held',
    sentence: ({ state, direction }) => {
      if (direction === 'in') return 'Only a file that goes out can be held.'
      if (state === 'held') return 'It is held already.'
      if (state === 'sending') return 'It is on its way at this moment.'
      return `A transfer that is ${state} cannot be held: only one that waits for its turn.`
    },
    next: ({ state, direction }) =>
      direction === 'out' && state === 'sending' ? 'Cancel it to stop it.' : '',
  },
  'NOT-RELEASED': {
    title: 'There is nothing to release',
    sentence: ({ state }) => `A transfer that is ${state} is not held: nothing to release.`,
    next: nothing,
  },
  'MOVED-MEANWHILE': {
    title: 'It was moved meanwhile',
    sentence: ({ state }) => `It is ${state} by now.`,
    next: () => 'Look at it again.',
  },
  'NEVER-READ-WHOLE': {
    title: 'It was never read whole',
    sentence: ({ name }) => `${name} was never read whole, so there is nothing to send.`,
    next: () => 'Cancel it, and have it dropped again.',
  },
  'NEVER-SENT-FROM-HERE': {
    title: 'It lies in the wrong folder',
    sentence: ({ virtualFile, what }, reader) =>
      `${what === null ? '' : `${reader.all(what)} `}It lies in the wrong folder, and is never sent under ${virtualFile}.`,
    next: nothing,
  },
  'BEING-ASKED': {
    title: 'The bank is being asked about it',
    sentence: ({ bank }) => `${bank} is being asked about it at this very moment.`,
    next: ({ id }) => `Wait for its answer: \`pesit-drop show ${id}\`.`,
  },
  'MESSAGE-NOT-ASCII': {
    title: 'A message with other characters than ASCII',
    sentence: () => 'A message holds printable ASCII only (PI 91).',
    next: nothing,
  },
  'MESSAGE-TOO-EARLY': {
    title: 'The bank does not know this transfer yet',
    sentence: () => 'The bank does not know this transfer yet: there is nothing to tell it about.',
    next: nothing,
  },
}
