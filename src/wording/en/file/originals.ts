// English words for claimed originals that changed although what was sealed of them was sent. Pure.

import type { ArgumentsOf } from '../../catalogue.ts'
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
    sentence: (values) => {
      const { name } = values
      switch (values.found) {
        case 'original':
          return originalChanged(values)
        case 'at-start':
          return `${name} is held: ${values.bank} has what was taken under this name and sent as ${values.transfer}, and what lies there now is something else. It was written to after it was sent, or the machine went down before its writer had it on disk.`
        case 'empty':
          return `${name} is held: it was empty when it was read. Its writer emptied it, or the machine went down before the writer had it on disk.`
        case 'since-taken':
          return `${name} is held: it was changed after it was taken (${values.takenBytes} bytes then, ${values.readBytes} when it was read).`
        case 'still-written':
          return `${name} was still being written after it was taken, ${values.times} times in a row. Nothing of it was sent.`
        case 'set-aside':
          return `${name} is written to while it is set aside.`
      }
    },
    next: (values) => {
      switch (values.found) {
        case 'original':
          return values.isSent && values.how === 'longer'
            ? 'Do not release it as it is: the bank would get the first part a second time. Have the writer drop a file with the rest alone, and cancel this one.'
            : 'Release it only if this must be sent as well; otherwise cancel it.'
        case 'at-start':
          return 'Cancel it, unless this must be sent as well.'
        case 'empty':
          return 'Cancel it, and have it dropped again.'
        case 'since-taken':
          return 'Ask its writer, then release it if it is whole now, or cancel it.'
        case 'still-written':
          return 'Have its writer finish first (write under a name ending in .tmp, then rename), cancel this one and drop it again.'
        case 'set-aside':
          return 'Ask who writes into the outbox after the file was complete.'
      }
    },
  },
}

type OriginalChanged = Extract<ArgumentsOf<'FILE-CHANGED'>, { found: 'original' }>

function originalChanged({ name, bank, transfer, how, isSent }: OriginalChanged): string {
  const fate = isSent
    ? `${bank} has what was sealed, not this.`
    : `${transfer} was cancelled; ${bank} has neither of the two.`
  const rest = how === 'longer' ? ' This begins with the same bytes and goes on.' : ''
  return `${name} is held: it was changed after it was sealed ${isSent ? 'and sent ' : ''}as ${transfer}. ${fate}${rest}`
}
