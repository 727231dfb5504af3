// English words for what the configuration no longer has. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { gone } from '../../catalogue/folder/gone.ts'
import type { WordsFor } from '../../entry.ts'

interface Left {
  readonly count: number
  readonly oldestMs: number
  readonly names: readonly string[]
}

function left({ count, oldestMs, names }: Left, zone: string): string {
  const more = count > names.length ? ` and ${count - names.length} more` : ''
  return `${count === 1 ? 'one file' : `${count} files`} (${names.join(', ')}${more}), the oldest since ${timeForPeople(oldestMs, zone)}`
}

export const goneInEnglish: WordsFor<typeof gone> = {
  'BANK-GONE': {
    title: 'A bank is gone, and files for it are left',
    sentence: ({ bank, inDoubt, ...own }, { zone }) =>
      `The configuration no longer has ${bank}, and nobody sends what is left for it: ${left(own, zone)}.${inDoubt === 0 ? '' : ` Of these ${inDoubt === 1 ? 'one is' : `${inDoubt} are`} in doubt: ${bank} may have ${inDoubt === 1 ? 'it' : 'them'}.`}`,
    next: ({ bank }) =>
      `Put ${bank} back under the same name; or move what it never heard of to another bank, where it is held: \`pesit-drop reassign --from ${bank} --to …\`; or cancel it. See it: \`pesit-drop list --bank ${bank}\`.`,
  },
  'OUTBOX-GONE': {
    title: 'An outbox is gone, and files of it are left',
    sentence: ({ folder, bank, ...own }, { zone }) =>
      `The configuration no longer has the outbox ${folder}, and files that came from it are not over yet: ${left(own, zone)}. ${bank} gets those that are ready to be sent; nothing more is taken from the folder.`,
    next: ({ folder }) =>
      `If that is not meant, put the outbox back. See them: \`pesit-drop list --folder ${folder}\`.`,
  },
  'INBOX-GONE': {
    title: 'An inbox is gone, and files for it are left',
    sentence: ({ folder, bank, ...own }, { zone }) =>
      `The configuration no longer has the inbox ${folder}, and files of ${bank} for it were not delivered: ${left(own, zone)}.`,
    next: ({ folder }) =>
      `Nothing is lost. Put the inbox back, and they are delivered. See them: \`pesit-drop list --folder ${folder}\`.`,
  },
  REASSIGNED: {
    title: 'Moved to another bank',
    sentence: ({ from, to, actor, why }) =>
      `${actor} moved it from ${from}, which never heard of it, to ${to}${why === '' ? '' : `: ${why}`}. It is held.`,
    next: ({ id }) => `Look at it, then let it go: \`pesit-drop release ${id} --reason "…"\`.`,
  },
  'NOT-REASSIGNED-IDENTIFIED': {
    title: 'Not moved: it has a number at its bank',
    sentence: ({ name, bank, number }) =>
      `${name} was given a number at ${bank}${number === null ? '' : ` (${number})`}, which may know of it: it is not moved.`,
    next: ({ bank }) =>
      `Ask ${bank}’s desk; then cancel it, and have it dropped at the other bank.`,
  },
  'NOT-REASSIGNED-DOUBT': {
    title: 'Not moved: it is in doubt',
    sentence: ({ name, bank }) => `${bank} may have ${name}: it is never moved.`,
    next: ({ bank }) => `Ask ${bank}’s desk, then decide it with \`pesit-drop release\`.`,
  },
  'NOT-REASSIGNED-BUSY': {
    title: 'Not moved: it is not at rest',
    sentence: ({ name, state }) => `${name} is ${state} now: it is not moved.`,
    next: () => 'Try again in a moment.',
  },
  'REASSIGN-UNKNOWN': {
    title: 'No such bank',
    sentence: ({ from, to, banks }) =>
      from === to
        ? `${from} is the bank that it is moved from: nothing was moved.`
        : `The configuration has no bank ${to}: nothing was moved. It has: ${banks.join(', ')}.`,
    next: () => '',
  },
}
