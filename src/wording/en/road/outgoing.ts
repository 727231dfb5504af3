// English words for the way of a file that goes out. Pure.

import type { outgoing } from '../../catalogue/road/outgoing.ts'
import type { ArgumentsOf } from '../../catalogue.ts'
import type { InnerReader, WordsFor } from '../../entry.ts'

const nothing = () => ''

export const outgoingInEnglish: WordsFor<typeof outgoing> = {
  TAKEN: {
    title: 'Taken',
    sentence: ({ name, folder, sizeBytes }) => `Taken from ${folder}: ${name}, ${sizeBytes} bytes.`,
    next: nothing,
  },
  'FOUND-TAKEN': {
    title: 'Found among the taken files',
    sentence: ({ name, folder, sizeBytes }) =>
      `Found in ${folder}/.pesit-drop, taken before the last stop: ${name}, ${sizeBytes} bytes.`,
    next: nothing,
  },
  'HANDED-OVER': {
    title: 'Handed over',
    sentence: ({ actor, name, uploadName, sizeBytes, sha256 }) =>
      `${actor} handed over ${name}${uploadName === '' ? '' : ` (${uploadName})`}: ${sizeBytes} bytes, SHA-256 ${sha256.slice(0, 12)}….`,
    next: nothing,
  },
  'FIRST-START': {
    title: 'In the folder before the first start',
    sentence: ({ name }) =>
      `${name} was in the folder before pesit-drop watched it for the first time.`,
    next: () => 'Release it if it must be sent; cancel it if it was sent by other means.',
  },
  SEALED: {
    title: 'Sealed',
    sentence: ({ sizeBytes, sha256 }) =>
      `Sealed: ${sizeBytes} bytes, SHA-256 ${sha256.slice(0, 12)}….`,
    next: nothing,
  },
  'CHECK-FAILED-TO-RUN': {
    title: 'The check did not run',
    sentence: ({ name, why }) => `${name} could not be checked (${why}), so it is not sent.`,
    next: () => 'Look at the disk of the data folder, then release or cancel it.',
  },
  IDENTIFIED: {
    title: 'Numbered',
    sentence: ({ bank, number, partner }) =>
      `It goes to ${bank} as transfer ${number} of ${partner}.`,
    next: nothing,
  },
  'BANK-RECEIVED': {
    title: 'Received by the bank',
    sentence: ({ bank, how, code }) =>
      ({
        end: `Received by ${bank}.`,
        'went-on': `${bank} was asked what became of it, went on from what it had, and received it.`,
        'refused-as-received': `${bank} was asked what became of it and refused it as received already (${code}): it has the file.`,
      })[how],
    next: nothing,
  },
  'STILL-IN-DOUBT': {
    title: 'Still in doubt',
    sentence: ({ what }, reader) => `Still in doubt: ${reader.what(what)}`,
    next: ({ bank, isAsked }) =>
      isAsked
        ? 'The bank is asked again by itself.'
        : `Ask ${bank}’s desk, then say so with \`pesit-drop release\`.`,
  },
  'STOPPED-AT-END': {
    title: 'Stopped at the end of the transfer',
    sentence: () => 'The program stopped while the end of the transfer was on its way.',
    next: nothing,
  },
  'END-NOTED': {
    title: 'The end may have been sent',
    sentence: () => 'The note beside the bytes says that the end may have been sent.',
    next: nothing,
  },
  RECOVERY: {
    title: 'Its copy does not fit the ledger',
    sentence: () =>
      'At start its copy in the spool was missing, damaged, or further on than the ledger says. Nothing is sent until a person has looked.',
    next: ({ id }) => `Look at it: \`pesit-drop show ${id}\`.`,
  },
  'BANK-MESSAGE': {
    title: 'A message of the bank',
    sentence: ({ bank, text, state }) => {
      const said = text === '' ? '' : `: “${text}”`
      if (state === 'in-doubt')
        return `${bank} acknowledged it by a message${said}. It has the file; the doubt is over.`
      return isNotSent(state)
        ? `${bank} sent a message about it although it is ${state} here${said}.`
        : `${bank} sent a message about it${said}.`
    },
    next: ({ state }) => (isNotSent(state) ? 'Ask the bank’s desk before it is sent.' : ''),
  },
  ARCHIVED: {
    title: 'Archived',
    sentence: ({ file }) => `Kept in the archive as ${file}.`,
    next: nothing,
  },
  'ARCHIVE-FAILED': {
    title: 'Not archived yet',
    sentence: notArchived,
    next: () => 'It is tried again by itself.',
  },
  'ARCHIVE-STOPPED': {
    title: 'Not archived',
    sentence: notArchived,
    next: ({ what }, reader) => reader.next(what),
  },
  'ATTEMPT-STARTED': {
    title: 'Its bank is called',
    sentence: ({ bank, attempt }) =>
      attempt === 1
        ? `Its turn has come: calling ${bank}.`
        : `Calling ${bank} again, attempt ${attempt}.`,
    next: nothing,
  },
  'ORIGINAL-CHANGED': {
    title: 'The original was changed',
    sentence: ({ name, folder }) =>
      `${name} in ${folder}/.pesit-drop was changed after it was sealed.`,
    next: nothing,
  },
}

function notArchived(
  { name, isCancelled, what }: ArgumentsOf<'ARCHIVE-FAILED'>,
  reader: InnerReader,
): string {
  const happened = isCancelled
    ? 'is cancelled, but could not be put in the archive'
    : 'is done, but could not be archived'
  return `${name} ${happened}: ${reader.what(what)}`
}

function isNotSent(state: string): boolean {
  return ['failed', 'cancelled', 'queued', 'waiting', 'held'].includes(state)
}
