// Messages about a folder that other programs use too and that cannot be worked with now. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

const ofOperator = { scope: 'folder', severity: 'error', fault: 'operator', heals: false } as const
const ofMachine = { ...ofOperator, fault: 'machine' } as const

export const shares = {
  'FOLDER-MISSING': entry<
    { readonly folder: string } & (
      | { readonly why: 'absent' | 'not-a-folder' | 'removed-at-once' }
      /** `share-gone`: the share does not answer as one. `unusable`: anything else that the system says. */
      | { readonly why: 'share-gone' | 'unusable'; readonly error: string }
      /** The copy that was made for a transfer is not there any more. */
      | { readonly why: 'not-staged'; readonly id: string }
    )
  >(ofMachine),
  'FOLDER-FORBIDDEN': entry<
    { readonly folder: string } & (
      | { readonly why: 'no-right'; readonly error: string }
      | { readonly why: 'read-only' | 'foreign-note' }
      | { readonly why: 'not-a-name'; readonly name: string }
      | { readonly why: 'not-in-group'; readonly group: string; readonly error: string }
      | { readonly why: 'no-such-group'; readonly group: string }
      /** Whom `archive.owner` names cannot come to the files: these folders may not be passed through. */
      | { readonly why: 'way-closed'; readonly closed: readonly string[] }
      /** The archive could not be given to whom `archive.owner` names. */
      | { readonly why: 'owner'; readonly what: InnerMessage }
    )
  >(ofOperator),
  'FOLDER-MOVED': entry<
    { readonly folder: string } & (
      | { readonly why: 'another-folder' }
      | { readonly why: 'not-mounted'; readonly mountPoint: string; readonly fileSystem: string }
    )
  >(ofMachine),
  'FOLDER-SLOW': entry<
    { readonly folder: string } & (
      | { readonly why: 'silent'; readonly seconds: number }
      /**
       * The process that works there: `stopping`: we stop. `stuck`: it cannot be ended. `soon`: another one
       * is started in a few seconds. `ended`: it ended while it worked.
       */
      | { readonly why: 'stopping' | 'stuck' | 'soon' | 'ended' }
    )
  >({ ...ofMachine, heals: true }),
  'FOLDER-OTHER-DISK': entry<{ readonly folder: string; readonly path: string }>(ofOperator),
} as const
