// Decodes the value of one parameter (PeSIT E §4.7.3). Leading zeros and trailing blanks are removed; an
// empty value counts as absent; a value without a valid meaning is a ProtocolError with 3-318.

import { readFreeText } from './free-text.ts'
import type { ParameterName } from '../parameters/table.ts'
import { parameterTable, wordTable } from '../parameters/table.ts'
import { ProtocolError } from '../protocol-error.ts'
import type { FpduName } from './fpdu.ts'

export interface ParsedValue {
  /** undefined: counts as absent. */
  readonly value: unknown
  readonly oddity: string | null
}

const flags = new Set<ParameterName>(['crc', 'restarted', 'resync'])

export function parseValue(fpdu: FpduName, name: ParameterName, bytes: Uint8Array): ParsedValue {
  const { code, type, toleratedBytes, maximumBytes } = parameterTable[name]
  const place = `${fpdu}: PI ${code}`
  if (bytes.length === 0)
    return { value: undefined, oddity: `${place} is empty and counts as absent` }
  if (forPeople.has(name)) return freeText(place, bytes)
  switch (type) {
    case 'C':
    case 'D':
      return text({ place, bytes, maximumBytes, toleratedBytes, isDate: type === 'D' })
    case 'B':
      if (bytes.length > toleratedBytes)
        throw invalid(`${place} has ${bytes.length} bytes, at most ${toleratedBytes} are taken`)
      return plain(bytes.slice())
    case 'A':
      return plain(fixedBytes(place, name, bytes))
    case 'S':
    case 'N':
    case 'M':
      return numeric({ place, name, bytes, maximumBytes })
  }
}

const forPeople = new Set<ParameterName>(['freeText', 'diagnosticText'])

function freeText(place: string, bytes: Uint8Array): ParsedValue {
  const end = endWithoutPadding(bytes)
  const { value, odd } = readFreeText(bytes.subarray(0, end))
  if (value === '') return { value: undefined, oddity: `${place} is blank and counts as absent` }
  const all = [...(end < bytes.length ? ['is padded'] : []), ...odd]
  return { value, oddity: all.length === 0 ? null : `${place} ${all.join(', ')}` }
}

function plain(value: unknown): ParsedValue {
  return { value, oddity: null }
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(message, { fault: 'remote', diagnostic: { type: 3, reason: 318 } })
}

function text(read: {
  place: string
  bytes: Uint8Array
  maximumBytes: number
  toleratedBytes: number
  isDate: boolean
}): ParsedValue {
  const { place, bytes, maximumBytes, toleratedBytes } = read
  const end = endWithoutPadding(bytes)
  if (end === 0) return { value: undefined, oddity: `${place} is blank and counts as absent` }
  if (end > toleratedBytes)
    throw invalid(`${place} has ${end} characters, at most ${toleratedBytes} are taken`)
  const kept = bytes.subarray(0, end)
  if (kept.some((byte) => byte < 0x20 || byte === 0x7f))
    throw invalid(`${place} holds control characters`)
  const value = String.fromCharCode(...kept)
  const odd: string[] = []
  if (end < bytes.length) odd.push('is padded')
  if (end > maximumBytes) odd.push(`has ${end} characters where ${maximumBytes} are usual`)
  if (kept.some((byte) => byte > 0x7f)) odd.push('holds characters that are not ASCII')
  if (read.isDate && !/^\d{12}$/.test(value)) odd.push('is no date of twelve digits')
  return { value, oddity: odd.length === 0 ? null : `${place} ${odd.join(', ')}` }
}

/** Removes blanks and zero bytes at the end: they are padding. */
function endWithoutPadding(bytes: Uint8Array): number {
  let end = bytes.length
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0x00)) end -= 1
  return end
}

function fixedBytes(place: string, name: ParameterName, bytes: Uint8Array): unknown {
  const [first = 0, second = 0, third = 0] = bytes
  if (name === 'diagnostic' && bytes.length === 3)
    return { type: first, reason: second * 256 + third }
  if (name === 'sync' && bytes.length === 3)
    return { intervalKb: first * 256 + second, window: third }
  if (name === 'compression' && bytes.length === 2) return { use: first !== 0, type: second }
  throw invalid(`${place} has ${bytes.length} bytes, which it never has`)
}

function numeric(read: {
  place: string
  name: ParameterName
  bytes: Uint8Array
  maximumBytes: number
}): ParsedValue {
  const { place, name, bytes, maximumBytes } = read
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1
  const significant = bytes.subarray(start)
  if (significant.length > maximumBytes)
    throw invalid(
      `${place} is a number of ${significant.length} bytes, at most ${maximumBytes} are possible`,
    )
  const value = significant.reduce((sum, byte) => sum * 256 + byte, 0)
  if (!Number.isSafeInteger(value)) throw invalid(`${place} is larger than any file`)
  const oddity = start > 0 ? `${place} has leading zeros` : null
  if (flags.has(name)) return { value: value !== 0, oddity }
  if (!(name in wordTable)) return { value, oddity }
  const words: Readonly<Record<string, number>> = wordTable[name as keyof typeof wordTable]
  const word = Object.keys(words).find((key) => words[key] === value)
  if (word === undefined) throw invalid(`${place} has the value ${value}, which has no meaning`)
  return { value: word, oddity }
}
