// Messages about files of this machine that programs name by their path. Pure.

import { entry } from '../../entry.ts'

const own = { scope: 'file', severity: 'warning', fault: 'operator', heals: false } as const

export const paths = {
  'PATH-FORBIDDEN': entry<{
    readonly path: string
    /** From which programs may send by path. */
    readonly folders: readonly string[]
  }>(own),
  'PATH-UNUSABLE': entry<{
    readonly path: string
    /** What the machine says; '' when it says nothing. */
    readonly cause: string
  }>(own),
  'PATH-NOT-YOURS': entry<{
    readonly path: string
    readonly uid: number
    readonly use: 'send' | 'put'
  }>({ scope: 'daemon', severity: 'warning', fault: 'operator', heals: false }),
  /** What `send` was given is no regular file. */
  'PATH-NO-FILE': entry<{ readonly path: string; readonly kind: 'folder' | 'pipe' | 'other' }>(own),
  /** `receive` looks at the target before the bank is asked. */
  'TARGET-NOT-WRITABLE': entry<{ readonly path: string; readonly cause: string }>(own),
  /** The file came, and could not be written where the caller wants it. */
  'RECEIVED-NOT-WRITTEN': entry<{
    readonly id: string
    readonly path: string
    readonly cause: string
  }>(own),
} as const
