// Messages about files whose end is missing. Pure.

import { entry } from '../../entry.ts'

export const endings = {
  /**
   * What it is was known by its structure, and it goes on no further. Held, or refused where a caller waits.
   */
  'FILE-CUT': entry<{
    readonly name: string
    readonly outcome: 'held' | 'refused'
    readonly bytes: number
    readonly end:
      | {
          readonly format: 'XML'
          /** 0: the place is not known. */
          readonly line: number
          readonly column: number
          /** The innermost element that is open; '' outside of the root. */
          readonly open: string
        }
      | {
          readonly format: 'CFONB'
          readonly recordBytes: number
          readonly record: number
          readonly code: string
          readonly length: number
        }
  }>({ scope: 'file', severity: 'error', fault: 'writer', heals: false }),
} as const
