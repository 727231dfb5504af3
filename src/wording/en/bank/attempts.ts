// English words for conversations with a bank that did not end well. Pure.

import type { attempts } from '../../catalogue/bank/attempts.ts'
import { damagedFile } from '../machine/disk.ts'
import type { WordsFor } from '../../entry.ts'
import { joinSentences } from './after-end.ts'

const next = () => ''

export const attemptsInEnglish: WordsFor<typeof attempts> = {
  'LINE-CUT': {
    title: 'The line broke',
    sentence: ({ bank, why }) => `The line with ${bank} broke: ${why}.`,
    next,
  },
  'BANK-OUT-OF-TURN': {
    title: 'An answer out of turn',
    sentence: ({ bank, event }) => `${bank} answered out of turn (${event}).`,
    next,
  },
  'END-WITHOUT-VERDICT': {
    title: 'The bank did not say whether it took the file',
    sentence: ({ bank }) =>
      `${bank} answered the end of the transfer without saying whether it took the file.`,
    next,
  },
  'END-COUNTS-DIFFER': {
    title: 'The bank counts other bytes',
    sentence: ({ bank, bankBytes, ourBytes }) =>
      `${bank} says that it took the file, but counts ${bankBytes} bytes where there are ${ourBytes}.`,
    next,
  },
  'END-CONTRADICTED': {
    title: 'The bank took the file and then refused to close it',
    sentence: ({ bank, code, text }) =>
      `${bank} took the file and then refused to close it: ${code}${text === '' ? '' : ` (“${text}”)`}.`,
    next,
  },
  'BANK-NOT-PROVED': {
    title: 'The bank did not show its password',
    sentence: ({ bank }) =>
      `${bank} answered with another password than \`serverPassword\` (PI 5 of ACONNECT): it may not be the bank, and nothing was sent.`,
    next: ({ bank }) =>
      `Ask the bank’s PeSIT desk for its password and compare it with \`serverPassword\` of ${bank}.`,
  },
  'RESTART-REFUSED': {
    title: 'The bank asks for a restart that cannot be served',
    sentence: ({ bank, why, point, confirmed }) => {
      const reasons = {
        'may-have-it':
          'the bank wants the file from its start although it may have it whole already',
        new: `the bank wants to go on from sync point ${point} of a file that is new to it`,
        unknown: `the bank wants to go on from sync point ${point}, which we never set`,
        lost: `the bank lost what it had confirmed (sync point ${confirmed}, it says ${point})`,
      }
      return `Nothing was sent to ${bank}: ${reasons[why]}.`
    },
    next: ({ bank, number }) =>
      `Ask ${bank} what became of ${number === null ? 'this transfer' : `transfer ${number}`}.`,
  },
  SUSPENDED: {
    title: 'Suspended',
    sentence: ({ while: moment }) =>
      ({
        sending: 'Suspended while sending, to go on later.',
        'before-end': 'Suspended before its end, to go on later.',
        receiving: 'Suspended while receiving, to go on later.',
      })[moment],
    next,
  },
  'STOPPED-BY-PERSON': {
    title: 'Stopped by a person',
    sentence: ({ while: moment }) => `Stopped by a person while ${moment}.`,
    next,
  },
  'MOVED-BY-ANOTHER': {
    title: 'Moved on meanwhile',
    sentence: () => 'The transfer was moved on by somebody else before its end.',
    next,
  },
  'OUR-FAILURE': {
    title: 'Our side failed',
    sentence: ({ bank, while: moment, why }) =>
      ({
        calling: `${bank} was not called because our side failed: ${why}`,
        preparing: `Sending could not begin because our side failed: ${why}`,
        sending: `Sending to ${bank} stopped because our side failed: ${why}`,
        receiving: `Receiving stopped because our side failed: ${why}`,
      })[moment],
    next,
  },
  'PROTOCOL-DISAGREED': {
    title: 'The bank and pesit-drop disagree on PeSIT',
    sentence: ({ bank, why }) =>
      `Sending to ${bank} stopped because the bank and we disagree on PeSIT: ${why}`,
    next,
  },
  'FILE-DAMAGED': {
    title: 'Our copy is damaged',
    sentence: (values, words) => {
      if ('why' in values) return damagedFile.sentence(values, words)
      const { bank, path, sha256, sizeBytes } = values
      return `Our copy ${path} is not the file that was sealed (SHA-256 ${sha256.slice(0, 12)}…, ${sizeBytes} bytes): nothing of it was finished at ${bank}.`
    },
    next: (values, words) => {
      if ('why' in values) return damagedFile.next(values, words)
      return `Its original, where its outbox keeps one, lies in \`.pesit-drop/claimed\` of the outbox (\`pesit-drop show ${values.id}\` says where): look at the disk, cancel this one, and drop the original again.`
    },
  },
  'RECORD-UNFIT': {
    title: 'The file does not fit its records',
    sentence: ({ why }) => `The file does not fit its records: ${why}.`,
    next: () =>
      'Mend the program that writes the file, or the record settings of its virtual file.',
  },
  'NUMBER-USED': {
    title: 'The bank knows this number already',
    sentence: ({ what, isAgain, ...values }, reader) =>
      joinSentences(
        reader.what(what),
        isAgain
          ? 'An earlier try under this number ended before the bank had answered it, and none of its bytes left.'
          : `${usedBefore(values)} Nothing of this file was sent.`,
      ),
    next: ({ bank, partner }) =>
      `Ask ${bank}’s desk whether it has this file. If so, release it with --received: it counts as sent. If not: ${raiseFirst({ bank, partner })}, then release it without, and it goes under a new number.`,
  },
}

/** A number that another transfer had. */
export function usedBefore({
  number,
  partner,
}: {
  readonly number: number | null
  readonly partner: string
}): string {
  return `Number ${number ?? '?'} (PI 13) was used by a transfer before this ledger began, or by another program that calls as ${partner === '' ? 'this partner' : partner}: no earlier attempt at this file is on record here.`
}

export function raiseFirst({
  bank,
  partner,
}: {
  readonly bank: string
  readonly partner: string
}): string {
  return `ask for the highest transfer number of ${partner === '' ? 'ours' : partner}, set \`firstNumber\` of ${bank} in the configuration above it, and restart the daemon (docs/data-folder.md)`
}
