// Keys that the schema does not know, and the one that was probably meant. Pure.

import { nearest } from '../lib/nearest.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'
import { configSchema } from './schema/configuration.ts'

/** The known key that was probably meant, or null. */
export function meantKey(key: string, path: readonly PropertyKey[]): string | null {
  return nearest(key.slice(0, longestWord), keysAt(path))
}

const longestWord = 40

/** `beside`: the other keys in the same object. */
export function unknownKey(
  key: string,
  path: readonly PropertyKey[],
  beside: readonly string[],
): CodedMessage {
  const known = keysAt(path)
  if (known.includes(key))
    return message('CONFIG-KEY-EXCLUDED', { key, others: beside.filter((one) => one !== key) })
  const shown = key.length > longestWord ? `${key.slice(0, longestWord)}…` : key
  return message('CONFIG-KEY-UNKNOWN', { key: shown, meant: meantKey(key, path), known })
}

/** The keys that the schema knows at a path, over all members of unions. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let schemas: unknown[] = [configSchema]
  for (const step of path)
    schemas = schemas.flatMap(unwrap).flatMap((schema) => inside(schema, step))
  return [
    ...new Set(
      schemas.flatMap(unwrap).flatMap((schema) => Object.keys(definition(schema).shape ?? {})),
    ),
  ]
}

interface Definition {
  readonly shape?: Record<string, unknown>
  readonly element?: unknown
  readonly options?: readonly unknown[]
  readonly innerType?: unknown
  readonly in?: unknown
}

function definition(schema: unknown): Definition {
  return ((schema as { def?: Definition } | undefined)?.def ?? {}) as Definition
}

function unwrap(schema: unknown): unknown[] {
  const { innerType, options, in: input } = definition(schema)
  if (innerType !== undefined) return unwrap(innerType)
  if (input !== undefined) return unwrap(input)
  return options === undefined ? [schema] : options.flatMap(unwrap)
}

function inside(schema: unknown, step: PropertyKey): unknown[] {
  const { shape, element } = definition(schema)
  if (typeof step === 'number') return element === undefined ? [] : [element]
  const next = shape?.[String(step)]
  return next === undefined ? [] : [next]
}
