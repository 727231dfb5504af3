// English words for the way of a file that comes in, and for how asks for files end. Pure.

import type { incoming } from '../../catalogue/road/incoming.ts'
import type { WordsFor } from '../../entry.ts'

const nothing = () => ''
const received = (files: number) => `${files} ${files === 1 ? 'file' : 'files'} received.`

export const incomingInEnglish: WordsFor<typeof incoming> = {
  OFFERED: {
    title: 'Offered by the bank',
    sentence: ({ bank, virtualFile, label, number }) =>
      `${bank} offers ${virtualFile}${label === '' ? '' : ` (${label})`}, its transfer ${number}.`,
    next: nothing,
  },
  RECEIVING: {
    title: 'Being received',
    sentence: ({ bank, virtualFile, from }) =>
      from === null
        ? `${bank} has ${virtualFile}: receiving.`
        : `Going on from ${from.bytes} bytes (sync point ${from.point}).`,
    next: nothing,
  },
  NAMED: {
    title: 'Named',
    sentence: ({ name, folder }) => `It will be ${name} in ${folder}.`,
    next: nothing,
  },
  DELIVERED: {
    title: 'Delivered',
    sentence: ({ path, isTaken }) =>
      isTaken
        ? `Delivered as ${path}; the accounting software has taken it already.`
        : `Delivered as ${path}.`,
    next: nothing,
  },
  'BANK-CONFIRMED': {
    title: 'Confirmed to the bank',
    sentence: ({ bank, isAccepted }) =>
      isAccepted
        ? `${bank} knows that we have it.`
        : `${bank} did not accept our confirmation; the file is kept and delivered all the same, and may be offered again.`,
    next: nothing,
  },
  'CONTEXT-LOST': {
    title: 'The bank forgot this transfer',
    sentence: ({ bank, what }, reader) =>
      what === null
        ? `${bank} offers this file no more, and cannot go on with it (restart: false): nothing of it was shown.`
        : `${reader.what(what)} ${bank} no longer knows this transfer; the file is asked for anew.`,
    next: nothing,
  },
  'ASK-RECEIVED': {
    title: 'Files received',
    sentence: ({ files, isBounded }) =>
      isBounded
        ? `${received(files)} More are not taken in one ask; what is left comes with the next.`
        : received(files),
    next: nothing,
  },
  'ASK-REPEATED': {
    title: 'The bank keeps offering what we have',
    sentence: ({ bank, virtualFile, files, number }) =>
      `${files > 0 ? `${received(files)} ` : ''}${bank} keeps offering ${virtualFile} (its transfer ${number ?? '?'}) although we have confirmed it. It is not shown again.`,
    next: () => 'Ask the bank to take it away.',
  },
  'ASK-COPIES': {
    title: 'The bank offers files that we have, under new numbers',
    sentence: ({ bank, virtualFile, files, copies }) =>
      `${received(files)} ${bank} offers ${virtualFile} that we have, under new numbers and dates: ${copies} of them in this poll, which was ended. They are shown and marked.`,
    next: () => 'Ask the bank why.',
  },
  'ASK-FAILED': {
    title: 'Our side failed',
    sentence: ({ virtualFile, why }) =>
      `Asking for ${virtualFile} failed for a fault of pesit-drop${why === '' ? '.' : `: ${why}`}`,
    next: nothing,
  },
  STOPPED: {
    title: 'Stopped before it was offered',
    sentence: ({ bank }) => `pesit-drop stopped before ${bank} had offered it.`,
    next: () => 'Ask again.',
  },
  'VIRTUAL-FILES-TOO-MANY': {
    title: 'Too many virtual files at once',
    sentence: () => 'Too many virtual files without an inbox are asked for at once.',
    next: () => 'Ask again.',
  },
  'RECEIVED-DAMAGED': {
    title: 'A received file is damaged',
    sentence: ({ bank, label, folder, what }, reader) =>
      `${label === '' ? `A file of ${bank}` : label} cannot be delivered to ${folder}: ${reader.what(what)}`,
    next: ({ bank }) => `Ask ${bank} to offer it again.`,
  },
}
