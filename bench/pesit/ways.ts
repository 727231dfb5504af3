// The ways in which a file can travel, each with the lines of configuration that make it so.

import { bytesForm, type RecordForm } from '../../src/pesit/data/records.ts'

export interface Way {
  readonly name: string
  /** Of the bank, in YAML. */
  readonly bank: string
  /** How the far end makes a file of records. */
  readonly form: RecordForm
  readonly entityBytes: number
  readonly multiArticle: boolean
  readonly tls: boolean
  readonly content: 'bytes' | 'lines' | 'columns'
  /** Of the file, beside the size asked for. */
  readonly share: number
}

const lines: RecordForm = { ...bytesForm(512), kind: 'lines' }
const base = {
  bank: '',
  form: bytesForm(65_529),
  entityBytes: 65_535,
  multiArticle: false,
  tls: false,
  content: 'bytes',
  share: 1,
} as const
const asLines = 'records: { lines: lf }\n    articleBytes: 512'

export const ways: readonly Way[] = [
  { ...base, name: 'binary, records of 64 KB' },
  {
    ...base,
    name: 'binary, records of 4 KB',
    bank: 'articleBytes: 4096',
    form: bytesForm(4096),
  },
  {
    ...base,
    name: 'segments of 4 KB',
    bank: 'articleBytes: 65535\n    articleFormat: fixed',
    form: bytesForm(65_535, 'fixed'),
    entityBytes: 4096,
  },
  {
    ...base,
    name: 'CRC, entities of 32 KB',
    bank: 'checksum: true',
    entityBytes: 32_750,
    share: 0.5,
  },
  { ...base, name: 'TLS 1.3', tls: true },
  {
    ...base,
    name: 'lines of 40 bytes, a DTF each',
    bank: asLines,
    form: lines,
    content: 'lines',
    share: 0.25,
  },
  {
    ...base,
    name: 'lines of 40 bytes, many a DTF',
    bank: `${asLines}\n    multiArticle: true`,
    form: lines,
    multiArticle: true,
    content: 'lines',
    share: 0.25,
  },
  {
    ...base,
    name: 'lines of 240, compressed (both)',
    bank: `${asLines}\n    compression: both\n    multiArticle: true`,
    form: lines,
    multiArticle: true,
    content: 'columns',
    share: 0.25,
  },
]
