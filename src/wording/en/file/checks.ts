// English words for what a check found, and for checks that were ended before they had an answer. Pure.

import type { checks } from '../../catalogue/file/checks.ts'
import type { WordsFor } from '../../entry.ts'

const next =
  'Nothing of it was sent. Look at the file: release it if it is what it should be, or cancel it and have it made again.'

const asItIs = 'It is sent as it is: its outbox checks no format.'

const warnedOf = (count: number) =>
  count === 0 ? '' : ` It has ${count} ${count === 1 ? 'warning' : 'warnings'}.`

export const checksInEnglish: WordsFor<typeof checks> = {
  CHECKED: {
    title: 'In order',
    sentence: ({ summary, warnings = 0 }) =>
      `Complete and in order.${summary === '' ? '' : ` ${summary}.`}${warnedOf(warnings)}`,
    next: () => '',
  },
  'NOT-CHECKED': {
    title: 'Not checked',
    sentence: () => asItIs,
    next: () => '',
  },
  'NOT-CHECKED-UNREADABLE': {
    title: 'Its payments could not be read',
    sentence: ({ name, why }) =>
      `${asItIs} ${name} began as payment orders, but could not be read (${why}): whether its payments were sent before is judged by its bytes alone.`,
    next: () => 'Look whether the same payments were sent in another file.',
  },
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
