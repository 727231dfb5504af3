// Describes an FPDU in one line of text, with the names of the specification. Passwords are masked.

import type { Fpdu } from './fpdu/fpdu.ts'
import { describeDiagnostic } from './parameters/diagnostics.ts'
import type { Diagnostic } from './parameters/parameters.ts'
import { parameterCode, isGroup, type UnitName, wordTable } from './parameters/table.ts'

export function describeFpdu({ name, dst, src, parameters, body }: Fpdu): string {
  const head = `${name} (${dst}, ${src})`
  if (body !== undefined) return `${head} ${body.length} bytes`
  const { unknown = [], ...known } = parameters
  const words = Object.entries(known).map(([unit, value]) => describeUnit(unit as UnitName, value))
  const strange = unknown.map(({ code, value }) => `PI ${code}? ${value.length} bytes`)
  return [head, ...words, ...strange].join('  ')
}

function describeUnit(unit: UnitName, value: unknown): string {
  const code = parameterCode(unit)
  if (isGroup(unit)) {
    const inside = Object.entries(value as object).map(([name, inner]) =>
      describeUnit(name as UnitName, inner),
    )
    return `PGI ${code} {${inside.join('  ')}}`
  }
  return `PI ${code} ${unit}=${describeValue(unit, value)}`
}

function describeValue(unit: UnitName, value: unknown): string {
  switch (unit) {
    case 'accessControl':
      return '•••'
    case 'diagnostic':
      return describeDiagnostic(value as Diagnostic)
    case 'message':
      return `${(value as Uint8Array).length} bytes`
    case 'sync': {
      const { intervalKb, window } = value as { intervalKb: number; window: number }
      return `${intervalKb} KB, window ${window}`
    }
    case 'compression': {
      const { use, type } = value as { use: boolean; type: number }
      return use ? `type ${type}` : 'none'
    }
    default:
      return typeof value === 'string' && !(unit in wordTable) ? quoted(value) : String(value)
  }
}

/** A text of the peer without control characters; terminals also obey some of 80 to 9F. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  )
}
