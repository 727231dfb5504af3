// What the schema finds wrong with one value, as data. Zod passes a message through as text, so the fault
// travels in it as JSON; `validate.ts` reads it back and adds the key. Pure.

import type { Needed, NeededForm } from '../../wording/catalogue/machine/configuration.ts'

export type SchemaFault =
  | { readonly kind: 'missing' }
  | { readonly kind: 'empty'; readonly what: 'key' | 'value' }
  | Needed

/** The message of a Zod check: the value must have this form. */
export function needs(form: NeededForm): string {
  return faultText({ kind: 'form', form })
}

/** The message of a Zod check: limits of a duration or a size. */
export function needsBetween(least: string, most: string): string {
  return faultText({ kind: 'between', least, most })
}

export function faultText(fault: SchemaFault): string {
  return JSON.stringify(fault)
}

/** A message of Zod itself, for which we have no words, asks for another value. */
export function faultIn(text: string): SchemaFault {
  return text.startsWith('{')
    ? (JSON.parse(text) as SchemaFault)
    : { kind: 'form', form: 'another-value' }
}
