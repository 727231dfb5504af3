// Deviations from the specification that are tolerated in a peer, and the errors for those that are not.
// Pure.

import type { Fpdu, FpduName } from '../fpdu/fpdu.ts'
import { isSuccess } from '../parameters/diagnostics.ts'
import type { Diagnostic, LogicalAttributes, PhysicalAttributes } from '../parameters/parameters.ts'
import { ProtocolError } from '../protocol-error.ts'

const unsigned: readonly FpduName[] = ['ACK(SYN)', 'ACK(RESYN)', 'ACK(IDT)']

/** The key of a received FPDU in the tables of moves. */
export function keyOf({ name, parameters }: Fpdu): string {
  const signed = name.startsWith('ACK(') && !unsigned.includes(name)
  // An answer without PI 2 moves the state like a positive one; the reader of the event decides what it
  // means.
  return `rcv ${name}${signed ? signOf(parameters.diagnostic ?? { type: 0, reason: 0 }) : ''}`
}

/** `+` for success and warnings of class 0, `-` for everything else. */
export function signOf({ type }: Diagnostic): '+' | '-' {
  return type === 0 ? '+' : '-'
}

/** A negative answer may carry PI 2 alone, and some peers leave out what they did not change. */
export function mayBeMissing({ name, parameters }: Fpdu, what: string): boolean {
  const negative = parameters.diagnostic !== undefined && !isSuccess(parameters.diagnostic)
  if (negative && name.startsWith('ACK(')) return what !== 'PI 2'
  if (name === 'ACK(TRANS.END)') return true
  if (name === 'ACK(CREATE)' || name === 'ACK(SELECT)') return what !== 'PI 2'
  if (name === 'ACK(WRITE)') return what === 'PI 18'
  return what === 'PI 2' && !name.startsWith('ACK(') && name !== 'IDT'
}

/** PI 25 must leave space for data: with entities of a few bytes a file would need millions of them. */
const smallestEntityBytes = 16

/** Parameters whose values cannot be used; they are answered like missing ones. */
export function unusable({ name, parameters }: Fpdu): readonly string[] {
  const { entityBytes, diagnostic = { type: 0, reason: 0 } } = parameters
  const isForUs = name === 'SELECT' || (name === 'ACK(CREATE)' && isSuccess(diagnostic))
  if (!isForUs || entityBytes === undefined || entityBytes >= smallestEntityBytes) return []
  return [`PI 25 of ${smallestEntityBytes} at least`]
}

const longestArticleBytes = 65_535

/** PI 32; 0 or absent means that it is not known. */
export function longestArticleOf(logical: LogicalAttributes | undefined): number {
  const articleBytes = logical?.articleBytes ?? 0
  return articleBytes === 0 ? longestArticleBytes : articleBytes
}

/**
 * PI 42 in its unit (PI 41), with a margin for products that round; 0 or absent means that it is not known.
 */
export function largestFileOf(
  logical: LogicalAttributes | undefined,
  physical: PhysicalAttributes | undefined,
): number {
  const { maximumSpace = 0, spaceUnit } = physical ?? {}
  if (maximumSpace === 0) return Number.POSITIVE_INFINITY
  const unitBytes = spaceUnit === 'articles' ? longestArticleOf(logical) : 1024
  return Math.ceil((maximumSpace * unitBytes + 64 * 1024) * 1.1)
}

/** The peer broke the protocol. */
export function violation(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'remote', diagnostic: { type: 3, reason: 311 } })
}

/** Our caller asked for what the state forbids. */
export function notPossible(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'local', diagnostic: { type: 3, reason: 311 } })
}
