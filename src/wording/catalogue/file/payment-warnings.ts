// Warnings about what payment files hold: worth a look, no reason to stop a payment. One message a kind and
// file, with how often it was found and the first places. And the message of a file that waits for a person
// because of its warnings. Pure.

import { entry } from '../../entry.ts'

/** Where in a file; numbers count from 1. */
export type PlaceInFile = {
  readonly unit: 'file' | 'batch' | 'transaction' | 'record'
  /** null: of the whole file. */
  readonly number: number | null
  /** PmtInfId and EndToEndId, where they are known; '' otherwise. */
  readonly batchId: string
  readonly endToEndId: string
}

/** What is wrong with a value, where a kind of warning has several ways. */
export type Why =
  | ''
  /** Of an IBAN, a BIC or an account. */
  | 'form'
  | 'length'
  | 'key'
  | 'national'
  /** Of a version. */
  | 'older'
  | 'newer'
  /** Of a record: the field. */
  | 'account-type'
  | 'charges'
  | 'mode'
  | 'qualifier'
  | 'kind'
  | 'account'
  | 'reference'

export type Example = {
  readonly place: PlaceInFile
  /** What stands there; numbers of accounts are shortened. */
  readonly value: string
  /** What it was compared with: a day, a version, a limit; '' where there is nothing. */
  readonly than: string
  readonly why: Why
}

export type WarningCount = {
  /** How often. */
  readonly count: number
  /** The first of them. */
  readonly examples: readonly Example[]
}

const warning = () =>
  entry<WarningCount>({ scope: 'file', severity: 'warning', fault: 'writer', heals: true })

export const warningKinds = {
  IBAN: warning(),
  /** The key of a French account number (RIB), alone or inside a FR or MC IBAN. */
  'RIB-KEY': warning(),
  /** The number of an account in CFONB that can be none. */
  ACCOUNT: warning(),
  BIC: warning(),
  DATE: warning(),
  'DATE-MISSING': warning(),
  'DATE-PAST': warning(),
  'DATE-FAR': warning(),
  'END-TO-END-ID-TWICE': warning(),
  /** There were more than can be kept: the rest was not compared. */
  'END-TO-END-IDS-TOO-MANY': warning(),
  'BATCH-ID-TWICE': warning(),
  /** Elements of another version than the namespace says. */
  VERSION: warning(),
  /** The namespace says a version that banks stop to take, such as pain.001.001.02. */
  'VERSION-RETIRED': warning(),
  /** Lines without the town and the country: refused since 15 November 2026. */
  'ADDRESS-UNSTRUCTURED': warning(),
  'ADDRESS-LINES': warning(),
  'ADDRESS-LINE-LENGTH': warning(),
  /** Another currency than EUR in a SEPA payment. */
  'SEPA-CURRENCY': warning(),
  'AMOUNT-ZERO': warning(),
  /** Of CFONB: francs, or no currency at all. */
  CURRENCY: warning(),
  COUNTRY: warning(),
  OPERATION: warning(),
  'SENDER-NUMBER': warning(),
  'BENEFICIARY-BANK': warning(),
  /** A field of a record holds what its layout does not have. */
  FIELD: warning(),
  /** A total record names another account or reference than its header. */
  'TOTAL-OF-OTHER': warning(),
} as const

export type WarningKind = keyof typeof warningKinds

export const paymentWarnings = {
  ...warningKinds,
  'HELD-FOR-WARNINGS': entry<{
    readonly name: string
    readonly kinds: readonly { readonly code: string; readonly count: number }[]
    /** Whose rule holds it: `warnings` of the outbox, or `addresses` of the bank. */
    readonly by: 'warnings' | 'addresses'
    readonly bank: string
  }>({ scope: 'file', severity: 'error', fault: 'writer', heals: false }),
} as const
