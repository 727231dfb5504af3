// Decodes FPDUs. It is strict about lengths, because after a wrong length nothing can be trusted, and
// tolerant of the rest (order, leading zeros, padding, unknown parameters), which is reported as oddities,
// because products differ. Any bytes lead to an FPDU or to a ProtocolError.

import type { Parameters } from '../parameters/parameters.ts'
import {
  parameterCode,
  type GroupName,
  groupByCode,
  groupTable,
  isGroup,
  type ParameterName,
  parameterByCode,
  type UnitName,
} from '../parameters/table.ts'
import { ProtocolError } from '../protocol-error.ts'
import type { Fpdu, FpduName } from './fpdu.ts'
import { carriesData, fpduByBytes, fpduTable } from './table.ts'
import { parseValue } from './value.ts'

export interface Decoded {
  readonly fpdu: Fpdu
  /** What was tolerated. */
  readonly oddities: readonly string[]
  /** Mandatory parameters that are absent; the session decides on the answer. */
  readonly missing: readonly string[]
}

export interface Header {
  readonly name: FpduName
  readonly lengthBytes: number
  readonly dst: number
  readonly src: number
}

const headerBytes = 6
/** More units than any FPDU of the profile has. */
const maximumUnits = 64
/** The units that some FPDU allows outside a group; the others have a meaning only inside theirs. */
const topLevelUnits: ReadonlySet<string> = new Set([
  'diagnosticText',
  ...Object.values(fpduTable).flatMap(({ units }) => Object.keys(units)),
])

/**
 * @throws ProtocolError (remote) when the six bytes at `offset` are not a header, or announce more than
 * follows.
 */
export function decodeHeader(bytes: Uint8Array, offset = 0): Header {
  const available = bytes.length - offset
  if (available < headerBytes)
    throw violation(`an FPDU of ${available} bytes is shorter than its header`)
  const lengthBytes = at(bytes, offset) * 256 + at(bytes, offset + 1)
  if (lengthBytes < headerBytes || lengthBytes > available) {
    throw violation(`an FPDU says that it has ${lengthBytes} bytes where ${available} are there`)
  }
  const phase = at(bytes, offset + 2)
  const type = at(bytes, offset + 3)
  const name = fpduByBytes.get(phase * 256 + type)
  if (name === undefined) throw violation(`no FPDU has phase ${hex(phase)} and type ${hex(type)}`)
  return { name, lengthBytes, dst: at(bytes, offset + 4), src: at(bytes, offset + 5) }
}

/** Decodes exactly one FPDU. A data FPDU keeps a view of the bytes. */
export function decodeFpdu(bytes: Uint8Array): Decoded {
  const { name, lengthBytes, dst, src } = decodeHeader(bytes)
  if (lengthBytes !== bytes.length)
    throw violation(`${name} says ${lengthBytes} bytes and has ${bytes.length}`)
  const body = bytes.subarray(headerBytes)
  if (carriesData(name))
    return { fpdu: { name, dst, src, parameters: {}, body }, oddities: [], missing: [] }
  const reading = new ParameterReader(name)
  if (name === 'ABORT' && body.length === 3) reading.take('diagnostic', body)
  else reading.units(body)
  const parameters = reading.result()
  return {
    fpdu: { name, dst, src, parameters },
    oddities: reading.oddities,
    missing: missingUnits(name, parameters),
  }
}

/** The FPDUs of one entity, as views (PeSIT E §4.5: data, SYN and DTF.END may share one). */
export function splitEntity(entity: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = []
  for (let offset = 0; offset < entity.length; ) {
    const { lengthBytes } = decodeHeader(entity, offset)
    parts.push(entity.subarray(offset, offset + lengthBytes))
    offset += lengthBytes
  }
  return parts
}

function violation(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'remote', diagnostic: { type: 3, reason: 311 } })
}

function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}

interface Unit {
  readonly code: number
  readonly value: Uint8Array
  readonly oddity: string | null
}

/** Reads one list of parameters: at the top level, or inside a group. */
class ParameterReader {
  readonly oddities: string[] = []
  private readonly name: FpduName
  private readonly taken: Record<string, unknown> = {}
  private readonly unknown: { code: number; value: Uint8Array }[] = []
  private count = 0

  constructor(name: FpduName) {
    this.name = name
  }

  result(): Parameters {
    return this.unknown.length === 0 ? this.taken : { ...this.taken, unknown: this.unknown }
  }

  units(body: Uint8Array, group?: GroupName): void {
    let previous = 0
    for (let offset = 0; offset < body.length; ) {
      const { unit, next } = readUnit(this.name, body, offset)
      offset = next
      this.count += 1
      if (this.count > maximumUnits)
        throw violation(`${this.name} has more than ${maximumUnits} parameters`)
      if (unit.oddity !== null) this.oddities.push(unit.oddity)
      if (unit.code < previous)
        this.oddities.push(`${this.name}: PI ${unit.code} comes after PI ${previous}`)
      previous = unit.code
      this.place(unit, group)
    }
  }

  take(name: ParameterName, value: Uint8Array, into: Record<string, unknown> = this.taken): void {
    if (name in into) {
      this.oddities.push(`${this.name}: ${name} comes twice, the first counts`)
      return
    }
    const parsed = parseValue(this.name, name, value)
    if (parsed.oddity !== null) this.oddities.push(parsed.oddity)
    if (parsed.value !== undefined) into[name] = parsed.value
  }

  private place(unit: Unit, group?: GroupName): void {
    const groupName = groupByCode.get(unit.code)
    if (groupName !== undefined) return this.enterGroup(groupName, unit.value, group)
    const name = parameterByCode.get(unit.code)
    if (name === undefined) {
      this.oddities.push(`${this.name}: PI ${unit.code} is unknown and skipped`)
      this.unknown.push({ code: unit.code, value: unit.value.slice() })
      return
    }
    if (group === undefined) return this.placeAtTop(name, unit)
    if (!(groupTable[group].members as readonly string[]).includes(name)) {
      this.oddities.push(
        `${this.name}: PI ${unit.code} does not belong into PGI ${groupTable[group].code}`,
      )
      return
    }
    if (fpduTable[this.name].notInGroups.includes(name))
      this.oddities.push(`${this.name}: PI ${unit.code} does not belong there`)
    this.take(name, unit.value, this.taken[group] as Record<string, unknown>)
  }

  private placeAtTop(name: ParameterName, { code, value }: Unit): void {
    if (!topLevelUnits.has(name)) {
      this.oddities.push(`${this.name}: PI ${code} stands outside its group and is skipped`)
      return
    }
    if (!isAllowed(this.name, name))
      this.oddities.push(`${this.name}: PI ${code} does not belong there`)
    this.take(name, value)
  }

  private enterGroup(name: GroupName, value: Uint8Array, outer: GroupName | undefined): void {
    if (outer !== undefined)
      throw violation(`${this.name}: PGI ${groupTable[name].code} stands inside another group`)
    if (name in this.taken) {
      this.oddities.push(`${this.name}: PGI ${groupTable[name].code} comes twice, the first counts`)
      return
    }
    if (!isAllowed(this.name, name))
      this.oddities.push(`${this.name}: PGI ${groupTable[name].code} does not belong there`)
    if (value.length === 0) {
      this.oddities.push(`${this.name}: PGI ${groupTable[name].code} is empty and counts as absent`)
      return
    }
    this.taken[name] = {}
    this.units(value, name)
  }
}

function isAllowed(fpdu: FpduName, unit: UnitName): boolean {
  const { units } = fpduTable[fpdu]
  return unit in units || (unit === 'diagnosticText' && 'diagnostic' in units)
}

/** Reads one unit: code, length in its short or long form, value (PeSIT E §4.7.1). */
function readUnit(name: FpduName, body: Uint8Array, offset: number): { unit: Unit; next: number } {
  const code = at(body, offset)
  const short = at(body, offset + 1)
  const long = short === 0xff
  const valueAt = offset + (long ? 4 : 2)
  if (valueAt > body.length) throw violation(`${name}: PI ${code} is cut off`)
  const length = long ? at(body, offset + 2) * 256 + at(body, offset + 3) : short
  const next = valueAt + length
  if (next > body.length)
    throw violation(
      `${name}: PI ${code} says ${length} bytes where ${body.length - valueAt} are left`,
    )
  const oddity =
    long && length < 255 ? `${name}: PI ${code} uses the long length for ${length} bytes` : null
  return { unit: { code, value: body.subarray(valueAt, next), oddity }, next }
}

function missingUnits(name: FpduName, parameters: Parameters): readonly string[] {
  const { units, inGroups } = fpduTable[name]
  const missing = (Object.keys(units) as UnitName[])
    .filter((unit) => units[unit] === 'M' && parameters[unit as keyof Parameters] === undefined)
    .map((unit) => `${isGroup(unit) ? 'PGI' : 'PI'} ${parameterCode(unit)}`)
  for (const group of Object.keys(groupTable) as GroupName[]) {
    const inside = parameters[group] as Record<string, unknown> | undefined
    if (inside === undefined) continue
    for (const member of groupTable[group].members) {
      if (inGroups.includes(member) && inside[member] === undefined)
        missing.push(`PI ${parameterCode(member)}`)
    }
  }
  return missing
}
