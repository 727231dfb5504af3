// English words for claimed originals that changed although what was sealed of them was sent. Pure.

import type { originals } from '../../catalogue/file/originals.ts'
import type { WordsFor } from '../../entry.ts'

export const originalsInEnglish: WordsFor<typeof originals> = {
  'SENT-IN-PART': {
    title: 'Sent in part',
    sentence: ({ name, bank, sentBytes, nowBytes }) =>
      `${name} was sent in part: its writer went on after it was taken. ${bank} has the first ${sentBytes} bytes; the file has ${nowBytes} now.`,
    next: ({ bank }) =>
      `Ask ${bank} what it makes of the part, and ask the writer for a file with the rest alone. What lies there now is held as a transfer of its own. To prevent this, have files written under a name that ends in .tmp and renamed when they are complete, or raise \`ready.quiet\`.`,
  },
  'CHANGED-AFTER-SENDING': {
    title: 'Changed after it was sent',
    sentence: ({ name, bank, sentBytes, nowBytes }) =>
      `${name} was changed after it was taken: ${bank} has the ${sentBytes} bytes that were there then, not the ${nowBytes} bytes that are there now.`,
    next: () =>
      'Ask its writer which of the two is right. What lies there now is held as a transfer of its own.',
  },
  'FILE-CHANGED': {
    title: 'Changed after it was taken',
    sentence: ({ name, bank, transfer, how, isSent }) =>
      `${name} is held: it was changed after it was sealed ${isSent ? 'and sent ' : ''}as ${transfer}. ${
        isSent
          ? `${bank} has what was sealed, not this.`
          : `${transfer} was cancelled; ${bank} has neither of the two.`
      }${how === 'longer' ? ' This begins with the same bytes and goes on.' : ''}`,
    next: ({ how, isSent }) =>
      isSent && how === 'longer'
        ? 'Do not release it as it is: the bank would get the first part a second time. Have the writer drop a file with the rest alone, and cancel this one.'
        : 'Release it only if this must be sent as well; otherwise cancel it.',
  },
}
