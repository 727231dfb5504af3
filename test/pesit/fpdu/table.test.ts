import { expect, test } from 'vitest'
import type { FpduName } from '../../../src/pesit/fpdu/fpdu.ts'
import { carriesData, fpduByBytes, fpduTable } from '../../../src/pesit/fpdu/table.ts'
import { codeOf, groupTable, isGroup, type UnitName } from '../../../src/pesit/parameters/table.ts'

// PeSIT E §4.2 and §4.7.4, Hors-SIT column: phase and type, name, parameters; M is mandatory. In a group,
// only what is mandatory inside it is shown. PI 26 is taken of ETEBAC 5, PI 17 in messages of other peers.
const specification = `
40 20 CONNECT         1 3M 4M 5 6M 7 22M 23 26 99
40 21 ACONNECT        5 6M 7 23 99
40 22 RCONNECT        2M 99
40 23 RELEASE         2M 99
40 24 RELCONF         99
40 25 ABORT           2
C0 11 CREATE          9M{11 12} 13M 15 16 17M 25M 30M{32} 40M{42} 50M{51} 61 62 99
C0 30 ACK(CREATE)     2M 13 25M 99
C0 12 SELECT          9M{11 12} 13M 14 15 17M 25M 61 62 99
C0 31 ACK(SELECT)     2M 9M{11 12} 13M 16 25M 30{32} 40{42} 50{51} 99
C0 13 DESELECT        2M 99
C0 32 ACK(DESELECT)   2M 99
C0 14 ORF             21
C0 33 ACK(ORF)        2M 21
C0 15 CRF             2M
C0 34 ACK(CRF)        2M
C0 01 READ            18M
C0 35 ACK(READ)       2M
C0 02 WRITE
C0 36 ACK(WRITE)      2M 18M
00 00 DTF
00 41 DTFDA
00 40 DTFMA
00 42 DTFFA
C0 03 SYN             20M
C0 38 ACK(SYN)        20M
C0 04 DTF.END         2M
C0 05 RESYN           2M 18M
C0 39 ACK(RESYN)      18M
C0 06 IDT             2M 19M
C0 3A ACK(IDT)
C0 08 TRANS.END       27 28
C0 37 ACK(TRANS.END)  2M 27 28
C0 16 MSG             9M{11 12} 13M 14 16 17 50M{51} 61 62 91
C0 17 MSGDM           9M{11 12} 13M 14 16 17 50M{51} 61 62 91
C0 18 MSGMM           91M
C0 19 MSGFM           91M
C0 3B ACK(MSG)        2M 13 16 91`

const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0')
const names = Object.keys(fpduTable) as FpduName[]

function unitsOf(name: FpduName): string {
  const { units, inGroups } = fpduTable[name]
  return (Object.keys(units) as UnitName[])
    .sort((a, b) => codeOf(a) - codeOf(b))
    .map((unit) => {
      const inside = isGroup(unit)
        ? groupTable[unit].members.filter((member) => inGroups.includes(member))
        : []
      const group = inside.length === 0 ? '' : `{${inside.map(codeOf).join(' ')}}`
      return `${codeOf(unit)}${units[unit] === 'M' ? 'M' : ''}${group}`
    })
    .join(' ')
}

test('the FPDUs and their parameters are those of the specification', () => {
  const table = names.map((name) =>
    `${hex(fpduTable[name].phase)} ${hex(fpduTable[name].type)} ${name.padEnd(15)} ${unitsOf(name)}`.trim(),
  )
  expect(table).toEqual(specification.trim().split('\n'))
})

test('phase and type lead back to the name', () => {
  expect(fpduByBytes.size).toBe(38)
  for (const name of names) {
    const { phase, type } = fpduTable[name]
    expect(fpduByBytes.get(phase * 256 + type)).toBe(name)
  }
})

test('four FPDUs carry file data', () => {
  expect(names.filter(carriesData)).toEqual(['DTF', 'DTFDA', 'DTFMA', 'DTFFA'])
})
