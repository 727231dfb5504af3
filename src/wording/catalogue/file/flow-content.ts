// Messages about files whose content contradicts what is set for their flow. Pure.

import { entry } from '../../entry.ts'

/** What was found, as preflight tells it (preflight/flow-content.ts). */
type Found = {
  readonly kind:
    | 'utf-16'
    | 'ebcdic'
    | 'ascii'
    | 'crlf'
    | 'lf'
    | 'cr'
    | 'lines-in-records'
    | 'mark'
    | 'nul'
    | 'utf-8'
    | 'no-text'
    | 'control'
    | 'too-long'
    | 'unseparated'
    | 'nel'
    | 'not-multiple'
  readonly count: number
  readonly line: number | null
  readonly value: number | null
  readonly garbled: boolean
}

/** What is set: the keys of the configuration, with the values that hold for this flow. */
type Flow = {
  readonly kind: 'bytes' | 'lines'
  readonly lineEnding: 'lf' | 'crlf'
  readonly codePage: string | null
  readonly charset: 'ascii' | 'latin1'
  readonly articleBytes: number
  readonly articleFormat: 'fixed' | 'variable'
  readonly dataCode: 'ascii' | 'ebcdic' | 'binary'
}

export type AgainstFlow = {
  readonly name: string
  readonly virtualFile: string
  readonly found: readonly Found[]
  readonly flow: Flow
  /** What would arrive is surely not what was written: no release sends it as it is. */
  readonly garbled: boolean
}

export const flowContent = {
  'CONTENT-AGAINST-FLOW': entry<AgainstFlow>({
    scope: 'file',
    severity: 'error',
    fault: 'writer',
    heals: false,
  }),
  /** A person released it, and neither the file nor the settings have changed. */
  'STILL-AGAINST-FLOW': entry<AgainstFlow & { readonly id: string }>({
    scope: 'file',
    severity: 'error',
    fault: 'operator',
    heals: false,
  }),
} as const
