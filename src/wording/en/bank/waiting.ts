// English words for what a file waits for. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { waiting } from '../../catalogue/bank/waiting.ts'
import type { WordsFor } from '../../entry.ts'

const taken = (running: number, connections: number) =>
  `${running} of ${connections === 1 ? 'one connection' : `${connections} connections`} in use`

export const waitingInEnglish: WordsFor<typeof waiting> = {
  'WAITS-DAEMON': {
    title: 'No daemon runs',
    sentence: () => 'Nothing is sent: the daemon is not running.',
    next: () => 'Start it.',
  },
  'WAITS-BANK-GONE': {
    title: 'Its bank is gone',
    sentence: ({ bank }) => `The configuration no longer has ${bank}: it is never sent like this.`,
    next: ({ bank }) =>
      `Put ${bank} back into the configuration, move it to another bank (\`pesit-drop reassign --from ${bank} --to …\`), or cancel it.`,
  },
  'WAITS-ACCESS': {
    title: 'The bank refuses us',
    sentence: ({ bank, diagnostic, sinceMs }, { zone }) =>
      `${bank} refuses our identification${sinceMs === null ? '' : ` since ${timeForPeople(sinceMs, zone)}`}${diagnostic === '' ? '' : ` (PESIT-${diagnostic})`}: nothing calls it by itself.`,
    next: ({ bank }) =>
      `Mend the password or the settings of ${bank}; a retry lets one call through.`,
  },
  'WAITS-OUTBOX': {
    title: 'Its outbox is not proved ours',
    sentence: ({ folder }) =>
      `${folder} cannot be read now, or belongs to another pesit-drop: nothing of it is sent until that is known.`,
    next: () => '`pesit-drop status` says more.',
  },
  'WAITS-ORDER': {
    title: 'Behind an older one',
    sentence: ({ id, name, state }) =>
      `Files of its outbox leave in order, and ${name} (${id}) before it is ${state}.`,
    next: ({ id, isForPerson }) =>
      isForPerson ? `That one waits for a person: \`pesit-drop show ${id}\`.` : '',
  },
  'WAITS-TIME': {
    title: 'Tried again later',
    sentence: ({ bank, atMs, what }, { zone }) =>
      `${bank} is called again for it at ${timeForPeople(atMs, zone)}${what === '' ? '.' : `: ${what}`}`,
    next: () => 'A retry does it now.',
  },
  'WAITS-REST': {
    title: 'The bank rests',
    sentence: ({ bank, untilMs, code, what }, { zone }) =>
      `${bank} is left alone until ${timeForPeople(untilMs, zone)}${code === '' ? '' : ` after ${code}`}${what === '' ? '.' : `: ${what}`}`,
    next: () => 'A retry ends that, and so does any conversation with it that goes well.',
  },
  'WAITS-TURN': {
    title: 'Others are before it',
    sentence: ({ bank, before, isMore, firstId, firstName, running, connections }) =>
      `${isMore ? 'More than ' : ''}${before} ${before === 1 && !isMore ? 'file is' : 'files are'} before it at ${bank}, the first of them ${firstName} (${firstId}); ${taken(running, connections)}.`,
    next: () => '',
  },
  'WAITS-CONNECTION': {
    title: 'All connections are in use',
    sentence: ({ bank, running, connections }) =>
      `It is the next for ${bank}, where all connections are in use (${taken(running, connections)}).`,
    next: () => '',
  },
  'WAITS-NEXT': {
    title: 'Next',
    sentence: ({ bank }) => `It is the next for ${bank}: its turn comes within seconds.`,
    next: () => '',
  },
}
