// Every FPDU: its phase and type bytes, and what it may carry (PeSIT E §4.2, §4.7.4, Hors-SIT column).
// M mandatory, o optional (the defaulted and the conditional ones included). What is not listed is
// forbidden; PI 29 is taken wherever PI 2 may stand, and never sent.

import type { FpduName } from './fpdu.ts'
import type { ParameterName, UnitName } from '../parameters/table.ts'

export type Presence = 'M' | 'o'
export type UnitRules = Partial<Record<UnitName, Presence>>

export interface FpduRow {
  readonly phase: 0x40 | 0x00 | 0xc0
  readonly type: number
  readonly units: UnitRules
  /** What must stand inside the groups that are there. */
  readonly inGroups: readonly ParameterName[]
  /** What may not stand inside its groups, although it may elsewhere. */
  readonly notInGroups: readonly ParameterName[]
}

const connection = (type: number, units: UnitRules): FpduRow => ({
  phase: 0x40,
  type,
  units,
  inGroups: [],
  notInGroups: [],
})
const other = (
  type: number,
  units: UnitRules,
  inGroups: readonly ParameterName[] = [],
): FpduRow => ({
  phase: 0xc0,
  type,
  units,
  inGroups,
  notInGroups: [],
})
const bytes = (type: number): FpduRow => ({
  phase: 0x00,
  type,
  units: {},
  inGroups: [],
  notInGroups: [],
})

const answer = { diagnostic: 'M' } as const
const endToEnd = { client: 'o', finalBank: 'o' } as const
const message = {
  ...endToEnd,
  file: 'M',
  transferNumber: 'M',
  requestedAttributes: 'o',
  dataCode: 'o',
  priority: 'o',
  historical: 'M',
  message: 'o',
} as const
const messageRow = (type: number): FpduRow => ({
  ...other(type, message, ['fileType', 'fileName', 'creationDate']),
  notInGroups: ['extractionDate'],
})

export const fpduTable: Readonly<Record<FpduName, FpduRow>> = {
  CONNECT: connection(0x20, {
    crc: 'o',
    requester: 'M',
    server: 'M',
    accessControl: 'o',
    version: 'M',
    sync: 'o',
    accessType: 'M',
    resync: 'o',
    watchdogSeconds: 'o',
    freeText: 'o',
  }),
  ACONNECT: connection(0x21, {
    accessControl: 'o',
    version: 'M',
    sync: 'o',
    resync: 'o',
    freeText: 'o',
  }),
  RCONNECT: connection(0x22, { ...answer, freeText: 'o' }),
  RELEASE: connection(0x23, { ...answer, freeText: 'o' }),
  RELCONF: connection(0x24, { freeText: 'o' }),
  ABORT: connection(0x25, { diagnostic: 'o' }),
  CREATE: other(
    0x11,
    {
      ...endToEnd,
      file: 'M',
      transferNumber: 'M',
      restarted: 'o',
      dataCode: 'o',
      priority: 'M',
      entityBytes: 'M',
      logical: 'M',
      physical: 'M',
      historical: 'M',
      freeText: 'o',
    },
    ['fileType', 'fileName', 'articleBytes', 'maximumSpace', 'creationDate'],
  ),
  'ACK(CREATE)': other(0x30, { ...answer, transferNumber: 'o', entityBytes: 'M', freeText: 'o' }),
  SELECT: other(
    0x12,
    {
      ...endToEnd,
      file: 'M',
      transferNumber: 'M',
      requestedAttributes: 'o',
      restarted: 'o',
      priority: 'M',
      entityBytes: 'M',
      freeText: 'o',
    },
    ['fileType', 'fileName'],
  ),
  'ACK(SELECT)': other(
    0x31,
    {
      ...answer,
      file: 'M',
      transferNumber: 'M',
      dataCode: 'o',
      entityBytes: 'M',
      logical: 'o',
      physical: 'o',
      historical: 'o',
      freeText: 'o',
    },
    ['fileType', 'fileName', 'articleBytes', 'maximumSpace', 'creationDate'],
  ),
  DESELECT: other(0x13, { ...answer, freeText: 'o' }),
  'ACK(DESELECT)': other(0x32, { ...answer, freeText: 'o' }),
  ORF: other(0x14, { compression: 'o' }),
  'ACK(ORF)': other(0x33, { ...answer, compression: 'o' }),
  CRF: other(0x15, answer),
  'ACK(CRF)': other(0x34, answer),
  READ: other(0x01, { restartPoint: 'M' }),
  'ACK(READ)': other(0x35, answer),
  WRITE: other(0x02, {}),
  'ACK(WRITE)': other(0x36, { ...answer, restartPoint: 'M' }),
  DTF: bytes(0x00),
  DTFDA: bytes(0x41),
  DTFMA: bytes(0x40),
  DTFFA: bytes(0x42),
  SYN: other(0x03, { syncNumber: 'M' }),
  'ACK(SYN)': other(0x38, { syncNumber: 'M' }),
  'DTF.END': other(0x04, answer),
  RESYN: other(0x05, { ...answer, restartPoint: 'M' }),
  'ACK(RESYN)': other(0x39, { restartPoint: 'M' }),
  IDT: other(0x06, { ...answer, endCode: 'M' }),
  'ACK(IDT)': other(0x3a, {}),
  'TRANS.END': other(0x08, { byteCount: 'o', articleCount: 'o' }),
  'ACK(TRANS.END)': other(0x37, { ...answer, byteCount: 'o', articleCount: 'o' }),
  MSG: messageRow(0x16),
  MSGDM: messageRow(0x17),
  MSGMM: other(0x18, { message: 'M' }),
  MSGFM: other(0x19, { message: 'M' }),
  'ACK(MSG)': other(0x3b, { ...answer, transferNumber: 'o', dataCode: 'o', message: 'o' }),
}

const names = Object.keys(fpduTable) as FpduName[]

/** By phase × 256 + type. */
export const fpduByBytes: ReadonlyMap<number, FpduName> = new Map(
  names.map((name) => [fpduTable[name].phase * 256 + fpduTable[name].type, name]),
)

/** FPDUs that carry file data instead of parameters. */
export function carriesData(name: FpduName): boolean {
  return fpduTable[name].phase === 0x00
}
