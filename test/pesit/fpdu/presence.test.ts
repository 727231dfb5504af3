// The table of what is mandatory, optional and forbidden, cell by cell, with FPDUs put together by hand from
// parameters written by hand (test/fixtures/pesit/units.hex): what is missing and what does not belong there
// is reported where we read, and refused where we send.

import { describe, expect, test } from 'vitest'
import { decodeFpdu } from '../../../src/pesit/fpdu/decode.ts'
import { encodeFpdu } from '../../../src/pesit/fpdu/encode.ts'
import type { Fpdu } from '../../../src/pesit/fpdu/fpdu.ts'
import type { Parameters } from '../../../src/pesit/parameters/parameters.ts'
import {
  groupByCode,
  groupTable,
  parameterByCode,
  parameterTable,
} from '../../../src/pesit/parameters/table.ts'
import { ProtocolError } from '../../../src/pesit/protocol-error.ts'
import { exercised } from '../../coverage/cells.ts'
import { mayHaveText, parameterCell, withParameters } from '../../coverage/parameter-cells.ts'
import { fromHex, joined, loadHex } from '../../helpers/hex.ts'
import { groupMembers, type SpecifiedFpdu, type UnitOf } from './specification.ts'

const unitBytes = new Map(loadHex('units').map(({ title, bytes }) => [Number(title), bytes]))
const isGroupCode = (code: number) => code in groupMembers
const groupOf = (code: number) =>
  Object.keys(groupMembers)
    .map(Number)
    .find((group) => groupMembers[group]?.includes(code))

/** What an FPDU has, as a tree of codes. */
interface Tree {
  readonly code: number
  readonly inside: readonly Tree[]
}

function bytesOf({ code, inside }: Tree): Uint8Array {
  if (!isGroupCode(code)) return present(unitBytes.get(code))
  const content = joined(inside.map(bytesOf))
  return joined([Uint8Array.of(code, content.length), content])
}

function fpduOf({ phase, type }: SpecifiedFpdu, trees: readonly Tree[]): Uint8Array {
  const body = joined([...trees].sort((a, b) => a.code - b.code).map(bytesOf))
  return joined([Uint8Array.of(0, body.length + 6), fromHex(`${phase} ${type} 01 00`), body])
}

const whole = (code: number): Tree => ({
  code,
  inside: (groupMembers[code] ?? []).map((member) => ({ code: member, inside: [] })),
})
/** All that is mandatory, and no more. */
const least = (units: readonly UnitOf[]): readonly Tree[] =>
  units
    .filter(({ mandatory }) => mandatory)
    .map(({ code, inside }) => ({ code, inside: least(inside) }))
const without = (trees: readonly Tree[], code: number): readonly Tree[] =>
  trees
    .filter((tree) => tree.code !== code)
    .map((tree) => ({ code: tree.code, inside: without(tree.inside, code) }))
const called = (code: number) => `${isGroupCode(code) ? 'PGI' : 'PI'} ${code}`

function refused(fpdu: Fpdu): string {
  try {
    encodeFpdu(fpdu)
  } catch (error) {
    expect(error).toBeInstanceOf(ProtocolError)
    expect(error).toMatchObject({ fault: 'local', diagnostic: { type: 3, reason: 311 } })
    return (error as ProtocolError).message
  }
  throw new Error('it was encoded')
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it is there')
  return value
}

function nameOf(code: number): string {
  return present(groupByCode.get(code) ?? parameterByCode.get(code))
}

/** An FPDU as read, less one parameter, wherever that stands. */
function less({ parameters, ...fpdu }: Fpdu, code: number): Fpdu {
  const name = nameOf(code)
  const rest = Object.entries(parameters)
    .filter(([unit]) => unit !== name)
    .map(([unit, value]) => [unit, unit in groupTable ? lessMember(value as object, name) : value])
  return { ...fpdu, parameters: Object.fromEntries(rest) as Parameters }
}

const lessMember = (group: object, name: string) =>
  Object.fromEntries(Object.entries(group).filter(([member]) => member !== name))

test('each parameter of the profile is listed', () => {
  expect([...unitBytes.keys()]).toEqual(Object.values(parameterTable).map(({ code }) => code))
})

describe.each(withParameters)('$name', (fpdu) => {
  const { name, units } = fpdu
  const all = units.flatMap((unit) => [unit, ...unit.inside])
  const allowed = new Set(all.map(({ code }) => code))
  // Three bytes alone in ABORT are no parameter list, which its own tests show.
  const bare = name === 'ABORT' ? [whole(2)] : least(units)

  test('with all mandatory parameters is complete, and is encoded as it was decoded', () => {
    const bytes = fpduOf(fpdu, bare)
    const read = decodeFpdu(bytes)
    expect(read).toMatchObject({ fpdu: { name }, missing: [], oddities: [] })
    const sent = name === 'ABORT' ? fromHex('0009 4025 01 00 000000') : bytes
    expect([...encodeFpdu(read.fpdu)]).toEqual([...sent])
  })

  const mandatory = all.filter((unit) => unit.mandatory).map(({ code }) => code)
  const asksFor = mandatory.length > 0 ? test : null
  asksFor?.('without what is mandatory is reported and refused', () => {
    // A group that need not be there must be whole when it is.
    const complete = units
      .filter((unit) => unit.mandatory || unit.inside.length > 0)
      .map(({ code, inside }) => ({ code, inside: least(inside) }))
    const { fpdu: right } = decodeFpdu(fpduOf(fpdu, complete))
    const tried = mandatory.flatMap((code) => {
      const trees = without(complete, code)
      const emptied = trees.some((tree) => isGroupCode(tree.code) && tree.inside.length === 0)
      const group = groupOf(code)
      const outer = units.find((unit) => unit.code === group)
      // The only one of its group: without it there is no group, which may be legal.
      if (emptied && outer !== undefined && !outer.mandatory) {
        const kept = complete.map((tree) =>
          tree.code === group
            ? { ...tree, inside: outer.inside.filter((unit) => !unit.mandatory).slice(0, 1) }
            : tree,
        )
        expect(decodeFpdu(fpduOf(fpdu, kept)).missing).toEqual([called(code)])
        expect(refused(decodeFpdu(fpduOf(fpdu, kept)).fpdu)).toContain(`needs ${nameOf(code)}`)
      } else {
        const lacking = emptied && group !== undefined ? called(group) : called(code)
        expect(decodeFpdu(fpduOf(fpdu, trees)).missing).toEqual([lacking])
        const unit = emptied && group !== undefined ? nameOf(group) : nameOf(code)
        expect(refused(less(right, code))).toContain(`${name} needs ${unit}`)
      }
      return (['in', 'out'] as const).map((way) => parameterCell('absent', way, name, code))
    })
    exercised(tried)
  })

  const forbidden = [...unitBytes.keys(), ...Object.keys(groupMembers).map(Number)].filter(
    (code) => !allowed.has(code) && !(code === 29 && mayHaveText(fpdu)),
  )
  test('with a forbidden parameter is reported and refused', () => {
    const tried = forbidden.flatMap((code) => {
      const group = groupOf(code)
      // A member of a group that may stand here, but not this one in it.
      const host = bare.find((tree) => tree.code === group)
      const trees = without(bare, group !== undefined && host !== undefined ? group : code)
      const added =
        host === undefined ? whole(code) : { ...host, inside: [...host.inside, whole(code)] }
      const read = decodeFpdu(fpduOf(fpdu, [...trees, added]))
      expect(read.missing).toEqual([])
      expect(read.oddities.filter((what) => /belong|outside its group/.test(what))).toEqual([
        topLevelNowhere(code) && host === undefined
          ? `${name}: PI ${code} stands outside its group and is skipped`
          : `${name}: ${called(code)} does not belong there`,
      ])
      expectRefused(read.fpdu, code, host !== undefined)
      return (['in', 'out'] as const).map((way) => parameterCell('forbidden', way, name, code))
    })
    exercised(tried)
  })

  /** The same FPDU with the parameter in it, as a caller of ours might ask for it. */
  function expectRefused(read: Fpdu, code: number, inGroup: boolean): void {
    const unit = nameOf(code)
    const value = unit in read.parameters ? undefined : sample(code)
    const parameters = inGroup
      ? read.parameters
      : { ...read.parameters, ...(value === undefined ? {} : { [unit]: value }) }
    expect(refused({ ...read, parameters })).toContain(`${name} may not carry ${unit}`)
  }

  const withText = mayHaveText(fpdu) ? test : null
  withText?.('with a diagnostic text is read without a word, and never sent', () => {
    const read = decodeFpdu(fpduOf(fpdu, [...bare, whole(29)]))
    expect(read.fpdu.parameters.diagnosticText).toBe('OOP')
    expect(read.oddities).toEqual([])
    expect(refused(read.fpdu)).toBe(`${name} may not carry diagnosticText`)
    exercised([
      parameterCell('present', 'in', name, 29),
      parameterCell('forbidden', 'out', name, 29),
    ])
  })
})

/** Units that mean something inside their group only. */
function topLevelNowhere(code: number): boolean {
  return (
    !withParameters.some(({ units }) => units.some((unit) => unit.code === code)) && code !== 29
  )
}

/** A value of a parameter, as any FPDU that may have it gives it. */
function sample(code: number): unknown {
  if (isGroupCode(code)) {
    const members = groupMembers[code] ?? []
    return Object.fromEntries(members.map((member) => [nameOf(member), sample(member)]))
  }
  for (const fpdu of withParameters) {
    for (const { code: at, inside } of fpdu.units) {
      if (at !== code && !inside.some((unit) => unit.code === code)) continue
      const tree = at === code ? whole(code) : { code: at, inside: [whole(code)] }
      const { parameters } = decodeFpdu(fpduOf(fpdu, [tree])).fpdu
      const outer = at === code ? parameters : (parameters as Record<string, object>)[nameOf(at)]
      return (outer as Record<string, unknown>)[nameOf(code)]
    }
  }
  return 'OOP'
}
