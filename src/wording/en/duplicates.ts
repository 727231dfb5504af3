// English words for files whose bytes or payments were seen before. Pure.

import { saidTime } from '../../lib/said-time.ts'
import type { duplicates, Twin } from '../catalogue/duplicates.ts'
import type { Reader, WordsFor } from '../entry.ts'

export const duplicatesInEnglish: WordsFor<typeof duplicates> = {
  DUPLICATE: {
    title: 'Sent before',
    sentence: ({ name, same, twin }, reader) =>
      `${name} is held: the same ${same} as ${twin.name}, ${fateOf(twin, reader)}.`,
    next: () => 'Release it only if these payments must be made a second time.',
  },
}

function fateOf({ bank, takenMs, acknowledgedMs }: Twin, { zone }: Reader): string {
  return acknowledgedMs === null
    ? `taken on ${saidTime(takenMs, zone)}, and not acknowledged by ${bank} when this one came`
    : `acknowledged by ${bank} on ${saidTime(acknowledgedMs, zone)}`
}
