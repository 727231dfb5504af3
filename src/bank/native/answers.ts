// What the diagnostics of PeSIT (PI 2) mean for a file. The codes and where they may come are those of PeSIT
// E An.D; class 2 from 227 on and class 3 from 323 on come from the documentation of Axway Transfer CFT.
// Software varies on the type byte, so the reason alone decides. Pure.
//
// Which negative answer proves that the bank did not keep a file whose end may have left:
//
//   ACK(TRANS.END)   2-213 it could not write, 2-223 abnormal end, 2-224 larger than announced
//   IDT              2-213, and 2-215 to 2-222: an interrupted transfer is never committed
//
// PeSIT E does not foresee any other diagnostic there. A bank that sends one may have failed after it had
// stored the file: that file is in doubt.

import { formatDiagnostic, parseDiagnostic, retryOf } from '../../pesit/parameters/diagnostics.ts'
import type { Diagnostic } from '../../pesit/parameters/parameters.ts'
import { present } from '../../lib/assert.ts'
import type { Answer, Implication } from '../answer.ts'

/** Which FPDU carried a diagnostic: the acknowledgement of a request, IDT or ABORT. */
export type Bearer = 'acknowledgement' | 'interruption' | 'abort'

type Reasons = ReadonlySet<number>

/** The bank does not accept who we are, or how we prove it. */
const accessRefused: Reasons = new Set([301, 304, 324, 325, 326])
/** The earlier session may still be alive at the bank. */
const busy: Reasons = new Set([201, 202, 203, 207, 303, 309, 322])
/** PI 13: exists already, number not unique, transferred already. */
const numberInUse: Reasons = new Set([204, 231, 250])
const numberCollision: Reasons = new Set([231])
/**
 * What a bank that knows nothing of a transfer answers to its restart (PeSIT E §7.4: 2-205, 2-214, 2-233).
 */
const transferUnknown: Reasons = new Set([204, 205, 214, 226, 233])
const notKept: Readonly<Record<Bearer, Reasons>> = {
  acknowledgement: new Set([213, 223, 224]),
  interruption: new Set([213, 215, 216, 217, 218, 219, 220, 221, 222]),
  abort: new Set(),
}
/**
 * ABORT: the protocol was violated, a parameter is wrong, or sync points could not be agreed. IDT also: the
 * restart point, sync points without acknowledgement, resynchronisation.
 */
const finalPointRefused: Readonly<Record<Bearer, Reasons>> = {
  acknowledgement: new Set(),
  interruption: new Set([214, 217, 218, 307, 311, 318]),
  abort: new Set([307, 311, 318]),
}
/** The bank's disk, its system or a person: they would have stopped the file without that point too. */
const finalPointIrrelevant: Readonly<Record<Bearer, Reasons>> = {
  acknowledgement: new Set(),
  interruption: new Set([201, 202, 206, 213, 215, 216, 219, 220, 221, 222, 224]),
  abort: new Set(),
}

const table: readonly (readonly [Implication, (bearer: Bearer) => Reasons])[] = [
  ['access-refused', () => accessRefused],
  ['busy', () => busy],
  ['number-in-use', () => numberInUse],
  ['number-collision', () => numberCollision],
  ['transfer-unknown', () => transferUnknown],
  ['not-kept', (bearer) => notKept[bearer]],
  ['final-point-refused', (bearer) => finalPointRefused[bearer]],
  ['final-point-irrelevant', (bearer) => finalPointIrrelevant[bearer]],
]

export interface Reported {
  readonly diagnostic: Diagnostic
  readonly text?: string | undefined
  readonly byteCount?: number | undefined
  readonly articleCount?: number | undefined
}

/** An answer that came over PeSIT. */
export interface PesitAnswer extends Answer {
  readonly diagnostic: Diagnostic
}

/** `text` and the counts as the bank sent them. */
export function answerFrom(
  { diagnostic, text = '', byteCount, articleCount }: Reported,
  bearer: Bearer = 'acknowledgement',
): PesitAnswer {
  const { class: next, delayMs } = retryOf(diagnostic)
  const implied = table
    .filter(([, reasonsOf]) => reasonsOf(bearer).has(diagnostic.reason))
    .map(([implication]) => implication)
  return {
    code: `PESIT-${formatDiagnostic(diagnostic)}`,
    diagnostic,
    text,
    byteCount: byteCount ?? null,
    articleCount: articleCount ?? null,
    meaning: { next, delayMs, implies: implied },
  }
}

/** The bank does not accept who we are, or how we prove it. */
export function isAccessDiagnostic({ reason }: Diagnostic): boolean {
  return accessRefused.has(reason)
}

/**
 * Returns whether an answer has one of these codes of the configuration (`2-205`); the reason alone decides.
 */
export function isOneOf(codes: readonly string[]): (answer: Answer) => boolean {
  const reasons = new Set(
    codes.map((code) => present(parseDiagnostic(code), 'a checked diagnostic').reason),
  )
  return ({ diagnostic }) => diagnostic !== null && reasons.has(diagnostic.reason)
}
