// Finds all faults of a configuration at once, each with its position: violations of the schema, unknown keys
// with the nearest known one, and contradictions between parts. Pure: what it must know about the disk is
// passed in.

import { dirname, resolve } from 'node:path'
import type { z } from 'zod'
import { inDialect } from './schema/dialect-presets.ts'
import { draftOf, ownProperty } from './draft.ts'
import type { ConfigSurroundings } from './folders.ts'
import type { Fault, Parsed } from './parse.ts'
import { absolute } from './paths.ts'
import { relationFaults } from './relations.ts'
import { type Config, configSchema, type Written } from './schema/configuration.ts'
import { keysAt, meantKey, unknownKey } from './unknown-keys.ts'
import { wording } from './wording.ts'
import { pathText } from './reporting.ts'
import { faultIn, type SchemaFault } from './schema/schema-fault.ts'
import { type CodedMessage, message } from '../wording/catalogue.ts'

export type { ConfigSurroundings as ConfigSurroundings } from './folders.ts'

export type Validated =
  | { readonly kind: 'ok'; readonly config: Config }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }

export function validate(parsed: Parsed, surroundings: ConfigSurroundings): Validated {
  if (parsed.faults.length > 0) return { kind: 'faulty', faults: inOrder(parsed.faults) }
  const none = noConfiguration(parsed.value)
  if (none !== null)
    return { kind: 'faulty', faults: [{ line: 1, column: 1, path: '', message: none }] }
  const read = configSchema.safeParse(parsed.value, { error: wording })
  const faults = [
    ...(read.success ? [] : schemaFaults(parsed, read.error.issues)),
    ...relationFaults(draftOf(parsed.value), parsed, surroundings),
  ]
  return read.success && faults.length === 0
    ? { kind: 'ok', config: absolute(withDialects(read.data), surroundings.folder) }
    : { kind: 'faulty', faults: inOrder(faults) }
}

function withDialects(written: Written): Config {
  return { ...written, banks: written.banks.map(inDialect) }
}

/** The folder in which relative paths of a configuration start. */
export function baseOf(path: string): string {
  return dirname(resolve(path))
}

function noConfiguration(value: unknown): CodedMessage | null {
  if (value === null || value === undefined)
    return message('CONFIG-FILE-UNREADABLE', { why: 'empty' })
  return typeof value !== 'object' || Array.isArray(value)
    ? message('CONFIG-FILE-UNREADABLE', { why: 'no-keys' })
    : null
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return [...faults].sort((a, b) => a.line - b.line || a.column - b.column)
}

type Issue = z.core.$ZodIssue

/** A key that is missing because its name is misspelt is reported once, as the misspelling. */
function schemaFaults(parsed: Parsed, issues: readonly Issue[]): readonly Fault[] {
  const slips = new Set(
    issues
      .filter((issue) => issue.code === 'unrecognized_keys')
      .flatMap(({ keys, path }) =>
        keys.map((key) => JSON.stringify([...path, meantKey(key, path)])),
      ),
  )
  return issues
    .filter(
      ({ path, message: text }) =>
        faultIn(text).kind !== 'missing' || !slips.has(JSON.stringify(path)),
    )
    .flatMap((issue) => faultsOf(parsed, issue))
}

function faultsOf(parsed: Parsed, issue: Issue): readonly Fault[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const beside = Object.keys(valueAt(parsed.value, path) ?? {})
    return issue.keys.map((key) => ({
      ...parsed.placeOfKey(path, key),
      path: pathText([...path, key]),
      message: unknownKey(key, path, beside),
    }))
  }
  if (issue.code === 'invalid_union') {
    const branch = nearestBranch(issue.errors)
    if (branch !== null)
      return branch.flatMap((inner) =>
        faultsOf(parsed, { ...inner, path: [...path, ...inner.path] }),
      )
  }
  return [
    {
      ...parsed.placeOf(path),
      path: pathText(path),
      message: messageOf(path, faultIn(issue.message)),
    },
  ]
}

function messageOf(path: readonly PropertyKey[], fault: SchemaFault): CodedMessage {
  const at = labelOf(path)
  switch (fault.kind) {
    case 'missing':
      return message('CONFIG-KEY-MISSING', at)
    case 'empty':
      return message('CONFIG-KEY-EMPTY', { ...at, what: fault.what })
    case 'keys':
      return message('CONFIG-VALUE-WRONG', {
        ...at,
        needed: { kind: 'keys', known: keysAt(path) },
      })
    default:
      return message('CONFIG-VALUE-WRONG', { ...at, needed: fault })
  }
}

/** For a union: the faults of the member that the value resembles most; null when it resembles none. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const like = branches.filter((issues) =>
    issues.some(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'),
  )
  const unknown = (issues: readonly Issue[]) =>
    issues.filter(({ code }) => code === 'unrecognized_keys').length
  const [nearest] = [...like].sort((a, b) => unknown(a) - unknown(b) || a.length - b.length)
  return nearest ?? null
}

function valueAt(value: unknown, path: readonly PropertyKey[]): object | undefined {
  const found = path.reduce(ownProperty, value)
  return typeof found === 'object' && found !== null ? found : undefined
}

/** The key of a value, and which entry of its list it is, from 1. */
function labelOf(path: readonly PropertyKey[]): { key: string; entry: number | null } {
  const last = path.at(-1)
  return {
    key: String(path.findLast((step) => typeof step === 'string') ?? ''),
    entry: typeof last === 'number' ? last + 1 : null,
  }
}
