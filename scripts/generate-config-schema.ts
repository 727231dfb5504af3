// Writes config.schema.json, by which editors complete and check a configuration, and the reference page.

import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { presets, standard } from '../src/config/schema/dialect-presets.ts'
import { dialectNames } from '../src/config/schema/dialect-keys.ts'
import { configSchema } from '../src/config/schema/configuration.ts'

export function jsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' })
  return `${JSON.stringify({ title: 'pesit-drop configuration', ...schema }, null, 2)}\n`
}

interface SchemaNode {
  readonly type?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, SchemaNode>>
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly minimum?: number
  readonly maximum?: number
  readonly required?: readonly string[]
}

/** One table a level: key, value when left out, meaning. */
export function referencePage(): string {
  const schema = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' }) as SchemaNode
  const sections = [section('The file', schema)]
  const walk = (node: SchemaNode, path: string) => {
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      const at = path === '' ? key : `${path}.${key}`
      objectsIn(child).forEach((inner, index) => {
        sections.push(section(index === 0 ? `\`${at}\`` : `\`${at}\`, or`, inner))
        walk(inner, at)
      })
    }
  }
  walk(schema, '')
  return `# Configuration\n\nGenerated from \`src/config/schema/configuration.ts\`; \`config.example.yaml\` shows every key in use.\nDurations: \`250ms 30s 10m 4h 400d\`. Sizes: bytes, or \`KB MB GB\` of 1024.\n\n${[...sections, dialects()].join('\n')}`
}

/** What each dialect makes of a bank's keys that are left out. */
function dialects(): string {
  const others = dialectNames.filter((name) => name !== 'standard')
  const keys = [
    ...new Set([...Object.keys(standard), ...others.flatMap((name) => Object.keys(presets[name]))]),
  ]
  const cell = (from: object, key: string) => {
    const value = (from as Record<string, unknown>)[key]
    return value === undefined ? '' : `\`${JSON.stringify(value)}\``
  }
  const rows = keys.map((key) => {
    const usual = key === 'articleBytes' ? 'as fits' : cell(standard, key)
    return `| \`${key}\` | ${usual} | ${others.map((name) => cell(presets[name], key)).join(' | ')} |`
  })
  return [
    '## Dialects',
    '',
    'What `dialect` of a bank fills in. An empty cell is as in `standard`. Sizes in bytes. `connect-express` is also `framing: raw` when `tls` is there.',
    '`pesit-wizard` was observed live; the others come from manuals and published recordings ([interoperability](../interoperability.md)).',
    '',
    `| key | \`standard\` | ${others.map((name) => `\`${name}\``).join(' | ')} |`,
    `|---|---|${others.map(() => '---|').join('')}`,
    ...rows,
    '',
  ].join('\n')
}

function objectsIn(node: SchemaNode): SchemaNode[] {
  const options = node.anyOf ?? [node]
  return options.flatMap((one) =>
    one.properties !== undefined ? [one] : one.items === undefined ? [] : objectsIn(one.items),
  )
}

function section(title: string, node: SchemaNode): string {
  const rows = Object.entries(node.properties ?? {}).map(([key, child]) => {
    const needed = node.required?.includes(key) === true
    const usual = needed
      ? '**needed**'
      : child.default === undefined
        ? title === '`banks`' && key in standard
          ? 'by dialect'
          : '–'
        : `\`${JSON.stringify(child.default)}\``
    return `| \`${key}\` | ${usual} | ${describe(child)} |`
  })
  return `## ${title}\n\n| key | when left out | meaning |\n|---|---|---|\n${rows.join('\n')}\n`
}

function describe(node: SchemaNode): string {
  const sentence = node.description ?? ''
  const rest = [choices(node), limits(node)].filter((one) => one !== '').join('. ')
  const stop = sentence === '' || rest === '' || /[.!?]$/.test(sentence) ? '' : '.'
  return `${sentence}${stop} ${rest}`.replaceAll('|', '\\|').trim()
}

/** Where it is one of a few words; of a choice with other kinds of values, the sentence tells. */
function choices(node: SchemaNode): string {
  const words = node.enum ?? []
  return words.length === 0 ? '' : `One of ${words.map((word) => `\`${String(word)}\``).join(', ')}`
}

function limits({ minimum, maximum = Number.MAX_SAFE_INTEGER }: SchemaNode): string {
  if (minimum === undefined) return ''
  return maximum === Number.MAX_SAFE_INTEGER ? `From ${minimum}` : `${minimum} to ${maximum}`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync('docs/reference', { recursive: true })
  writeFileSync('config.schema.json', jsonSchema())
  writeFileSync('docs/reference/configuration.md', referencePage())
}
