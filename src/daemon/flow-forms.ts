// How the files of a flow become records, out of the configuration: what its bank wants, with what the outbox
// says otherwise.

import { identifierCode, formFor, type OwnForm } from '../bank/native/identity.ts'
import type { BankConfig, Config, OutboxConfig } from '../config/schema/configuration.ts'
import { type FlowForm, flowOfIdentity } from '../admission/against-flow.ts'
import { plainBytes, type RecordRules, type Transfer } from '../journey/transfer.ts'

type Outboxes = readonly Pick<
  OutboxConfig,
  'folder' | 'records' | 'articleBytes' | 'articleFormat'
>[]

/** null: the configuration no longer has the bank. */
export function flowFormOf(
  { banks, outboxes }: { readonly banks: Config['banks']; readonly outboxes: Outboxes },
  { bank, folder }: Pick<Transfer, 'bank' | 'folder'>,
): FlowForm | null {
  const config = banks.find(({ name }) => name === bank)
  if (config === undefined) return null
  const outbox = outboxes.find((one) => one.folder === folder)
  const { records, ...form } = formFor(bankForm(config), ownForm(outbox))
  return { ...records, ...form }
}

/**
 * Of a transfer that the bank knows: as it was begun, so that its sync points hold. Of others as it is set
 * now.
 */
export function formOfTransfer(
  config: Parameters<typeof flowFormOf>[0],
  transfer: Pick<Transfer, 'bank' | 'folder' | 'pesit'>,
): FlowForm | null {
  return transfer.pesit === null ? flowFormOf(config, transfer) : flowOfIdentity(transfer.pesit)
}

/** What a bank wants of every file. */
export function bankForm(bank: BankConfig) {
  const { entityBytes, checksum, articleFormat } = bank
  const records = recordRules(bank.records)
  return {
    records,
    articleBytes: bank.articleBytes ?? entityBytes - 6 - (checksum ? 2 : 0),
    articleFormat,
    dataCode: bank.dataCode ?? identifierCode(records),
  }
}

/** What an outbox says of its records, where that differs from the bank's. */
export function ownForm(outbox: Outboxes[number] | undefined): OwnForm {
  const { records, articleBytes, articleFormat } = outbox ?? {}
  return {
    ...(records === undefined ? {} : { records: recordRules(records) }),
    ...(articleBytes === undefined ? {} : { articleBytes }),
    ...(articleFormat === undefined ? {} : { articleFormat }),
  }
}

export function recordRules(records: BankConfig['records']): RecordRules {
  if (records === 'bytes') return plainBytes
  if ('bytes' in records) return { ...plainBytes, ...records.bytes }
  const { lines, codePage = null, charset, trim, empty } = records
  return {
    kind: 'lines',
    lineEnding: lines,
    trimBlanks: trim,
    emptyRecords: empty === 'keep',
    codePage,
    charset,
  }
}
