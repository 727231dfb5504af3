// What identifies a transfer for the bank. It is made once and kept for every attempt, because a bank that
// sees another PI 13 or PI 51 sees another file. Pure.

import type { PesitIdentity, RecordRules } from '../../journey/transfer.ts'
import { fillName, longest } from './names.ts'
import type { BankOptions, RecordFormOptions } from './options.ts'

/** What an outbox says about its records, where that differs from the bank. */
export interface OwnForm {
  readonly records?: RecordRules
  readonly articleBytes?: number
  readonly articleFormat?: 'fixed' | 'variable'
}

/** How a file of one outbox becomes records. */
export function formFor(bank: RecordFormOptions, own: OwnForm): RecordFormOptions {
  return {
    records: own.records ?? bank.records,
    articleBytes: own.articleBytes ?? bank.articleBytes,
    articleFormat: own.articleFormat ?? bank.articleFormat,
    dataCode: own.records === undefined ? bank.dataCode : identifierCode(own.records),
  }
}

export function identityFor(
  options: BankOptions,
  file: OwnForm & {
    readonly virtualFile: string
    readonly name: string
    readonly sizeBytes: number
    readonly transferNumber: number
    readonly creationDate: string
  },
): PesitIdentity {
  const { names, identification } = options
  const { records, ...form } = formFor(options.form, file)
  const freeText = fillName(names.freeText, file, longest.freeText)
  return {
    partner: identification.partner,
    server: identification.server,
    fileType: 0,
    fileName: fillName(names.fileName, file, longest.fileName),
    transferNumber: file.transferNumber,
    creationDate: file.creationDate,
    label: fillName(names.label, file, longest.label),
    client: names.client,
    finalBank: names.finalBank,
    ...form,
    ...(freeText === '' ? {} : { freeText }),
    ...(records.kind === 'bytes' && records.codePage === null ? {} : { records }),
    opened: false,
    maximumKilobytes: Math.max(1, Math.ceil(file.sizeBytes / 1024)),
  }
}

/** PI 16 says what the records are. */
export function identifierCode({ kind, codePage }: RecordRules): 'ascii' | 'ebcdic' | 'binary' {
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
