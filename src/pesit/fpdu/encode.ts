// Encodes FPDUs in the form that every peer understands: canonical order, shortest numbers, no padding or
// trailing blanks, short length form up to 254 (PeSIT E §4.7.1, §4.7.4). Refuses what must not be sent.

import type { Diagnostic, Parameters } from '../parameters/parameters.ts'
import {
  parameterCode,
  groupTable,
  isGroup,
  type ParameterName,
  parameterTable,
  type UnitName,
  wordTable,
} from '../parameters/table.ts'
import { ProtocolError } from '../protocol-error.ts'
import type { Fpdu, FpduName } from './fpdu.ts'
import { carriesData, fpduTable } from './table.ts'

const headerBytes = 6
const longestFpduBytes = 65_535

/** @throws ProtocolError (local) when something mandatory is missing, forbidden, too long or out of range. */
export function encodeFpdu(fpdu: Fpdu): Uint8Array {
  const { name, parameters } = fpdu
  if (carriesData(name)) return withHeader(fpdu, fpdu.body ?? new Uint8Array(0))
  refuseForbidden(name, parameters)
  if (name === 'ABORT' && parameters.diagnostic !== undefined) {
    return encodeAbort({
      dst: fpdu.dst,
      src: fpdu.src,
      diagnostic: parameters.diagnostic,
      form: 'raw',
    })
  }
  if (name === 'CREATE' && parameters.transferNumber === 0)
    throw refuse('CREATE needs a transfer number other than 0')
  const units = unitsOf(name).flatMap((unit) => encodeUnit(name, unit, parameters))
  return withHeader(fpdu, new Uint8Array(units))
}

/** ABORT with three bytes of diagnostic (PeSIT E §4.7.4, remark), or with PI 2 as some peers require. */
export function encodeAbort(abort: {
  readonly dst: number
  readonly src: number
  readonly diagnostic: Diagnostic
  readonly form: 'raw' | 'parameter'
}): Uint8Array {
  const value = diagnosticBytes(abort.diagnostic)
  const body = abort.form === 'raw' ? value : [0x02, 0x03, ...value]
  return withHeader(
    { name: 'ABORT', dst: abort.dst, src: abort.src, parameters: {} },
    new Uint8Array(body),
  )
}

function withHeader({ name, dst, src }: Fpdu, body: Uint8Array): Uint8Array {
  const length = headerBytes + body.length
  if (length > longestFpduBytes)
    throw refuse(`${name} would be ${length} bytes long, at most ${longestFpduBytes} are possible`)
  const bytes = new Uint8Array(length)
  const { phase, type } = fpduTable[name]
  bytes.set([length >> 8, length & 0xff, phase, type, one(dst), one(src)])
  bytes.set(body, headerBytes)
  return bytes
}

function refuse(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'local', diagnostic: { type: 3, reason: 311 } })
}

const ordered = new Map<FpduName, readonly UnitName[]>()

/** The units of an FPDU in canonical order. */
function unitsOf(name: FpduName): readonly UnitName[] {
  const known = ordered.get(name)
  if (known !== undefined) return known
  const units = Object.keys(fpduTable[name].units) as UnitName[]
  units.sort((a, b) => parameterCode(a) - parameterCode(b))
  ordered.set(name, units)
  return units
}

function refuseForbidden(name: FpduName, parameters: Parameters): void {
  for (const unit of Object.keys(parameters)) {
    const allowed = unit in fpduTable[name].units
    if (!allowed && parameters[unit as keyof Parameters] !== undefined)
      throw refuse(`${name} may not carry ${unit}`)
  }
}

function encodeUnit(name: FpduName, unit: UnitName, parameters: Parameters): number[] {
  const value = parameters[unit as keyof Parameters]
  // A group whose parameters are all absent is absent itself.
  if (value === undefined || (isGroup(unit) && isHollow(value))) {
    if (fpduTable[name].units[unit] === 'M') throw refuse(`${name} needs ${unit}`)
    return []
  }
  if (!isGroup(unit)) return tagged(parameterCode(unit), parameterValue(unit, value))
  const group = value as Partial<Record<ParameterName, unknown>>
  const inside = groupTable[unit].members.flatMap((member) => {
    const inner = group[member]
    if (inner !== undefined && fpduTable[name].notInGroups.includes(member))
      throw refuse(`${name} may not carry ${member}`)
    if (inner !== undefined) return tagged(parameterCode(member), parameterValue(member, inner))
    if (fpduTable[name].inGroups.includes(member))
      throw refuse(`${name} needs ${member} in ${unit}`)
    return []
  })
  return tagged(parameterCode(unit), inside)
}

function isHollow(group: unknown): boolean {
  return Object.values(group as object).every((value) => value === undefined)
}

function tagged(code: number, value: readonly number[]): number[] {
  if (value.length <= 254) return [code, value.length, ...value]
  return [code, 0xff, value.length >> 8, value.length & 0xff, ...value]
}

function parameterValue(name: ParameterName, value: unknown): number[] {
  const bytes = rawValue(name, value)
  const { maximumBytes, title } = parameterTable[name]
  if (bytes.length === 0) throw refuse(`${title} is empty: leave it out instead`)
  if (bytes.length > maximumBytes)
    throw refuse(`${title} has ${bytes.length} bytes, at most ${maximumBytes} are possible`)
  return bytes
}

function rawValue(name: ParameterName, value: unknown): number[] {
  const words: Readonly<Record<string, number>> | undefined =
    name in wordTable ? wordTable[name as keyof typeof wordTable] : undefined
  if (words !== undefined) return number(name, words[value as string])
  switch (name) {
    case 'diagnostic':
      return diagnosticBytes(value as Diagnostic)
    case 'sync': {
      const { intervalKb, window } = value as { intervalKb: number; window: number }
      return [...fixed(intervalKb, 2), ...fixed(window, 1)]
    }
    case 'compression': {
      const { use, type } = value as { use: boolean; type: number }
      return use ? [1, ...fixed(type, 1)] : [0, 0]
    }
    case 'message':
      return [...(value as Uint8Array)]
    default:
      if (typeof value === 'boolean') return [value ? 1 : 0]
      if (typeof value === 'number') return number(name, value)
      return characters(name, value as string)
  }
}

function diagnosticBytes({ type, reason }: Diagnostic): number[] {
  return [...fixed(type, 1), ...fixed(reason, 2)]
}

function one(value: number): number {
  if (!Number.isInteger(value) || value < 0 || value > 0xff)
    throw refuse(`${value} does not fit into a byte`)
  return value
}

function fixed(value: number, length: 1 | 2): number[] {
  if (length === 1) return [one(value)]
  if (!Number.isInteger(value) || value < 0 || value > 0xffff)
    throw refuse(`${value} does not fit into 2 bytes`)
  return [value >> 8, value & 0xff]
}

/** Big-endian without leading zero bytes, at least one byte. */
function number(name: ParameterName, value: number | undefined): number[] {
  if (value === undefined || !Number.isSafeInteger(value) || value < 0)
    throw refuse(`${parameterTable[name].title} is no number from 0 up`)
  const bytes: number[] = []
  let rest = value
  do {
    bytes.unshift(rest % 256)
    rest = Math.floor(rest / 256)
  } while (rest > 0)
  return bytes
}

function characters(name: ParameterName, value: string): number[] {
  const { title, type } = parameterTable[name]
  if (!/^[\x20-\x7e]*$/.test(value))
    throw refuse(`${title} holds characters that are no printable ASCII`)
  if (type === 'D' && !/^\d{12}$/.test(value)) throw refuse(`${title} is no date of twelve digits`)
  return [...value.trimEnd()].map((character) => character.charCodeAt(0))
}
