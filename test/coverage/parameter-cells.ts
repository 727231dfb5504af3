// Every parameter in every FPDU, read and sent. Allowed: a test with bytes written by hand has it in.
// Mandatory: its absence is refused where we send and reported where we read. Forbidden: its presence is.

import type { Fpdu } from '../../src/pesit/fpdu/fpdu.ts'
import { parameterCode, isGroup, type UnitName } from '../../src/pesit/parameters/table.ts'
import {
  groupMembers,
  parameterCodes,
  specified,
  type SpecifiedFpdu,
  type UnitOf,
} from '../pesit/fpdu/specification.ts'

export type Direction = 'in' | 'out'
/** `present` where it may stand; `absent` where it must; `forbidden` where it may not. */
export type Check = 'present' | 'absent' | 'forbidden'

export function parameterCell(check: Check, direction: Direction, fpdu: string, code: number) {
  return `${direction}: PI ${code} ${check} in ${fpdu}`
}

export interface ParameterRow {
  readonly fpdu: string
  readonly code: number
  readonly presence: 'M' | 'o' | '–'
  readonly cells: readonly string[]
}

/** FPDUs that have parameters at all: those with file data have none. */
export const withParameters = specified.filter(({ phase }) => phase !== '00')
const allCodes = [...parameterCodes, ...Object.keys(groupMembers).map(Number)]

/** All units of an FPDU, those in its groups too. */
function flat(units: readonly UnitOf[]): readonly UnitOf[] {
  return units.flatMap((unit) => [unit, ...unit.inside])
}

export function mayHaveText({ units }: SpecifiedFpdu): boolean {
  return units.some(({ code }) => code === 2)
}

export const parameterRows: readonly ParameterRow[] = withParameters.flatMap((fpdu) => {
  const units = new Map(flat(fpdu.units).map((unit) => [unit.code, unit]))
  return allCodes.map((code): ParameterRow => {
    const unit = units.get(code)
    const cell = (check: Check, direction: Direction) =>
      parameterCell(check, direction, fpdu.name, code)
    if (code === 29 && mayHaveText(fpdu)) {
      // Read wherever PI 2 may stand, never sent.
      const cells = [cell('present', 'in'), cell('forbidden', 'out')]
      return { fpdu: fpdu.name, code, presence: 'o', cells }
    }
    if (unit === undefined) {
      const cells = [cell('forbidden', 'in'), cell('forbidden', 'out')]
      return { fpdu: fpdu.name, code, presence: '–', cells }
    }
    const present = [cell('present', 'in'), cell('present', 'out')]
    if (!unit.mandatory) return { fpdu: fpdu.name, code, presence: 'o', cells: present }
    const cells = [...present, cell('absent', 'in'), cell('absent', 'out')]
    return { fpdu: fpdu.name, code, presence: 'M', cells }
  })
})

/** What an example of an FPDU has in it. */
export function presentIn({ name, parameters }: Fpdu, direction: Direction): readonly string[] {
  return Object.entries(parameters).flatMap(([unit, value]) => {
    const inside = isGroup(unit as UnitName) ? Object.keys(value as object) : []
    return [unit, ...inside].map((one) =>
      parameterCell('present', direction, name, parameterCode(one as UnitName)),
    )
  })
}
