// English words for received files that programs ask for and fetch. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { receiving } from '../../catalogue/request/receiving.ts'
import type { WordsFor } from '../../entry.ts'

export const receivingInEnglish: WordsFor<typeof receiving> = {
  'BANK-ASKED-FOR-IT': {
    title: 'The bank is being asked',
    sentence: ({ bank }) => `${bank} is being asked for it.`,
    next: () => '',
  },
  'STATEMENT-HANDED-OVER': {
    title: 'A program has it',
    sentence: ({ how, actor }) =>
      how === 'download'
        ? `Downloaded whole by ${actor}.`
        : `A copy was made where ${actor} asked for it.`,
    next: () => '',
  },
  'RECEIVED-EARLIER': {
    title: 'Received before this call',
    sentence: ({ bank, receivedMs, asked, waiting }, { zone }) =>
      `Received from ${bank} on ${timeForPeople(receivedMs, zone)}, before this call${asked ? '' : `: ${bank} was not asked`}.${alsoWaiting(waiting)}`,
    // Read again when a program has the file: true then as well.
    next: ({ bank }) =>
      `A file answers each call until it is downloaded whole or copied; after that a call is given the next one, or asks ${bank}.`,
  },
  'RECEIVED-NOTHING-NEW': {
    title: 'Nothing new',
    sentence: ({ bank, earlier: { id, receivedMs }, had }, { zone }) =>
      `${bank} gave nothing but what it gave on ${timeForPeople(receivedMs, zone)} already (${id})${had ? ', and a program has that' : ', and that is the answer to another call, or not kept any more'}.`,
    next: ({ earlier: { id } }) =>
      `If it is wanted once more, it is at /api/transfers/${id}/download.`,
  },
  'RECEIVED-FOR-ANOTHER': {
    title: 'Kept for another caller',
    sentence: ({ files, untilMs }, { zone }) =>
      `${files === 1 ? 'One file that came is' : `${files} files that came are`} kept for another caller, who was given ${files === 1 ? 'it' : 'them'} as the answer, until ${timeForPeople(untilMs, zone)} at the latest.`,
    next: ({ files }) =>
      `Ask again then: ${files === 1 ? 'if it was not downloaded by then, it is' : 'files that were not downloaded by then are'} given to the next caller that asks.`,
  },
  'RECEIVED-UNDER-OTHER-NAMES': {
    title: 'Other files came',
    sentence: ({ folder, files }) =>
      files === 1
        ? `Before that, one file came under another name; it is kept for ${folder}.`
        : `Before that, ${files} files came under other names; they are kept for ${folder}.`,
    next: () => '',
  },
  'RECEIVED-OTHERS-ONLY': {
    title: 'Only other files came',
    sentence: ({ bank, remoteName, folder, files }) =>
      `${bank} has ${remoteName === '' ? 'no file for this call' : `no ${remoteName} for us`}. It gave ${files} ${remoteName === '' ? 'to others' : 'under other names'}; ${files === 1 ? 'it is' : 'they are'} in ${folder}.`,
    next: () => '',
  },
  'SEVERAL-MESSAGES': {
    title: 'Several messages',
    sentence: ({ messages }, reader) => messages.map((one) => reader.all(one)).join(' '),
    next: () => '',
  },
  'FILE-EXPIRED': {
    title: 'Kept no longer',
    sentence: ({ name, receivedMs }, { zone }) =>
      `The archive no longer keeps ${name}: it came on ${timeForPeople(receivedMs, zone)}, longer ago than \`archive.keep\`.`,
    next: () => '`archive.keep` in the configuration says how long files are kept.',
  },
  'RECEIVED-FILE-GONE': {
    title: 'The bytes of a received file are gone',
    sentence: ({ name, receivedMs }, { zone }) =>
      `The bytes of ${name}, which came on ${timeForPeople(receivedMs, zone)}, are neither in the spool nor in the archive, though \`archive.keep\` is not over.`,
    next: () =>
      'Look whether it still lies in its inbox, and find out who removed it from the data folder; the bank can offer it again.',
  },
  'DELIVERY-GOES-ON': {
    title: 'Not all is in the inbox yet',
    sentence: ({ folder, files, why }, reader) =>
      `${files === 1 ? 'One file that was received is' : `${files} files that were received are`} not in ${folder} yet${why === null ? ': the delivery goes on.' : `. ${reader.all(why)}`}`,
    next: () => '',
  },
}

function alsoWaiting(files: number): string {
  if (files === 0) return ''
  return ` At this call ${files === 1 ? 'one that came later was' : `${files} that came later were`} waiting.`
}
