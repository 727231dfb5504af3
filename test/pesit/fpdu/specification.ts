// What each FPDU may carry, copied by hand from PeSIT E §4.2 and §4.7.4 (Hors-SIT column): phase and type,
// name, parameters, those of a group in braces. M: mandatory. What is not listed is forbidden. PI 26 is taken
// of ETEBAC 5, PI 17 in messages of other peers. PI 29 may be read wherever PI 2 may stand, and is never
// sent.

export const specification = `
40 20 CONNECT         1 3M 4M 5 6M 7 22M 23 26 99
40 21 ACONNECT        5 6M 7 23 99
40 22 RCONNECT        2M 99
40 23 RELEASE         2M 99
40 24 RELCONF         99
40 25 ABORT           2
C0 11 CREATE          9M{3 4 11M 12M} 13M 15 16 17M 25M 30M{31 32M 33 37 38 39} 40M{41 42M} 50M{51M 52} 61 62 99
C0 30 ACK(CREATE)     2M 13 25M 99
C0 12 SELECT          9M{3 4 11M 12M} 13M 14 15 17M 25M 61 62 99
C0 31 ACK(SELECT)     2M 9M{3 4 11M 12M} 13M 16 25M 30{31 32M 33 37 38 39} 40{41 42M} 50{51M 52} 99
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
C0 16 MSG             9M{3 4 11M 12M} 13M 14 16 17 50M{51M} 61 62 91
C0 17 MSGDM           9M{3 4 11M 12M} 13M 14 16 17 50M{51M} 61 62 91
C0 18 MSGMM           91M
C0 19 MSGFM           91M
C0 3B ACK(MSG)        2M 13 16 91`

export interface UnitOf {
  readonly code: number
  readonly mandatory: boolean
  /** Of a group: what may stand in it. */
  readonly inside: readonly UnitOf[]
}

export interface SpecifiedFpdu {
  readonly name: string
  readonly phase: string
  readonly type: string
  readonly units: readonly UnitOf[]
}

function unitsOf(text: string): readonly UnitOf[] {
  return [...text.matchAll(/(\d+)(M?)(?:\{([^}]*)\})?/g)].map(([, code, mark, inside]) => ({
    code: Number(code),
    mandatory: mark === 'M',
    inside: inside === undefined ? [] : unitsOf(inside),
  }))
}

export const specified: readonly SpecifiedFpdu[] = specification
  .trim()
  .split('\n')
  .map((line) => {
    const [phase = '', type = '', name = '', ...rest] = line.split(/\s+/)
    return { phase, type, name, units: unitsOf(rest.join(' ')) }
  })

/** The groups, with all that may stand in one somewhere. */
export const groupMembers: Readonly<Record<number, readonly number[]>> = {
  9: [3, 4, 11, 12],
  30: [31, 32, 33, 37, 38, 39],
  40: [41, 42],
  50: [51, 52],
}

/** Every parameter of the profile. */
export const parameterCodes: readonly number[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 25, 26, 27, 28, 29],
  ...[31, 32, 33, 37, 38, 39, 41, 42, 51, 52, 61, 62, 91, 99],
]
