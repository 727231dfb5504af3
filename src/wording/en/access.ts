// Messages about who may call, in English. Pure.

import type { access } from '../catalogue/access.ts'
import type { WordsFor } from '../entry.ts'

export const accessInEnglish: WordsFor<typeof access> = {
  'CALLER-ADDRESS-UNKNOWN': {
    title: 'A call from an unknown address',
    sentence: ({ address, times }) =>
      times === 1
        ? `A call from ${address} was cut off, because no bank may call from there.`
        : `${times} calls from ${address} were cut off, because no bank may call from there.`,
    next: () =>
      'If it is a bank of yours, add the address to `from` under its `calls`; otherwise close the port to it in the firewall.',
  },
  'CALLER-LOCKED-OUT': {
    title: 'A caller has to wait',
    sentence: ({ bank, address, seconds }) =>
      `${bank === null ? 'Calls under unknown names' : `Calls for ${bank}`} from ${address} are not looked at for another ${seconds} s, because the password was wrong several times.`,
    next: ({ bank }) =>
      bank === null ? '' : `If it is ${bank} itself, compare the password under its \`calls\`.`,
  },
  'CALLS-TOO-MANY': {
    title: 'Too many calls of banks at once',
    sentence: ({ bank }) =>
      `A call of ${bank} was refused, because as many banks call already as \`listen.connections\` allows.`,
    next: () => 'It calls again by itself. Raise `listen.connections` if this happens often.',
  },
}
