// What travels between the thread of the ledger and the thread of the daemon, and how an error travels: a
// known one as its message, any other one as its text. Pure.

import type { CodedMessage } from '../../wording/catalogue.ts'
import { KnownError } from '../../wording/known-error.ts'
import type { Verb } from './verbs.ts'

export interface Call {
  readonly id: number
  readonly verb: Verb
  readonly values: readonly unknown[]
}

export interface Failure {
  /** null: an error of ours, which nobody expected. */
  readonly coded: CodedMessage | null
  readonly text: string
  readonly stack: string
}

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: Failure }

export type ToLedger =
  | { readonly kind: 'calls'; readonly calls: readonly Call[] }
  /** Makes the reserve anew where there is room for it. */
  | { readonly kind: 'restore'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number }

export type FromLedger =
  | { readonly kind: 'opened' }
  | { readonly kind: 'not-opened'; readonly failure: Failure }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
  /** The disk failed the ledger: it answers nothing any more. */
  | { readonly kind: 'failed'; readonly failure: Failure }

export function failureOf(error: unknown): Failure {
  return {
    coded: error instanceof KnownError ? error.coded : null,
    text: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? (error.stack ?? '') : '',
  }
}

/** The error as the other thread threw it; the stack is the one of that thread. */
export function errorOf({ coded, text, stack }: Failure): Error {
  const error = coded === null ? new Error(text) : new KnownError(coded)
  if (stack !== '') error.stack = stack
  return error
}
