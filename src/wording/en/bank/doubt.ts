// English words for the end of a sending. Pure.

import type { doubt, Reached } from '../../catalogue/bank/doubt.ts'
import type { WordsFor } from '../../entry.ts'
import { joinSentences } from './after-end.ts'
import { raiseFirst, usedBefore } from './attempts.ts'

export const doubtInEnglish: WordsFor<typeof doubt> = {
  'END-PREPARED': {
    title: 'All bytes are sent',
    sentence: ({ bank, bytes }) =>
      `All ${bytes} bytes are sent; ${bank} is asked to acknowledge them first, and then to take them.`,
    next: () => '',
  },
  'END-ASKED': {
    title: 'All bytes are sent',
    sentence: ({ bank, bytes }) => `All ${bytes} bytes are sent; ${bank} is asked to take them.`,
    next: () => '',
  },
  'DOUBT-WENT-ON': {
    title: 'The bank went on',
    sentence: ({ bank, bytes }) =>
      `${bank} went on from what it had; all ${bytes} bytes are there, and it is asked to take them.`,
    next: () => '',
  },
  'END-UNSENT': {
    title: 'The end was not asked for',
    sentence: ({ bank }) =>
      `${bank} was not asked to take the file: the order had not left when the line ended, so nothing is finished there.`,
    next: () => '',
  },
  'IN-DOUBT': {
    title: 'The bank may have the file',
    sentence: ({ bank, what, reached, collision }, reader) =>
      joinSentences(
        `${reader.what(what)} ${bank} may have the file: it is not sent again by itself.`,
        proofOf(bank, reached),
        collision === null
          ? ''
          : `${usedBefore(collision)} If the bank’s desk says that it does not have this file: ${raiseFirst({ bank, ...collision })}, then release it with --resend.`,
      ),
    next: ({ bank, isAsked }) =>
      isAsked
        ? 'It is asked by a restart.'
        : `Ask ${bank}, then say so with \`pesit-drop release\`.`,
  },
  'STOPPED-WHILE-SENDING': {
    title: 'The program stopped while sending',
    sentence: ({ goesOn }) =>
      goesOn
        ? 'The program stopped while sending; it goes on from the last confirmed sync point.'
        : 'The program stopped while sending; it is sent anew, from its start.',
    next: () => '',
  },
  'BYTES-NOT-ACKNOWLEDGED': {
    title: 'The bank’s machine acknowledges nothing',
    sentence: ({ bank, waitingBytes, seconds }) =>
      `${bank} was not asked to take the file: for ${seconds} s its machine acknowledged none of the last ${waitingBytes} bytes.`,
    next: () => '',
  },
  'FINAL-POINT-REFUSED': {
    title: 'The bank does not take a sync point at the end',
    sentence: ({ bank, what, saidNo }, reader) =>
      saidNo
        ? `${reader.what(what)} It does not take a sync point behind the last byte: ${bank} gets none there from now on. The bank does not have the file, which is sent again by itself.`
        : `${reader.what(what)} That was the second time in a row at the sync point behind the last byte: ${bank} gets none there from now on. The bank does not have the file, which is sent again by itself.`,
    next: ({ bank }) =>
      `Files in doubt will be more frequent with ${bank}. \`finalBarrier: true\` in its configuration insists on that point.`,
  },
}

function proofOf(bank: string, reached: Reached): string {
  switch (reached) {
    case 'bank':
      return `${bank} had acknowledged every byte before it was asked to take them.`
    case 'machine':
      return `The machine that took our call had acknowledged every byte; whether ${bank}’s program has them is not known.`
    case 'unknown':
      return 'Whether all bytes had reached the bank’s machine could not be known.'
  }
}
