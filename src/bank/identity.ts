// What makes a transfer itself in the bank's eyes. Made once, kept on every attempt: a bank that sees
// another PI 13 or PI 51 sees another file. Pure.

import type { PesitIdentity, RecordRules } from '../journey/transfer.ts'
import { fillName, longest } from './names.ts'
import type { BankOptions } from './options.ts'

export function identityFor(
  options: BankOptions,
  file: {
    readonly virtualFile: string
    readonly name: string
    readonly sizeBytes: number
    readonly transferNumber: number
    readonly creationDate: string
    /** Of the outbox, where they differ from the bank's. */
    readonly records?: RecordRules
    readonly articleBytes?: number
    readonly articleFormat?: 'fixed' | 'variable'
  },
): PesitIdentity {
  const records = file.records ?? options.records
  const freeText = fillName(options.freeText, file, longest.freeText)
  return {
    partner: options.partner,
    server: options.server,
    fileType: 0,
    fileName: fillName(options.fileName, file, longest.fileName),
    transferNumber: file.transferNumber,
    creationDate: file.creationDate,
    label: fillName(options.label, file, longest.label),
    client: options.client,
    finalBank: options.finalBank,
    articleBytes: file.articleBytes ?? options.articleBytes,
    articleFormat: file.articleFormat ?? options.articleFormat,
    dataCode: file.records === undefined ? options.dataCode : codeOf(file.records),
    ...(freeText === '' ? {} : { freeText }),
    ...(records.kind === 'bytes' && records.codePage === null ? {} : { records }),
    opened: false,
    maximumKilobytes: Math.max(1, Math.ceil(file.sizeBytes / 1024)),
  }
}

/** PI 16 says what the records are. */
export function codeOf({ kind, codePage }: RecordRules): 'ascii' | 'ebcdic' | 'binary' {
  if (codePage !== null) return 'ebcdic'
  return kind === 'lines' ? 'ascii' : 'binary'
}

/** PI 51: twelve digits of local time in the given zone (PeSIT E §4.7.3). */
export function pesitDate(atMs: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: '2-digit',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(atMs))
  const digits = (type: string) => parts.find((part) => part.type === type)?.value ?? '00'
  return ['year', 'month', 'day', 'hour', 'minute', 'second'].map(digits).join('')
}
