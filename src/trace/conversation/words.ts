// Parameters in words for people, with the names of the specification, and as values for programs. Values are
// shown only through this file, which masks secrets for both.

import {
  describeDiagnostic,
  formatDiagnostic,
  isSuccess,
} from '../../pesit/parameters/diagnostics.ts'
import type { Diagnostic, Parameters } from '../../pesit/parameters/parameters.ts'
import {
  parameterCode,
  groupTable,
  isGroup,
  type ParameterName,
  parameterTable,
  type UnitName,
  wordTable,
} from '../../pesit/parameters/table.ts'

export interface ShownUnit {
  readonly code: number
  /** Its name in the program. */
  readonly name: string
  /** Its name in the specification. */
  readonly title: string
  readonly words: string
  /** The value for programs, as JSON. */
  readonly value: unknown
  /** The members of a group. */
  readonly inside: readonly ShownUnit[] | null
}

export const mask = '•••'

/** In the order of their codes, as PeSIT requires. */
export function shownUnits(parameters: Parameters): readonly ShownUnit[] {
  const { unknown = [], ...known } = parameters
  const units = Object.entries(known).map(([name, value]) => shown(name as UnitName, value))
  // An unknown parameter may be a password or a seal (PI 63, 64, 71 to 83).
  const unknownUnits = unknown.map(({ code, value }) => ({
    code,
    name: `PI ${code}`,
    title: 'unknown',
    words: countedWords(value.length, 'byte'),
    value: { bytes: value.length },
    inside: null,
  }))
  return [...units, ...unknownUnits].sort((a, b) => a.code - b.code)
}

function shown(name: UnitName, value: unknown): ShownUnit {
  const code = parameterCode(name)
  if (!isGroup(name)) {
    const { title } = parameterTable[name]
    return { code, name, title, ...spoken(name, value), inside: null }
  }
  const inside = Object.entries(value as object).map(([member, inner]) =>
    withUnit(shown(member as UnitName, inner), value as object),
  )
  const values = Object.fromEntries(inside.map((unit) => [unit.name, unit.value]))
  return { code, name, title: groupTable[name].title, words: '', value: values, inside }
}

/** PI 41 is the unit of PI 42. */
function withUnit(unit: ShownUnit, siblings: { readonly spaceUnit?: unknown }): ShownUnit {
  if (unit.name !== 'maximumSpace') return unit
  const count = Number(unit.value)
  const words = siblings.spaceUnit === 'articles' ? countedWords(count, 'article') : `${count} KB`
  return { ...unit, words }
}

interface Spoken {
  readonly words: string
  readonly value: unknown
}

const plainBytes: ReadonlySet<ParameterName> = new Set([
  'entityBytes',
  'byteCount',
  'articleBytes',
  'keyBytes',
])
const numberWords: Partial<Record<ParameterName, Readonly<Record<number, string>>>> = {
  version: { 1: 'D', 2: 'E' },
  priority: { 0: 'urgent', 1: 'medium', 2: 'low' },
  organisation: { 0: 'sequential', 1: 'relative', 2: 'indexed' },
  endCode: {
    4: '4, an error: a restart should follow',
    8: '8, suspended',
    12: '12, cancelled by the responder',
    16: '16, cancelled by the requester',
  },
  requestedAttributes: { 0: 'none', 7: 'all (07)', 0xe0: 'all (E0)' },
  restartPoint: { 0: '0, the beginning' },
}
const compressions = ['none', 'horizontal', 'vertical', 'both'] as const

function spoken(name: ParameterName, value: unknown): Spoken {
  switch (name) {
    case 'accessControl':
      // The first eight characters are the password, the others a new one.
      return {
        words: String(value).length > 8 ? `${mask}, and a new one ${mask}` : mask,
        value: mask,
      }
    case 'diagnostic': {
      const diagnostic = value as Diagnostic
      const words = isSuccess(diagnostic) ? 'success' : describeDiagnostic(diagnostic)
      return { words, value: { code: formatDiagnostic(diagnostic), words } }
    }
    case 'message': {
      const { length } = value as Uint8Array
      return { words: countedWords(length, 'byte'), value: { bytes: length } }
    }
    case 'sync': {
      const { intervalKb, window } = value as { intervalKb: number; window: number }
      const every = intervalKb === 65_535 ? 'at any distance' : `every ${intervalKb} KB`
      return { words: intervalKb === 0 ? 'none' : `${every}, window ${window}`, value }
    }
    case 'compression': {
      const { use, type } = value as { use: boolean; type: number }
      return { words: use ? (compressions[type] ?? `type ${type}`) : 'none', value }
    }
    default:
      return { words: plainWords(name, value), value }
  }
}

function plainWords(name: ParameterName, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') {
    const word = numberWords[name]?.[value]
    return word ?? (plainBytes.has(name) ? countedWords(value, 'byte') : String(value))
  }
  const text = String(value)
  if (name in wordTable) return text
  return (parameterTable[name].type === 'D' && dateWords(text)) || quotedBytes(text)
}

/** `260930081500` → `2026-09-30 08:15:00`; years from 70 on are in the 20th century. */
function dateWords(text: string): string | null {
  if (!/^\d{12}$/.test(text)) return null
  const [year, month, day, hour, minute, second] = text.match(/../g) ?? []
  const century = Number(year) >= 70 ? '19' : '20'
  return `${century}${year}-${month}-${day} ${hour}:${minute}:${second}`
}

/** A text of the peer without control characters; terminals also obey some of 80 to 9F. */
export function quotedBytes(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  )
}

/** `1 byte`, `1,024 bytes`. */
export function countedWords(count: number, what: string): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${digits} ${what}${count === 1 ? '' : 's'}`
}

/** `12 ms`, `1.9 s`, `3 min 20 s`, `2 h 5 min`. */
export function lasting(ms: number): string {
  if (!Number.isFinite(ms)) return 'an unknown time'
  const whole = Math.max(0, ms)
  if (whole < 999.5) return `${Math.round(whole)} ms`
  if (whole < 59_950) return `${Number((whole / 1000).toFixed(1))} s`
  const seconds = Math.round(whole / 1000)
  if (seconds < 3600) return withRest(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  return withRest(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'min')
}

function withRest(whole: number, unit: string, rest: number, smaller: string): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${smaller}`
}
