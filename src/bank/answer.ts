// What a bank answered, as stations see it: its code, its text, and what they mean for a file. Each carrier
// has a table of what its codes mean; stations decide by the meaning and never by the code.

/**
 * What may be done after an answer. `later`: the same again after a while. `restart`: go on now. `permanent`:
 * stop, this file or a setting is wrong. `security`: stop, and do not repeat the call. `doubt`: the bank may
 * have the file. `nothing`: there is nothing to fetch.
 */
export type NextStep =
  | 'success'
  | 'later'
  | 'restart'
  | 'permanent'
  | 'security'
  | 'doubt'
  | 'nothing'

/** What else an answer implies, at the point of the conversation where it came. */
export type Implication =
  /** To the connection: the bank does not accept who we say we are, or how we prove it. */
  | 'access-refused'
  /** The bank can say nothing about the file now: an earlier session may still be open there. */
  | 'busy'
  /** To a new file: the bank already knows a transfer with this number. */
  | 'number-in-use'
  /** The number belongs to another file at the bank. */
  | 'number-collision'
  /** To a request to go on: the bank knows nothing of that transfer. */
  | 'transfer-unknown'
  /** After the end of the file was asked for: the bank did not keep it. */
  | 'not-kept'
  /** At the sync point after the last byte: the bank does not take one there. */
  | 'final-point-refused'
  /** At the sync point after the last byte: the bank would have stopped without it too. */
  | 'final-point-irrelevant'

export interface Meaning {
  readonly next: NextStep
  /** The bank should be left alone for at least this long before the same request comes again. */
  readonly delayMs: number
  readonly implies: readonly Implication[]
}

/** A diagnostic of PeSIT (PI 2) in numbers. */
export interface BankDiagnostic {
  readonly type: number
  readonly reason: number
}

export interface Answer {
  /** The code to search for, as people and programs see it: `PESIT-2-205`. */
  readonly code: string
  /** Kept with the facts of a transfer; null at a carrier without PeSIT. */
  readonly diagnostic: BankDiagnostic | null
  /** What the bank wrote for people; '' when it wrote nothing. */
  readonly text: string
  /** What the bank counted; null when it did not say. */
  readonly byteCount: number | null
  readonly articleCount: number | null
  readonly meaning: Meaning
}

/** What the ledger keeps of an answer. */
export type RecordedAnswer = Omit<Answer, 'code' | 'meaning'>

export function recordedAnswer({
  diagnostic,
  text,
  byteCount,
  articleCount,
}: Answer): RecordedAnswer {
  return { diagnostic, text, byteCount, articleCount }
}

export function implies({ meaning }: Answer, implication: Implication): boolean {
  return meaning.implies.includes(implication)
}
