// Every FPDU: its phase and type bytes, and the parameters that it may carry (PeSIT E §4.2, §4.7.4, Hors-SIT
// column). M mandatory, o optional (including those with a default and the conditional ones). What is not
// listed is forbidden. PI 29 is accepted wherever PI 2 is allowed, and never sent.
//
// Above each family is its grammar. → is sent by the requester, ← by the responder; ▸ by the sender of
// file data, ◂ by its receiver. { x } any number of times, [ x ] optional, x | y one of both.
//
//   fpdu      = length (2 bytes) phase (1) type (1) dst (1) src (1) { parameter }      §4.3
//   data fpdu = length (2 bytes) phase (1) type (1) dst (1) src or number of articles (1) bytes of the file
//   parameter = PI length value | PGI length { PI length value }, by ascending code    §4.7

import type { FpduName } from './fpdu.ts'
import type { ParameterName, UnitName } from '../parameters/table.ts'

export type Presence = 'M' | 'o'
export type UnitRules = Partial<Record<UnitName, Presence>>

export interface FpduRow {
  readonly phase: 0x40 | 0x00 | 0xc0
  readonly type: number
  readonly units: UnitRules
  /** The parameters that must be in the groups that are present. */
  readonly inGroups: readonly ParameterName[]
  /** The parameters that must not be in its groups, although other FPDUs allow them there. */
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
  // Connection (PeSIT E §3.6.1, §4.2, tables 1 and 2 of §4.8):
  //   connection = →CONNECT ( ←RCONNECT | ←ACONNECT { file | message } →RELEASE ←RELCONF )
  // Either side may send ABORT instead of anything; it is not answered, and the connection is over.
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
  // File selection (§3.6.2, §4.2, tables 3 and 4). After a negative answer nothing is selected, so DESELECT
  // is not sent:
  //   file = ( →CREATE ←ACK(CREATE) | →SELECT ←ACK(SELECT) ) { opening } →DESELECT ←ACK(DESELECT)
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
  // File opening (§3.6.2, §4.2, tables 5 and 6). After a negative answer nothing is open, so CRF is not sent:
  //   opening = →ORF ←ACK(ORF) { transfer } →CRF ←ACK(CRF)
  ORF: other(0x14, { compression: 'o' }),
  'ACK(ORF)': other(0x33, { ...answer, compression: 'o' }),
  CRF: other(0x15, answer),
  'ACK(CRF)': other(0x34, answer),
  // Transfer (§3.6.3, §4.2, tables 7 to 10). The requester sends the data of WRITE, the responder that of
  // READ:
  //   transfer = ( →WRITE ←ACK(WRITE) | →READ ←ACK(READ) ) data →TRANS.END ←ACK(TRANS.END)
  READ: other(0x01, { restartPoint: 'M' }),
  'ACK(READ)': other(0x35, answer),
  WRITE: other(0x02, {}),
  'ACK(WRITE)': other(0x36, { ...answer, restartPoint: 'M' }),
  // Data (§3.7, §4.5). An article is one DTF, or part of one, or first, middle and last segments:
  //   data    = { article | ▸SYN [ ◂ACK(SYN) ] } ▸DTF.END
  //   article = ▸DTF | ▸DTFDA { ▸DTFMA } ▸DTFFA
  // ACK(SYN) is sent when the window is not 0 (PI 7), and may come later, behind more data.
  DTF: bytes(0x00),
  DTFDA: bytes(0x41),
  DTFMA: bytes(0x40),
  DTFFA: bytes(0x42),
  SYN: other(0x03, { syncNumber: 'M' }),
  'ACK(SYN)': other(0x38, { syncNumber: 'M' }),
  'DTF.END': other(0x04, answer),
  // Resynchronisation and interruption (§3.7, §4.8.3), from either side at any time in `data`:
  //   RESYN ACK(RESYN): the data goes on behind the sync point that ACK(RESYN) names
  //   IDT ACK(IDT): the transfer is over; only CRF and DESELECT may follow
  RESYN: other(0x05, { ...answer, restartPoint: 'M' }),
  'ACK(RESYN)': other(0x39, { restartPoint: 'M' }),
  IDT: other(0x06, { ...answer, endCode: 'M' }),
  'ACK(IDT)': other(0x3a, {}),
  // The end of a transfer, see above: the requester sends it, whichever side sent the data.
  'TRANS.END': other(0x08, { byteCount: 'o', articleCount: 'o' }),
  'ACK(TRANS.END)': other(0x37, { ...answer, byteCount: 'o', articleCount: 'o' }),
  // Messages (§3.6 F.MESSAGE): in one piece, or in segments of at most 4096 bytes (PI 91), with one answer:
  //   message = ( →MSG | →MSGDM { →MSGMM } →MSGFM ) ←ACK(MSG)
  MSG: messageRow(0x16),
  MSGDM: messageRow(0x17),
  MSGMM: other(0x18, { message: 'M' }),
  MSGFM: other(0x19, { message: 'M' }),
  'ACK(MSG)': other(0x3b, { ...answer, transferNumber: 'o', dataCode: 'o', message: 'o' }),
}

const names = Object.keys(fpduTable) as FpduName[]

/** The key is phase × 256 + type. */
export const fpduByBytes: ReadonlyMap<number, FpduName> = new Map(
  names.map((name) => [fpduTable[name].phase * 256 + fpduTable[name].type, name]),
)

/** FPDUs that carry file data instead of parameters. */
export function carriesData(name: FpduName): boolean {
  return fpduTable[name].phase === 0x00
}
