// Faults of a configuration, all at once, each with its place: what the schema says, unknown keys with the
// nearest known one, and the relations between parts. Pure: what it must know of the disk it is told.

import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { z } from 'zod'
import { templateFaults } from './names.ts'
import type { Fault, Parsed } from './parse.ts'
import { type Config, configSchema } from './schema.ts'
import { cronFault } from '../schedule/cron.ts'

export interface Surroundings {
  /** Paths that are not absolute start here. */
  readonly folder: string
  /** Where a path really leads, symbolic links followed as far as it exists. */
  readonly realPath: (path: string) => string
}

export type Validated =
  | { readonly kind: 'ok'; readonly config: Config }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }

export function validate(parsed: Parsed, surroundings: Surroundings): Validated {
  if (parsed.faults.length > 0) return { kind: 'faulty', faults: parsed.faults }
  if (parsed.value === null || typeof parsed.value !== 'object') {
    return {
      kind: 'faulty',
      faults: [{ line: 1, column: 1, text: 'the file is empty: start from config.example.yaml' }],
    }
  }
  const read = configSchema.safeParse(parsed.value)
  if (!read.success)
    return {
      kind: 'faulty',
      faults: inOrder(read.error.issues.flatMap((issue) => schemaFaults(parsed, issue))),
    }
  const config = absolute(read.data, surroundings.folder)
  const faults = relationFaults(config, parsed, surroundings)
  return faults.length > 0 ? { kind: 'faulty', faults: inOrder(faults) } : { kind: 'ok', config }
}

function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return [...faults].sort((a, b) => a.line - b.line || a.column - b.column)
}

type Issue = z.core.$ZodIssue

function schemaFaults(parsed: Parsed, issue: Issue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...parsed.placeOfKey(issue.path, key),
      text: unknownKey(key, issue.path),
    }))
  }
  if (issue.code === 'invalid_union') return unionFaults(parsed, issue)
  const name = String(issue.path.at(-1) ?? 'the file')
  return [
    {
      ...parsed.placeOf(issue.path),
      text: missing(issue) ? `“${name}” is missing` : `“${name}”: ${lower(issue.message)}`,
    },
  ]
}

/** Of a value that may be one of several things, the faults of the one that it comes nearest to. */
function unionFaults(parsed: Parsed, issue: Issue & { code: 'invalid_union' }): Fault[] {
  const [nearest = []] = [...issue.errors].sort(
    (a, b) => a.length - b.length || depth(b) - depth(a),
  )
  return nearest.flatMap((inner) =>
    schemaFaults(parsed, { ...inner, path: [...issue.path, ...inner.path] } as Issue),
  )
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length))
}

function missing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.message.includes('received undefined')
}

function lower(message: string): string {
  return message
    .replace(/^Invalid input: /, '')
    .replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = keysAt(path)
  const [nearest] = known
    .map((one) => ({ one, distance: distance(key.toLowerCase(), one.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const guess =
    nearest !== undefined && nearest.distance <= Math.max(2, key.length / 3)
      ? ` Did you mean “${nearest.one}”?`
      : ` Known here: ${known.join(', ')}.`
  return `unknown key “${key}”.${guess}`
}

/** The keys that the schema knows at a place, unions taken together. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
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

/** Edits between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    }
    row = next
  }
  return row[b.length] ?? 0
}

function absolute(config: Config, base: string): Config {
  const path = (text: string) => (isAbsolute(text) ? resolve(text) : resolve(base, text))
  return {
    ...config,
    data: path(config.data),
    outboxes: config.outboxes.map((outbox) => ({ ...outbox, folder: path(outbox.folder) })),
    inboxes: config.inboxes.map((inbox) => ({ ...inbox, folder: path(inbox.folder) })),
    banks: config.banks.map((bank) => ({
      ...bank,
      ...(bank.tls === undefined ? {} : { tls: tlsPaths(bank.tls, path) }),
    })),
  }
}

function tlsPaths(
  tls: NonNullable<Config['banks'][number]['tls']>,
  path: (text: string) => string,
) {
  const { ca, cert, key } = tls
  return {
    ...tls,
    ...(ca === undefined ? {} : { ca: path(ca) }),
    ...(cert === undefined ? {} : { cert: path(cert) }),
    ...(key === undefined ? {} : { key: path(key) }),
  }
}

type Report = (path: readonly PropertyKey[], text: string) => void

function relationFaults(config: Config, parsed: Parsed, surroundings: Surroundings): Fault[] {
  const faults: Fault[] = []
  const report: Report = (path, text) => faults.push({ ...parsed.placeOf(path), text })
  bankFaults(config, report)
  folderFaults(config, parsed, { report, surroundings })
  inboxFaults(config, report)
  if (!isZone(config.zone))
    report(['zone'], `“${config.zone}” is no time zone; write one like Europe/Paris`)
  return faults
}

function bankFaults({ banks, outboxes, inboxes }: Config, report: Report): void {
  banks.forEach((bank, index) => {
    if (banks.findIndex(({ id }) => id === bank.id) !== index)
      report(['banks', index, 'id'], `id ${bank.id} is used twice`)
    if (banks.findIndex(({ name }) => name === bank.name) !== index)
      report(['banks', index, 'name'], `the name ${bank.name} is used twice`)
    const article = bank.articleBytes ?? bank.entityBytes - 6
    if (bank.articleFormat === 'variable' && article > bank.entityBytes - 6) {
      report(
        ['banks', index, 'articleBytes'],
        `a record of ${article} bytes does not fit into an entity of ${bank.entityBytes} (6 are the header)`,
      )
    }
    if (bank.sync !== false && bank.sync.interval < article) {
      report(
        ['banks', index, 'sync', 'interval'],
        `sync points every ${bank.sync.interval} bytes are impossible with records of ${article}`,
      )
    }
    if (bank.finalBarrier && (bank.sync === false || bank.sync.window === 0)) {
      report(
        ['banks', index, 'finalBarrier'],
        'finalBarrier needs sync points with a window of at least 1',
      )
    }
    if ((bank.tls?.cert === undefined) !== (bank.tls?.key === undefined))
      report(['banks', index, 'tls'], 'tls.cert and tls.key go together')
  })
  const names = banks.map(({ name }) => name)
  const known =
    (kind: 'outboxes' | 'inboxes') => (flow: { readonly bank: string }, index: number) => {
      if (!names.includes(flow.bank))
        report(
          [kind, index, 'bank'],
          `bank “${flow.bank}” is not defined. Defined: ${names.join(', ')}.`,
        )
    }
  outboxes.forEach(known('outboxes'))
  inboxes.forEach(known('inboxes'))
}

interface Place {
  readonly path: readonly PropertyKey[]
  readonly real: string
  readonly shown: string
  readonly what: 'outbox' | 'inbox' | 'data folder'
  readonly of: string
}

function folderFaults(
  config: Config,
  parsed: Parsed,
  { report, surroundings }: { report: Report; surroundings: Surroundings },
): void {
  const place = (
    what: Place['what'],
    path: readonly PropertyKey[],
    { folder, of }: { folder: string; of: string },
  ): Place => ({ path, real: surroundings.realPath(folder), shown: folder, what, of })
  const places: Place[] = [
    place('data folder', ['data'], { folder: config.data, of: '' }),
    ...config.outboxes.map(({ folder, virtualFile }, index) =>
      place('outbox', ['outboxes', index, 'folder'], { folder, of: virtualFile }),
    ),
    ...config.inboxes.map(({ folder, virtualFile }, index) =>
      place('inbox', ['inboxes', index, 'folder'], { folder, of: virtualFile }),
    ),
  ]
  places.forEach((later, index) => {
    for (const earlier of places.slice(0, index)) {
      const fault = conflict(earlier, later, parsed.placeOf(earlier.path).line)
      if (fault !== null) report(later.path, fault)
    }
  })
}

function conflict(earlier: Place, later: Place, line: number): string | null {
  const same = earlier.real === later.real
  if (earlier.what === 'inbox' && later.what === 'inbox') return null
  if (same && earlier.what === 'outbox' && later.what === 'outbox') {
    return `${later.shown} is an outbox of ${earlier.of} already (line ${line}): two outboxes may not share a folder`
  }
  if (same) return `${later.shown} is the ${earlier.what} of line ${line} already`
  if (isInside(later.real, earlier.real))
    return `${later.shown} lies inside the ${earlier.what} ${earlier.shown} (line ${line}): keep them apart`
  if (isInside(earlier.real, later.real))
    return `${later.shown} holds the ${earlier.what} ${earlier.shown} (line ${line}): keep them apart`
  return null
}

function isInside(inner: string, outer: string): boolean {
  const way = relative(outer, inner)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function inboxFaults({ inboxes, zone }: Config, report: Report): void {
  inboxes.forEach((inbox, index) => {
    const ownZone = inbox.zone ?? zone
    if (inbox.zone !== undefined && !isZone(inbox.zone))
      report(
        ['inboxes', index, 'zone'],
        `“${inbox.zone}” is no time zone; write one like Europe/Paris`,
      )
    for (const text of templateFaults(inbox.name)) report(['inboxes', index, 'name'], text)
    const expressions = typeof inbox.when === 'string' ? [inbox.when] : inbox.when
    expressions.forEach((expression, which) => {
      const fault = isZone(ownZone) ? cronFault(expression, ownZone) : null
      const path =
        typeof inbox.when === 'string'
          ? ['inboxes', index, 'when']
          : ['inboxes', index, 'when', which]
      if (fault !== null) report(path, `“${expression}” is no schedule: ${fault}`)
    })
  })
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** The folder in which relative paths of a configuration start. */
export function baseOf(path: string): string {
  return dirname(resolve(path))
}
