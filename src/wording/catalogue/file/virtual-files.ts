// Messages about virtual files that a bank does not have, and files that lie in the wrong folder. Pure.

import { entry } from '../../entry.ts'

export const virtualFiles = {
  'VIRTUAL-FILE-UNKNOWN': entry<{
    /** null: no outbox or inbox of any bank has it. */
    readonly bank: string | null
    /** In quotes, cut short. */
    readonly asked: string
    readonly known: readonly string[]
    readonly to: 'send' | 'receive'
    /** The known one that is nearest; null: none is near. */
    readonly meant: string | null
  }>({ scope: 'file', severity: 'error', fault: 'writer', heals: false }),
  'WRONG-FOLDER': entry<{
    readonly name: string
    /** What the file is: pain.008, or something else. */
    readonly found: string
    readonly sends: readonly string[]
    readonly virtualFile: string
    /** Where files of its kind are sent from. */
    readonly elsewhere: readonly { readonly virtualFile: string; readonly folder: string }[]
  }>({ scope: 'file', severity: 'error', fault: 'writer', heals: false }),
} as const
