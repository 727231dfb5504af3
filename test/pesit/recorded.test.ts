// Sessions of other people's programs, recorded, where they can be had: beside the project, not in it.
// What was parsed and rebuilt with losses by its recorder is no wire data, and is not read.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeFpdu, splitEntity } from '../../src/pesit/fpdu/decode.ts'
import { encodeFpdu } from '../../src/pesit/fpdu/encode.ts'
import {
  groupByCode,
  type GroupName,
  parameterByCode,
  wordTable,
} from '../../src/pesit/parameters/table.ts'
import { EntityReader, frame } from '../../src/pesit/wire/framing.ts'
import { fromHex, joined, toHex } from '../helpers/hex.ts'

interface Shown {
  readonly name: string
  readonly dst: number
  readonly src: number
  readonly params: Readonly<Record<string, unknown>>
  readonly nonMinimal?: Readonly<Record<string, number>>
  readonly dataBytes: number
}
interface Entry {
  readonly from: 'requester' | 'responder'
  readonly fidelity: 'wire' | 'rebuilt' | 'rebuilt-lossy'
  readonly hex?: string
  readonly fpdus: readonly (Shown | string)[]
}

const folder = new URL('../../../shared/vectors/', import.meta.url)
const isHere = existsSync(folder)
const names = isHere ? readdirSync(folder).filter((name) => name.endsWith('.json')) : ['none']
const skipped = isHere ? '' : ' (skipped: no recordings beside the project)'

function entriesOf(name: string): readonly (Entry & { readonly bytes: Uint8Array })[] {
  const { exchange } = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as {
    exchange: readonly Entry[]
  }
  return exchange.flatMap((entry) =>
    entry.hex === undefined ? [] : [{ ...entry, bytes: fromHex(entry.hex) }],
  )
}

const shownIn = ({ fpdus: [first] }: Entry): Shown | null =>
  typeof first === 'object' ? first : null

/** A parameter of ours under its number, in the terms of the recordings. */
function numbered(parameters: object): Record<string, unknown> {
  const codes = new Map([...parameterByCode, ...groupByCode].map(([code, name]) => [name, code]))
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      String(codes.get(name as GroupName)),
      [...groupByCode.values()].includes(name as GroupName)
        ? numbered(value as object)
        : asRecorded(name, value),
    ]),
  )
}

function asRecorded(name: string, value: unknown): unknown {
  if (name in wordTable) {
    const words: Readonly<Record<string, number>> = wordTable[name as keyof typeof wordTable]
    return words[value as string]
  }
  if (name === 'diagnostic') {
    const { type, reason } = value as { type: number; reason: number }
    return { type, code: reason }
  }
  if (name === 'compression') {
    const { use, type } = value as { use: boolean; type: number }
    return { use: Number(use), mode: type }
  }
  return typeof value === 'boolean' ? Number(value) : value
}

/** Blanks at the end of texts are kept by the recordings, and mean nothing. */
function trimmed(params: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([code, value]) => [
      code,
      typeof value === 'string'
        ? value.trimEnd()
        : code in { 9: 0, 30: 0, 40: 0, 50: 0 }
          ? trimmed(value as object)
          : value,
    ]),
  )
}

describe.skipIf(!isHere)(`recorded sessions${skipped}`, () => {
  test.each(names)('%s: every FPDU is decoded as the recording describes it', (name) => {
    const entries = entriesOf(name)
    expect(entries.length).toBeGreaterThan(0)
    for (const entry of entries) {
      const shown = shownIn(entry)
      const [first, ...more] = splitEntity(entry.bytes)
      const { fpdu, missing } = decodeFpdu(first ?? new Uint8Array(0))
      expect(more).toEqual([])
      expect(missing).toEqual([])
      if (shown === null) continue
      const { name: fpduName, dst, src, parameters, body } = fpdu
      expect({ name: fpduName, dst, src }).toEqual({
        name: shown.name,
        dst: shown.dst,
        src: shown.src,
      })
      expect(body?.length ?? 0).toBe(shown.dataBytes)
      expect(numbered(parameters)).toEqual(trimmed(shown.params))
    }
  })

  test.each(names)('%s: FPDUs in the form of the specification are encoded unchanged', (name) => {
    let canonical = 0
    for (const entry of entriesOf(name)) {
      const { fpdu, oddities } = decodeFpdu(entry.bytes)
      const numbersAreLonger = shownIn(entry)?.nonMinimal !== undefined
      expect(oddities.some((what) => what.endsWith('has leading zeros'))).toBe(numbersAreLonger)
      if (oddities.length > 0) continue
      canonical += 1
      expect(toHex(encodeFpdu(fpdu))).toBe(toHex(entry.bytes))
    }
    expect(canonical).toBeGreaterThan(0)
  })

  test.each(names)(
    '%s: each side is recognised and cut from its stream, even byte by byte',
    (name) => {
      for (const side of ['requester', 'responder'] as const) {
        const entities = entriesOf(name)
          .filter(({ from }) => from === side)
          .map(({ bytes }) => bytes)
        for (const framing of ['prefixed', 'raw'] as const) {
          const stream = joined(entities.map((entity) => frame(entity, framing))).subarray(
            0,
            20_000,
          )
          const read = (chunks: readonly Uint8Array[]) => {
            const reader = new EntityReader({ framing: 'detect', maximumEntityBytes: 65_535 })
            const found = chunks.flatMap((chunk) => reader.push(chunk).map(toHex))
            expect(reader.framing).toBe(framing)
            return found
          }
          const whole = read([stream])
          expect(whole).toEqual(entities.slice(0, whole.length).map(toHex))
          expect(whole.length).toBeGreaterThan(0)
          const bytewise = Array.from(stream, (_, index) => stream.subarray(index, index + 1))
          expect(read(bytewise)).toEqual(whole)
        }
      }
    },
  )
})
