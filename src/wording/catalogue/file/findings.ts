// Messages about what is wrong with the content of a file, so that it was not sent. Pure.

import { entry } from '../../entry.ts'

/** Where in a file. */
export type FindingPlace =
  | { readonly kind: 'file' }
  /** `column` 0: not known. */
  | { readonly kind: 'line'; readonly line: number; readonly column: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'record'; readonly record: number }
  | { readonly kind: 'transaction'; readonly transaction: number }
  /** `id`: its own reference, '' where it has none. */
  | { readonly kind: 'element'; readonly element: string; readonly id: string }

type Found<Values> = { readonly name: string; readonly place: FindingPlace } & Values

/** Without the name of the file, which the reader of its content does not know. */
const found = <Values extends object>() =>
  entry<Found<Values>>({ scope: 'file', severity: 'error', fault: 'writer', heals: false })

type Nothing = Readonly<Record<never, never>>

export const findings = {
  EMPTY: found<Nothing>(),
  /** It is something else than what is read here; `looksLike`: what. */
  FORMAT: found<{ readonly looksLike: string; readonly detail: string }>(),
  NUL: found<{
    /** From the first byte of the file, 1; 0: not known. */
    readonly fromByte: number
    readonly where: 'within' | 'where its end should be' | 'behind its end'
  }>(),
  'NOT-WELL-FORMED': found<{
    readonly problem:
      | 'cut'
      | 'entity'
      | 'control character'
      | 'blank before declaration'
      | 'two marks'
      | 'other'
    /** The element that is open, the entity, the character, or the words of the parser. */
    readonly what: string
  }>(),
  DOCTYPE: found<Nothing>(),
  'BARE-AMPERSAND': found<{ readonly around: string }>(),
  ENCODING: found<{
    readonly declared: string
    readonly problem: 'unknown' | 'not utf-16' | 'bytes'
  }>(),
  BOM: found<Nothing>(),
  'BEFORE-FIRST-RECORD': found<{
    readonly what: 'blank lines' | 'blanks' | 'characters'
    readonly bytes: number
  }>(),
  'RECORD-LENGTH': found<{
    readonly length: number
    readonly needed: number
    readonly problem: 'short' | 'long' | 'indented' | 'mixed'
  }>(),
  'RECORD-NUMBER': found<{ readonly number: string; readonly expected: string }>(),
  COUNT: found<{
    readonly said: string
    readonly counted: number
    readonly problem: 'wrong' | 'missing' | 'no number'
  }>(),
  'CONTROL-SUM': found<{
    readonly said: string
    readonly counted: string
    /** What was added up; absent: its amounts. `digits`: those of its amounts, whatever their decimals. */
    readonly added?: 'orders' | 'digits'
  }>(),
  AMOUNT: found<{
    readonly said: string
    readonly problem:
      | 'comma'
      | 'negative'
      | 'digits'
      | 'zero'
      | 'missing'
      | 'other'
      | 'not cents'
      | 'decimals'
      | 'no total'
    /** The number of decimals, as the file has it; with `decimals` only. */
    readonly decimals?: string
  }>(),
  'DATE-FORM': found<{ readonly said: string }>(),
  'NO-TRANSACTION': found<{ readonly what: 'transaction' | 'order' }>(),
  'TOO-LONG': found<{
    readonly what: 'value' | 'attribute' | 'name' | 'text' | 'markup' | 'text of an order'
    /** In characters; null: longer than any in a payment file. */
    readonly maximum: number | null
  }>(),
  'TOO-DEEP': found<{ readonly maximum: number }>(),
  'TOO-MANY-ATTRIBUTES': found<{ readonly maximum: number }>(),
  'TOO-MANY-NAMESPACES': found<{ readonly maximum: number }>(),
  'NO-CURRENCY': found<{ readonly said: string }>(),
  /** The message that its namespace declares is not the one that it holds. */
  NAMESPACE: found<{ readonly said: string; readonly holds: string }>(),
  /** A CFONB file without its total. */
  TRUNCATED: found<{
    /** The number of its last record; 0: it has none. */
    readonly record: number
    /** The code of that record. */
    readonly code: string
  }>(),
  'RECORD-ORDER': found<{
    readonly code: string
    /** The code of the record before; '' at the beginning. */
    readonly before: string
  }>(),
  'NO-OPERATION': found<{ readonly said: string }>(),
} as const
