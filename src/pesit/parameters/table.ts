// Every PI and PGI of the Hors-SIT profile: its code, how its value is encoded, and its maximum length
// (PeSIT E §4.7.3). Types: S one unsigned byte, N unsigned number, C characters, M bit mask, D date,
// A fixed bytes with a meaning of their own, B bytes.

export type ParameterType = 'S' | 'N' | 'C' | 'M' | 'D' | 'A' | 'B'

export interface ParameterRow {
  readonly code: number
  /** The name in the specification, for traces. */
  readonly title: string
  readonly type: ParameterType
  /** The longest value that we send. */
  readonly maximumBytes: number
  /** The longest value that we accept: some peers send longer labels and free texts. */
  readonly toleratedBytes: number
}

const row = (
  code: number,
  title: string,
  type: ParameterType,
  [maximumBytes, toleratedBytes]: readonly [number, number?],
): ParameterRow => ({
  code,
  title,
  type,
  maximumBytes,
  toleratedBytes: toleratedBytes ?? maximumBytes,
})

export const parameterTable = {
  crc: row(1, 'CRC', 'S', [1]),
  diagnostic: row(2, 'diagnostic', 'A', [3]),
  requester: row(3, 'requester', 'C', [24]),
  server: row(4, 'server', 'C', [24]),
  accessControl: row(5, 'access control', 'C', [16]),
  version: row(6, 'version', 'S', [1]),
  sync: row(7, 'sync points', 'A', [3]),
  fileType: row(11, 'file type', 'N', [2]),
  fileName: row(12, 'file name', 'C', [76]),
  transferNumber: row(13, 'transfer number', 'N', [3]),
  requestedAttributes: row(14, 'requested attributes', 'M', [1]),
  restarted: row(15, 'restarted', 'S', [1]),
  dataCode: row(16, 'data code', 'S', [1]),
  priority: row(17, 'priority', 'S', [1]),
  restartPoint: row(18, 'restart point', 'N', [3]),
  endCode: row(19, 'end code', 'S', [1]),
  syncNumber: row(20, 'sync point number', 'N', [3]),
  compression: row(21, 'compression', 'A', [2]),
  accessType: row(22, 'access type', 'S', [1]),
  resync: row(23, 'resynchronisation', 'S', [1]),
  entityBytes: row(25, 'entity size', 'N', [2]),
  watchdogSeconds: row(26, 'watchdog', 'N', [2]),
  byteCount: row(27, 'byte count', 'N', [8]),
  articleCount: row(28, 'article count', 'N', [4]),
  diagnosticText: row(29, 'diagnostic text', 'C', [254, 512]),
  articleFormat: row(31, 'article format', 'M', [1]),
  articleBytes: row(32, 'article length', 'N', [2]),
  organisation: row(33, 'organisation', 'S', [1]),
  label: row(37, 'file label', 'C', [80, 512]),
  keyBytes: row(38, 'key length', 'N', [2]),
  keyOffset: row(39, 'key offset', 'N', [2]),
  spaceUnit: row(41, 'space unit', 'S', [1]),
  maximumSpace: row(42, 'maximum space', 'N', [4]),
  creationDate: row(51, 'creation date', 'D', [12]),
  extractionDate: row(52, 'extraction date', 'D', [12]),
  client: row(61, 'client', 'C', [24]),
  finalBank: row(62, 'final bank', 'C', [24]),
  message: row(91, 'message', 'B', [4096]),
  freeText: row(99, 'free text', 'C', [254, 512]),
} as const satisfies Record<string, ParameterRow>

export type ParameterName = keyof typeof parameterTable

export interface GroupRow {
  readonly code: number
  readonly title: string
  readonly members: readonly ParameterName[]
}

export const groupTable = {
  file: {
    code: 9,
    title: 'file identifier',
    members: ['requester', 'server', 'fileType', 'fileName'],
  },
  logical: {
    code: 30,
    title: 'logical attributes',
    members: ['articleFormat', 'articleBytes', 'organisation', 'label', 'keyBytes', 'keyOffset'],
  },
  physical: { code: 40, title: 'physical attributes', members: ['spaceUnit', 'maximumSpace'] },
  historical: {
    code: 50,
    title: 'historical attributes',
    members: ['creationDate', 'extractionDate'],
  },
} as const satisfies Record<string, GroupRow>

export type GroupName = keyof typeof groupTable
export type UnitName = ParameterName | GroupName

/** Values that are words in this program and numbers on the wire. */
export const wordTable = {
  dataCode: { ascii: 0, ebcdic: 1, binary: 2 },
  accessType: { write: 0, read: 1, mixed: 2 },
  articleFormat: { fixed: 0x00, variable: 0x80 },
  spaceUnit: { kilobytes: 0, articles: 1 },
} as const satisfies Partial<Record<ParameterName, Record<string, number>>>

const names = Object.keys(parameterTable) as ParameterName[]
const groups = Object.keys(groupTable) as GroupName[]

export const parameterByCode: ReadonlyMap<number, ParameterName> = new Map(
  names.map((name) => [parameterTable[name].code, name]),
)
export const groupByCode: ReadonlyMap<number, GroupName> = new Map(
  groups.map((name) => [groupTable[name].code, name]),
)

export function isGroup(name: UnitName): name is GroupName {
  return name in groupTable
}

export function parameterCode(name: UnitName): number {
  return isGroup(name) ? groupTable[name].code : parameterTable[name].code
}
