// English words for checks that were ended before they had an answer. Pure.

import type { checks } from '../catalogue/checks.ts'
import type { WordsFor } from '../entry.ts'

const next =
  'Nothing of it was sent. Look at the file: release it if it is what it should be, or cancel it and have it made again.'

export const checksInEnglish: WordsFor<typeof checks> = {
  'CHECK-ENDED-TIME': {
    title: 'Its check took too long',
    sentence: ({ name, seconds }) =>
      `${name} is held: its check was ended because it had no answer after ${seconds} s.`,
    next: () => next,
  },
  'CHECK-ENDED-MEMORY': {
    title: 'Its check needed too much memory',
    sentence: ({ name, megabytes }) =>
      `${name} is held: its check was ended because it needed more than ${megabytes} MB of memory.`,
    next: () => next,
  },
  'CHECK-WORKER-DIED': {
    title: 'Its check broke off',
    sentence: ({ name }) =>
      `${name} is held: the process that checked it ended by itself, twice. The file may be made to do so, or this machine is short of memory.`,
    next: () => next,
  },
}
