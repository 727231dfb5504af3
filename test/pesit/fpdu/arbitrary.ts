// Any FPDU that may be sent, drawn from the tables: each mandatory parameter, some of the others, values
// over the whole range of their type.

import fc from 'fast-check'
import type { Fpdu, FpduName } from '../../../src/pesit/fpdu/fpdu.ts'
import { carriesData, fpduTable } from '../../../src/pesit/fpdu/table.ts'
import type { Parameters } from '../../../src/pesit/parameters/parameters.ts'
import {
  groupTable,
  isGroup,
  type ParameterName,
  parameterTable,
  type UnitName,
  wordTable,
} from '../../../src/pesit/parameters/table.ts'

const byte = fc.nat(255)
const short = fc.nat(65_535)

function plainRecord<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true })
}

/** Printable ASCII that does not end in a blank, which would be lost. */
function text(maximumBytes: number): fc.Arbitrary<string> {
  return fc
    .string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 1,
      maxLength: maximumBytes,
    })
    .filter((value) => !value.endsWith(' '))
}

function value(name: ParameterName, fpdu: FpduName): fc.Arbitrary<unknown> {
  if (name in wordTable)
    return fc.constantFrom(...Object.keys(wordTable[name as keyof typeof wordTable]))
  const { type, maximumBytes } = parameterTable[name]
  switch (name) {
    case 'diagnostic':
      return plainRecord({ type: byte, reason: short })
    case 'sync':
      return plainRecord({ intervalKb: short, window: byte })
    case 'compression':
      return fc.oneof(
        fc.constant({ use: false, type: 0 }),
        plainRecord({ use: fc.constant(true), type: byte }),
      )
    case 'crc':
    case 'restarted':
    case 'resync':
      return fc.boolean()
    case 'message':
      return fc.uint8Array({ minLength: 1, maxLength: 4096 })
    case 'transferNumber':
      return fc.integer({ min: fpdu === 'CREATE' ? 1 : 0, max: 0xffffff })
    default:
      break
  }
  if (type === 'D')
    return fc.array(fc.nat(9), { minLength: 12, maxLength: 12 }).map((digits) => digits.join(''))
  if (type === 'C') return text(maximumBytes)
  return fc.nat(Math.min(Number.MAX_SAFE_INTEGER, 256 ** maximumBytes - 1))
}

function unit(name: UnitName, fpdu: FpduName): fc.Arbitrary<unknown> {
  if (!isGroup(name)) return value(name, fpdu)
  const all: readonly ParameterName[] = groupTable[name].members
  const members = all.filter((member) => !fpduTable[fpdu].notInGroups.includes(member))
  const model = Object.fromEntries(members.map((member) => [member, value(member, fpdu)]))
  const requiredKeys = members.filter((member) => fpduTable[fpdu].inGroups.includes(member))
  return fc.record(model, { requiredKeys, noNullPrototype: true })
}

function parameters(name: FpduName): fc.Arbitrary<Parameters> {
  const units = Object.entries(fpduTable[name].units) as [UnitName, string][]
  const model = Object.fromEntries(units.map(([key]) => [key, unit(key, name)]))
  const requiredKeys = units.filter(([, presence]) => presence === 'M').map(([key]) => key)
  return fc
    .record(model, { requiredKeys, noNullPrototype: true })
    .map((drawn) => drawn as Parameters)
}

export const anyName = fc.constantFrom(...(Object.keys(fpduTable) as FpduName[]))

export const anyFpdu: fc.Arbitrary<Fpdu> = anyName.chain((name) =>
  plainRecord({
    name: fc.constant(name),
    dst: byte,
    src: byte,
    parameters: carriesData(name) ? fc.constant({}) : parameters(name),
    ...(carriesData(name) && { body: fc.uint8Array({ maxLength: 2000 }) }),
  }),
)
