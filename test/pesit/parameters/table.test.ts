import { describe, expect, test } from 'vitest'
import {
  parameterCode,
  groupByCode,
  groupTable,
  isGroup,
  parameterByCode,
  type ParameterName,
  parameterTable,
} from '../../../src/pesit/parameters/table.ts'

/** PeSIT E §4.7.3, Hors-SIT: PI, type and length; a second length where peers are known to send more. */
const specification = `
  1 S1      2 A3      3 C24     4 C24     5 C16     6 S1      7 A3
  11 N2     12 C76    13 N3     14 M1     15 S1     16 S1     17 S1     18 N3     19 S1     20 N3
  21 A2     22 S1     23 S1     25 N2     26 N2     27 N8     28 N4     29 C254/512
  31 M1     32 N2     33 S1     37 C80/512  38 N2   39 N2
  41 S1     42 N4
  51 D12    52 D12
  61 C24    62 C24    91 B4096  99 C254/512`

test('the parameters are those of the specification', () => {
  const table = Object.values(parameterTable).map(
    ({ code, type, maximumBytes, toleratedBytes }) => {
      const more = toleratedBytes === maximumBytes ? '' : `/${toleratedBytes}`
      return `${code} ${type}${maximumBytes}${more}`
    },
  )
  expect(table).toEqual(specification.trim().split(/\s{2,}/))
})

test('the groups are those of the specification', () => {
  const table = Object.values(groupTable).map(
    ({ code, members }) => `${code} {${members.map((member) => parameterCode(member)).join(' ')}}`,
  )
  expect(table).toEqual(['9 {3 4 11 12}', '30 {31 32 33 37 38 39}', '40 {41 42}', '50 {51 52}'])
})

describe('a code', () => {
  test.each([
    [3, 'requester'],
    [13, 'transferNumber'],
    [32, 'articleBytes'],
    [51, 'creationDate'],
    [99, 'freeText'],
  ])('%i is %s', (code, name) => {
    expect(parameterByCode.get(code)).toBe(name)
    expect(parameterCode(name as ParameterName)).toBe(code)
    expect(isGroup(name as ParameterName)).toBe(false)
  })

  test.each([
    [9, 'file'],
    [30, 'logical'],
    [40, 'physical'],
    [50, 'historical'],
  ] as const)('%i is the group %s', (code, name) => {
    expect(groupByCode.get(code)).toBe(name)
    expect(parameterCode(name)).toBe(code)
    expect(isGroup(name)).toBe(true)
  })

  test('has one meaning only', () => {
    const codes = [...parameterByCode.keys(), ...groupByCode.keys()]
    expect(new Set(codes).size).toBe(codes.length)
    expect(parameterByCode.size).toBe(Object.keys(parameterTable).length)
    expect(parameterByCode.get(10)).toBeUndefined()
  })
})
