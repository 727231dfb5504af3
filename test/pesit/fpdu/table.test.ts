import { expect, test } from 'vitest'
import type { FpduName } from '../../../src/pesit/fpdu/fpdu.ts'
import { carriesData, fpduByBytes, fpduTable } from '../../../src/pesit/fpdu/table.ts'
import {
  parameterCode,
  groupTable,
  isGroup,
  parameterTable,
  type UnitName,
} from '../../../src/pesit/parameters/table.ts'
import { groupMembers, parameterCodes, specification } from './specification.ts'

const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0')
const names = Object.keys(fpduTable) as FpduName[]

function unitsOf(name: FpduName): string {
  const { units, inGroups, notInGroups } = fpduTable[name]
  return (Object.keys(units) as UnitName[])
    .sort((a, b) => parameterCode(a) - parameterCode(b))
    .map((unit) => {
      const inside = isGroup(unit)
        ? groupTable[unit].members.filter((member) => !notInGroups.includes(member))
        : []
      const marked = inside.map(
        (member) => `${parameterCode(member)}${inGroups.includes(member) ? 'M' : ''}`,
      )
      const group = inside.length === 0 ? '' : `{${marked.join(' ')}}`
      return `${parameterCode(unit)}${units[unit] === 'M' ? 'M' : ''}${group}`
    })
    .join(' ')
}

test('the FPDUs and their parameters are those of the specification', () => {
  const table = names.map((name) =>
    `${hex(fpduTable[name].phase)} ${hex(fpduTable[name].type)} ${name.padEnd(15)} ${unitsOf(name)}`.trim(),
  )
  expect(table).toEqual(specification.trim().split('\n'))
})

test('the parameters and groups are those of the specification', () => {
  expect(Object.values(parameterTable).map(({ code }) => code)).toEqual(parameterCodes)
  const groups = Object.values(groupTable).map(({ code, members }) => [
    code,
    members.map(parameterCode),
  ])
  expect(groups).toEqual(
    Object.entries(groupMembers).map(([code, inside]) => [Number(code), inside]),
  )
})

test('phase and type determine the name', () => {
  expect(fpduByBytes.size).toBe(38)
  for (const name of names) {
    const { phase, type } = fpduTable[name]
    expect(fpduByBytes.get(phase * 256 + type)).toBe(name)
  }
})

test('four FPDUs carry file data', () => {
  expect(names.filter(carriesData)).toEqual(['DTF', 'DTFDA', 'DTFMA', 'DTFFA'])
})
