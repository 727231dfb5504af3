// Messages about shared folders in which somebody could lead us elsewhere. Pure.

import { entry } from '../../entry.ts'

export const folders = {
  /** What lies in the place of a work folder of ours is something else. */
  'FOLDER-NOT-OURS': entry<{
    readonly path: string
    readonly why: 'no-folder' | 'owner' | 'mode'
    /** The number of the user to whom it belongs; counts with `owner` only. */
    readonly owner: number
  }>({ scope: 'folder', severity: 'error', fault: 'writer', heals: false }),
  /** A link on the way to a folder, in a directory where others may write. */
  'FOLDER-LINK': entry<{
    readonly folder: string
    readonly link: string
    readonly above: string
  }>({ scope: 'folder', severity: 'error', fault: 'operator', heals: false }),
  /** A folder on the way may be exchanged by others. */
  'FOLDER-ABOVE-WRITABLE': entry<{
    readonly folder: string
    readonly above: string
  }>({ scope: 'folder', severity: 'warning', fault: 'operator', heals: true }),
  /** A file system that shows other owners or rights than there are. */
  'FOLDER-OWNERS-UNKNOWN': entry<{
    readonly folder: string
    readonly fileSystem: string
  }>({ scope: 'folder', severity: 'warning', fault: 'operator', heals: true }),
  /** Without /proc no folder can be worked in safely. */
  'PROC-MISSING': entry<Record<never, never>>({
    scope: 'daemon',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
} as const
