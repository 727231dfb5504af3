// Messages about uploads that are not taken, and calls that are made in a wrong way. Pure.

import { entry, type InnerMessage } from '../../entry.ts'

/** The caller gets this answer, and a person changes the program. */
const refused = { scope: 'file', severity: 'warning', fault: 'operator', heals: false } as const

export const uploads = {
  /** An upload was taken, and its bank cannot be called now; `what` says why. */
  'SENT-WHEN-OPEN': entry<{ readonly what: InnerMessage }>({
    ...{ scope: 'file', severity: 'info', fault: 'nobody', heals: true },
  }),
  'TOO-MANY-UPLOADS': entry<{
    readonly bound: 'count' | 'bytes' | 'time'
    readonly mostOfOne: number
    readonly most: number
    readonly waitSeconds: number
  }>({ scope: 'daemon', severity: 'warning', fault: 'nobody', heals: true }),
  'UPLOAD-TOO-SLOW': entry<{
    /** `silent`: nothing came for a while. `slow`: too little. `waited-for`: enough, but others wait. */
    readonly how: 'silent' | 'slow' | 'waited-for'
  }>({ ...refused, fault: 'network', heals: true }),
  'FORM-BROKEN': entry<{ readonly why: 'no-boundary' | 'no-end' | 'unreadable' }>(refused),
  'FORM-PART-UNNAMED': entry<Record<string, never>>(refused),
  'FORM-PART-MISNAMED': entry<{ readonly name: string; readonly meant: string }>(refused),
  'FORM-FIELD-TOO-LONG': entry<{ readonly name: string; readonly mostBytes: number }>(refused),
  'FORM-FIELD-TWICE': entry<{ readonly name: string }>(refused),
  'FORM-TOO-LARGE': entry<{ readonly most: number }>(refused),
  'FORM-PART-ENCODED': entry<{ readonly name: string; readonly encoding: string }>(refused),
  'FILE-MISSING': entry<{
    /** Of the parts that came. */
    readonly names: readonly string[]
    /** `is-field`: a part “file” came without a file name. `other-part`: it came in the last of `names`. */
    readonly why: 'absent' | 'is-field' | 'other-part'
  }>(refused),
  'FILES-SEVERAL': entry<Record<string, never>>(refused),
  'FILE-TOO-LARGE': entry<{ readonly maximumBytes: number }>(refused),
  'TYPE-UNKNOWN': entry<{
    /** '' when none was said. */
    readonly type: string
    readonly takes: readonly string[]
  }>(refused),
  'METHOD-NOT-ALLOWED': entry<{
    readonly method: string
    readonly path: string
    readonly allow: readonly string[]
  }>(refused),
} as const
