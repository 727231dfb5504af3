// English words for what the file beside the data says of a file that is not sent yet. Pure.

import { timeForPeople } from '../../../lib/time/time-for-people.ts'
import type { statusFiles } from '../../catalogue/folder/status-files.ts'
import type { WordsFor } from '../../entry.ts'

export const statusFilesInEnglish: WordsFor<typeof statusFiles> = {
  'STATUS-TAKEN': {
    title: 'Taken',
    sentence: ({ bank }) => `Taken from the folder and being checked; not sent to ${bank} yet.`,
    next: () => '',
  },
  'STATUS-QUEUED': {
    title: 'Queued',
    sentence: ({ bank }) => `Ready to be sent to ${bank}; not sent yet.`,
    next: () => '',
  },
  'STATUS-SENDING': {
    title: 'Being sent',
    sentence: ({ bank }) => `Being sent to ${bank}, which has not confirmed it yet.`,
    next: () => '',
  },
  'STATUS-AGAIN': {
    title: 'Tried again later',
    sentence: ({ bank, atMs, what }, { zone }) =>
      `Not sent yet: ${bank} is called again for it${atMs === null ? '' : ` at ${timeForPeople(atMs, zone)}`}${what === '' ? '.' : `: ${what}`}`,
    next: () => '',
  },
}
