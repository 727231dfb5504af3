// Diagnostics of PeSIT (PI 2) as messages: the code of each is the diagnostic itself, `PESIT-2-205`, and its
// arguments say at which step it came, because the same number means something else at another step. Whose
// fault each is, and whether it ends by itself. Pure.

import { entry, type Entry } from '../../entry.ts'

export type DiagnosticCode = `PESIT-${string}`

/** What was under way: `create` while sending and `select` while receiving stand for all before the data. */
export type Step =
  | 'connect'
  | 'create'
  | 'select'
  | 'open'
  | 'write'
  | 'read'
  | 'data'
  | 'end'
  | 'close'
  | 'message'

export type FromDiagnostic = {
  readonly bank: string
  readonly step: Step
  /**
   * `refused`: a request was answered by it. `interrupted`: IDT. `aborted`: ABORT of the bank.
   * `aborted-by-us`: we ended the line. `data-ended`: the bank ended its data with it. `not-taken`: we cannot
   * take what the bank sent. `nothing-there`: the normal answer of a bank that has nothing for us.
   */
  readonly how:
    | 'refused'
    | 'interrupted'
    | 'aborted'
    | 'aborted-by-us'
    | 'data-ended'
    | 'not-taken'
    | 'nothing-there'
  /** What the bank wrote beside it, or, where we ended it, why; '' when nothing is known. */
  readonly text: string
  /** What was asked for; with `nothing-there` only. */
  readonly wanted?: {
    /** The name of a file, or the virtual file. */
    readonly what: string
    /** Files that came under other names, and where they lie. */
    readonly otherFiles: number
    readonly folder: string
  }
}

type Fault = Entry<FromDiagnostic>['fault']

/**
 * Diagnostics that no wait mends: somebody changes a file, a setting or something at the bank. All others end
 * by themselves, and those are of the bank or the network.
 */
const lasting: Readonly<Record<number, Fault>> = {
  139: 'operator',
  200: 'operator',
  204: 'bank',
  208: 'writer',
  209: 'operator',
  210: 'operator',
  212: 'bank',
  220: 'writer',
  224: 'bank',
  225: 'bank',
  226: 'bank',
  227: 'bank',
  228: 'operator',
  229: 'operator',
  230: 'operator',
  231: 'operator',
  232: 'operator',
  234: 'operator',
  235: 'operator',
  236: 'operator',
  237: 'operator',
  238: 'operator',
  239: 'operator',
  240: 'operator',
  241: 'operator',
  242: 'operator',
  243: 'operator',
  245: 'operator',
  246: 'operator',
  247: 'operator',
  248: 'operator',
  249: 'operator',
  250: 'bank',
  251: 'operator',
  252: 'operator',
  253: 'operator',
  301: 'operator',
  304: 'operator',
  305: 'operator',
  306: 'operator',
  307: 'operator',
  308: 'operator',
  315: 'operator',
  318: 'pesit-drop',
  321: 'operator',
  323: 'operator',
  324: 'operator',
  325: 'operator',
  326: 'operator',
  328: 'operator',
  330: 'operator',
  331: 'operator',
  332: 'operator',
  333: 'operator',
  334: 'operator',
  335: 'operator',
  336: 'operator',
}

/** Diagnostics that end by themselves and have a name in PeSIT E or in what products document. */
const passing: Readonly<Record<number, Fault>> = {
  100: 'network',
  201: 'bank',
  202: 'bank',
  203: 'bank',
  205: 'nobody',
  206: 'bank',
  207: 'bank',
  211: 'bank',
  213: 'bank',
  214: 'bank',
  215: 'bank',
  216: 'bank',
  217: 'bank',
  218: 'bank',
  219: 'bank',
  221: 'network',
  222: 'bank',
  223: 'bank',
  233: 'bank',
  254: 'bank',
  299: 'bank',
  300: 'network',
  302: 'bank',
  303: 'bank',
  309: 'bank',
  310: 'network',
  311: 'bank',
  312: 'bank',
  313: 'network',
  314: 'bank',
  316: 'bank',
  317: 'bank',
  319: 'network',
  320: 'network',
  322: 'bank',
  327: 'bank',
  329: 'bank',
  399: 'bank',
}

/** The reasons that have words of their own, in ascending order. */
export const namedReasons: readonly number[] = [
  ...Object.keys(lasting),
  ...Object.keys(passing),
].map(Number)

export function isDiagnosticCode(code: string): code is DiagnosticCode {
  return reasonOf(code) !== null
}

/** 205 of `PESIT-2-205`; null: it is no such code. */
export function reasonOf(code: string): number | null {
  const [, reason] = /^PESIT-[0-3]-(\d{3,5})$/.exec(code) ?? []
  return reason === undefined ? null : Number(reason)
}

/** What the catalogue knows of a diagnostic. One that nobody names is taken for one that stays. */
export function diagnosticEntry(code: DiagnosticCode): Entry<FromDiagnostic> {
  const reason = reasonOf(code) ?? 0
  const fault = lasting[reason] ?? passing[reason] ?? 'bank'
  return entry<FromDiagnostic>({
    scope: 'file',
    severity: 'error',
    fault,
    heals: passing[reason] !== undefined,
  })
}
