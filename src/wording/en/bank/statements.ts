// English words for files that banks give: received, given again, and given without end. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { EarlierStatement, statements } from '../../catalogue/bank/statements.ts'
import type { Reader, WordsFor } from '../../entry.ts'

export const statementsInEnglish: WordsFor<typeof statements> = {
  'STATEMENT-RECEIVED': {
    title: 'Received whole',
    sentence: ({ sizeBytes, sha256 }) => received(sizeBytes, sha256),
    next: () => '',
  },
  'STATEMENT-REPEATED': {
    title: 'Given again',
    sentence: ({ bank, earlier, because }, reader) =>
      `${bank} offered again what it had given as ${named(earlier, reader)}: ${why[because]}. It is not shown a second time, and ${bank} was told that we have it.`,
    next: () => '',
  },
  'STATEMENT-OFFERED-AGAIN': {
    title: 'Offered again',
    sentence: ({ bank, transferNumber, id, because }) =>
      `${bank} offered this file again, as its transfer ${transferNumber} (${id} here): ${why[because]}. It was not shown a second time.`,
    next: () => '',
  },
  'STATEMENT-EQUAL': {
    title: 'Same bytes as an earlier file',
    sentence: ({ earlier, sizeBytes, sha256, other }, reader) =>
      `${received(sizeBytes, sha256)} Its bytes equal those of ${named(earlier, reader)}, under another transfer number${others[other]}.`,
    next: ({ other }) =>
      other === 'damaged' ? '' : 'It may be another statement with the same content: compare both.',
  },
  'STATEMENT-VERSION': {
    title: 'Another version of an earlier file',
    sentence: ({ bank, earlier, sizeBytes, sha256 }, reader) =>
      `${received(sizeBytes, sha256)} ${bank} gave other bytes before under the same transfer number and date, as ${named(earlier, reader)}: this is another version.`,
    next: () => '',
  },
  'BANK-REPEATS': {
    title: 'The bank gives the same files again',
    sentence: ({ bank, virtualFile, statement, count, shown }, reader) =>
      `${bank} keeps offering ${virtualFile} that we have: ${count === 1 ? 'once' : `${count} times`} so far, the last was ${named(statement, reader)}. ${shown ? 'They are shown and marked, because each has a number and a date of its own; the ask was ended.' : 'It is not shown again.'}`,
    next: ({ bank }) =>
      `The fault is on the side of ${bank}: ask it to take away what it was told that we have (TRANS.END), or to offer it under its first number and date (PI 13, PI 51). This message goes when ${bank} says again that it has nothing more.`,
  },
  'INBOX-LIMIT': {
    title: 'More files than an inbox takes at once',
    sentence: ({ bank, virtualFile, folder, files, per }) =>
      `${bank} gave ${files} files of ${virtualFile} for ${folder} ${per === 'ask' ? 'in one poll' : 'within an hour'}, which is the maximum of this inbox.`,
    next: ({ per }) =>
      per === 'ask'
        ? 'The next poll goes on with the rest. Raise maximumFiles if this number is usual.'
        : 'The bank is asked for more when the hour is over. Ask the bank why it has so many files; raise maximumFilesPerHour if this number is usual.',
  },
}

const why = {
  ask: 'the same bytes under the same label, within one ask',
  offer: 'the same transfer with the same bytes',
  date: 'the same bytes under the same label and date',
  unconfirmed: 'the same bytes under the same label, and the bank had not heard that we have it',
  'open-ask': 'the same bytes under the same label, soon after and before any ask came to its end',
  repeating: 'the same bytes under the same label, from a bank that is known to repeat itself',
} as const

const others = {
  label: ' and another label',
  name: ' and another name',
  date: ' and another date',
  damaged: '; that one was damaged on our disk before it was delivered',
} as const

function received(sizeBytes: number, sha256: string): string {
  return `Received whole: ${sizeBytes} bytes, SHA-256 ${sha256.slice(0, 12)}….`
}

function named({ id, name, receivedMs }: EarlierStatement, { zone }: Reader): string {
  return `${name === '' ? id : name}, received on ${timeForPeople(receivedMs, zone)}`
}
