// Every key of a bank's dialect, those inside it too, and every preset.

import { z } from 'zod'
import { dialectKeys } from '../../src/config/schema/dialect-keys.ts'
import { dialectNames } from '../../src/config/schema/dialect-keys.ts'

interface Node {
  readonly properties?: Readonly<Record<string, Node>>
  readonly anyOf?: readonly Node[]
}

export const keyCell = (path: string) => `dialect: ${path}`
export const presetCell = (name: string) => `preset: ${name}`

function pathsIn(node: Node, at: string): readonly string[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = at === '' ? key : `${at}.${key}`
    return [path, ...pathsIn(child, path)]
  })
  return [...own, ...(node.anyOf ?? []).flatMap((option) => pathsIn(option, at))]
}

const schema = z.toJSONSchema(z.strictObject(dialectKeys), {
  target: 'draft-7',
  io: 'input',
}) as Node

export const dialectCells: readonly string[] = [
  ...[...new Set(pathsIn(schema, ''))].map(keyCell),
  ...dialectNames.map(presetCell),
]

/** The keys that a value sets, from `at` down: `records`, `records.lines`, `records.codePage`. */
export function keysSet(at: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [keyCell(at)]
  const inside = Object.entries(value).flatMap(([key, inner]) => keysSet(`${at}.${key}`, inner))
  return [keyCell(at), ...inside]
}
