import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { jsonSchema, referencePage } from '../../../scripts/generate-config-schema.ts'
import { inDialect } from '../../../src/config/schema/dialect-presets.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { configSchema } from '../../../src/config/schema/configuration.ts'
import { parseYaml } from '../../../src/config/parse.ts'
import { faultsIn } from '../../helpers/configuration.ts'

const pathOf = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url))
const textOf = (name: string) => readFileSync(pathOf(name), 'utf8')

interface SchemaNode {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly additionalProperties?: unknown
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
}

const schema = JSON.parse(jsonSchema()) as SchemaNode

/** Every key of the schema as a path: `banks.tls.ca`; lists and choices are walked through. */
function keysOf(
  node: SchemaNode,
  above = '',
): { readonly path: string; readonly node: SchemaNode }[] {
  const here = Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = above === '' ? key : `${above}.${key}`
    return [{ path, node: child }, ...keysOf(child, path)]
  })
  const inner = [...(node.anyOf ?? []), ...(node.items === undefined ? [] : [node.items])]
  return [...here, ...inner.flatMap((one) => keysOf(one, above))]
}

const known = [...new Set(keysOf(schema).map(({ path }) => path))].filter(
  (path) => path !== '$schema',
)

describe('the schema', () => {
  test('every key has a sentence', () => {
    expect(
      keysOf(schema)
        .filter(({ node }) => (node.description ?? '') === '')
        .map(({ path }) => path),
    ).toEqual([])
  })

  test('every number has its limits', () => {
    const open = keysOf(schema)
      .filter(({ node }) => node.type === 'integer' || node.type === 'number')
      .filter(({ node }) => node.minimum === undefined || node.maximum === undefined)
    expect(open.map(({ path }) => path)).toEqual([])
  })

  test('no object accepts unknown keys', () => {
    const objects = (node: SchemaNode): SchemaNode[] => [
      ...(node.type === 'object' ? [node] : []),
      ...[
        ...Object.values(node.properties ?? {}),
        ...(node.anyOf ?? []),
        ...(node.items === undefined ? [] : [node.items]),
      ].flatMap(objects),
    ]
    expect(objects(schema).length).toBeGreaterThan(10)
    expect(objects(schema).filter((one) => one.additionalProperties !== false)).toEqual([])
  })

  test('has no key for anything that this version does not do', () => {
    expect(known.filter((path) => /alert|banks\.open$|cutOff|expect/i.test(path))).toEqual([])
  })
})

describe('what is generated from it', () => {
  test('config.schema.json is fresh (npx tsx scripts/generate-config-schema.ts)', () => {
    expect(textOf('config.schema.json')).toBe(jsonSchema())
  })

  test('docs/reference/configuration.md is fresh (npx tsx scripts/generate-config-schema.ts)', () => {
    expect(textOf('docs/reference/configuration.md')).toBe(referencePage())
  })

  test('the page names every key and its default', () => {
    const page = referencePage()
    for (const path of known) expect(page).toContain(`| \`${path.split('.').at(-1)}\` |`)
    expect(page).toContain('| `zone` | `"Europe/Paris"` |')
    expect(page).toContain('| `port` | **needed** |')
    expect(page).toContain('| `outboxes` | `[]` |')
  })

  test('the schema for editors requires only what must be written', () => {
    const required = (
      z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' }) as { required?: string[] }
    ).required
    expect(required).toEqual(['data', 'banks'])
    expect(JSON.parse(jsonSchema())).toMatchObject({
      title: 'pesit-drop configuration',
      $schema: 'http://json-schema.org/draft-07/schema#',
    })
  })
})

/** Keys of a YAML value as paths, lists walked through. */
function written(value: unknown, above = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => written(one, above))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = above === '' ? key : `${above}.${key}`
    return [path, ...written(inner, path)]
  })
}

/** The example with its commented lines put in. */
function uncommented(example: string): string {
  const line = /^(\s*)# ( *[a-z][a-zA-Z]*:(\s|$))/
  return example
    .split('\n')
    .map((text) => text.replace(line, '$1$2'))
    .join('\n')
}

describe('config.example.yaml', () => {
  const example = textOf('config.example.yaml')
  const shown = written(parseYaml(uncommented(example)).value)

  test('is valid as it stands, on a machine that has none of its folders', () => {
    const loaded = loadConfig(pathOf('config.example.yaml'))
    expect(loaded.kind === 'ok' ? [] : loaded.faults).toEqual([])
  })

  test('is valid with all comments turned into settings', () => {
    expect(faultsIn(uncommented(example))).toEqual([])
  })

  test('shows the default wherever a key may be left out', () => {
    const loaded = loadConfig(pathOf('config.example.yaml'))
    if (loaded.kind !== 'ok') throw new Error('the example is valid')
    const [bank] = loaded.config.banks
    const least = configSchema.parse({
      data: '/d',
      banks: [{ id: 1, name: 'b', host: 'h', port: 1, server: 'S', partner: 'P' }],
      outboxes: [{ virtualFile: 'V', folder: '/o', bank: 'b' }],
      inboxes: [{ virtualFile: 'R', folder: '/i', bank: 'b', when: '0 7 * * *' }],
    })
    const own = ['id', 'name', 'host', 'port', 'server', 'partner', 'password']
    const usual = (value: object | undefined, without: readonly string[]) =>
      Object.fromEntries(Object.entries(value ?? {}).filter(([key]) => !without.includes(key)))
    const [leastBank] = least.banks.map(inDialect)
    expect(usual(bank, own)).toEqual(usual(leastBank, own))
    const flow = ['virtualFile', 'folder', 'bank', 'take', 'check', 'when', 'owner']
    expect(usual(loaded.config.outboxes[0], flow)).toEqual(usual(least.outboxes[0], flow))
    expect(usual(loaded.config.inboxes[0], flow)).toEqual(usual(least.inboxes[0], flow))
    for (const key of ['zone', 'log', 'archive', 'spool', 'stop'] as const)
      expect(loaded.config[key]).toEqual(least[key])
  })

  test('shows every key, in use or as a comment', () => {
    const hidden = known.filter((path) => !shown.includes(path))
    // Alternatives of which only one can stand: they are shown in the comment beside.
    const beside = hidden.filter((path) => {
      const [last = ''] = path.split('.').slice(-1)
      return new RegExp(`\\{ (?:[^{}]*, )?${last}: `).test(example)
    })
    expect(hidden).toEqual(beside)
  })

  test('shows no key that does not exist', () => {
    expect(shown.filter((path) => !known.includes(path))).toEqual([])
  })

  test('names its schema for editors', () => {
    expect(example).toContain('# yaml-language-server: $schema=./config.schema.json')
  })
})
