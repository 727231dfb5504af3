// English words for what the ledger holds and this version cannot tell as it was meant. Pure.

import type { stored } from '../../catalogue/machine/stored.ts'
import type { WordsFor } from '../../entry.ts'

export const storedInEnglish: WordsFor<typeof stored> = {
  'OLD-TEXT': {
    title: 'A text of an early version',
    sentence: ({ text }) => text,
    next: () => '',
  },
  'MESSAGE-UNKNOWN': {
    title: 'A message of another version',
    sentence: ({ code }) => `${code}.`,
    next: () => '',
  },
}
