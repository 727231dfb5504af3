// English words for warnings about what payment files hold. Pure.

import type {
  Example,
  paymentWarnings,
  PlaceInFile,
  WarningCount,
  WarningKind,
} from '../../catalogue/file/payment-warnings.ts'
import type { Words, WordsFor } from '../../entry.ts'

interface Said {
  readonly title: string
  /** One of them, and several: `an IBAN is wrong`, `3 IBANs are wrong`. */
  readonly one: string
  many(count: number): string
  /** What stands at one place; its words come before the place. '' where the value alone says it. */
  example?(example: Example): string
  readonly next: string
}

const remake = 'If it is wrong, have the file made again.'

const words: Readonly<Record<WarningKind, Said>> = {
  IBAN: {
    title: 'A wrong IBAN',
    one: 'One IBAN is wrong',
    many: (count) => `${count} IBANs are wrong`,
    example: ({ value, why, than }) =>
      why === 'length'
        ? `${value} has another length than the ${than} characters of its country`
        : why === 'key'
          ? `the check digits of ${value} are wrong`
          : why === 'national'
            ? `${value} does not follow the rules of its country for account numbers`
            : `${value} does not have the form of an IBAN`,
    next: 'The bank will refuse these payments, or the whole file. Correct the account in the software that made it.',
  },
  'RIB-KEY': {
    title: 'A wrong RIB key',
    one: 'One French account number has a wrong RIB key',
    many: (count) => `${count} French account numbers have wrong RIB keys`,
    next: 'Look whether the number was typed wrong: its IBAN may have been made from it.',
  },
  ACCOUNT: {
    title: 'A number that cannot be an account',
    one: 'One account number has the wrong form',
    many: (count) => `${count} account numbers have the wrong form`,
    next: 'CFONB wants five digits for the bank, five for the branch, and eleven letters or digits for the account.',
  },
  BIC: {
    title: 'A wrong BIC',
    one: 'One BIC has the wrong form',
    many: (count) => `${count} BICs have the wrong form`,
    next: 'A BIC has 8 or 11 characters. Within SEPA the IBAN alone is enough.',
  },
  DATE: {
    title: 'A date that does not exist',
    one: 'One date does not exist',
    many: (count) => `${count} dates do not exist`,
    next: remake,
  },
  'DATE-MISSING': {
    title: 'A date is missing',
    one: 'One date is missing where its record says that it has one',
    many: (count) => `${count} dates are missing where their records say that they have one`,
    next: remake,
  },
  'DATE-PAST': {
    title: 'An execution date that is past',
    one: 'One execution date is past',
    many: (count) => `${count} execution dates are past`,
    example: ({ value, than }) => `${value}, when it was ${than} at the bank`,
    next: 'Most banks then execute on the next working day; some refuse the file.',
  },
  'DATE-FAR': {
    title: 'An execution date that is far ahead',
    one: 'One execution date is more than a year ahead',
    many: (count) => `${count} execution dates are more than a year ahead`,
    next: 'Look whether the year is right.',
  },
  'END-TO-END-ID-TWICE': {
    title: 'The same EndToEndId twice',
    one: 'One EndToEndId is used a second time in this file',
    many: (count) => `${count} times an EndToEndId is used again in this file`,
    next: 'Look whether a payment is in it twice.',
  },
  'END-TO-END-IDS-TOO-MANY': {
    title: 'More EndToEndIds than are compared',
    one: 'One EndToEndId was not compared with the others',
    many: (count) => `${count} EndToEndIds were not compared with the others`,
    example: ({ than }) => `only the first ${than} were compared`,
    next: 'Whether one of them is used twice is not known.',
  },
  'BATCH-ID-TWICE': {
    title: 'The same PmtInfId twice',
    one: 'One PmtInfId is used a second time in this file',
    many: (count) => `${count} times a PmtInfId is used again in this file`,
    next: 'Look whether a batch is in it twice.',
  },
  VERSION: {
    title: 'Content of another version',
    one: 'One element is of another version than the namespace says',
    many: (count) => `${count} elements are of another version than the namespace says`,
    example: ({ value, why, than }) =>
      `${value} belongs to ${why === 'older' ? 'an older' : 'a newer'} version than ${than}`,
    next: 'A bank that checks by the schema refuses the whole file. Have the software write one version.',
  },
  'VERSION-RETIRED': {
    title: 'An old version',
    one: 'It is of a version that banks no longer take, or soon will not',
    many: () => 'It is of a version that banks no longer take, or soon will not',
    next: 'Have the software write pain.001.001.03 or .09, or pain.008.001.02 or .08, as the bank asks for.',
  },
  'ADDRESS-UNSTRUCTURED': {
    title: 'An address without structure',
    one: 'One postal address has lines (AdrLine) without both the town (TwnNm) and the country (Ctry)',
    many: (count) =>
      `${count} postal addresses have lines (AdrLine) without both the town (TwnNm) and the country (Ctry)`,
    next: 'Banks refuse such addresses for payments that are executed since 15 November 2026. Have the software write at least TwnNm and Ctry.',
  },
  'ADDRESS-LINES': {
    title: 'An address with too many lines',
    one: 'One postal address has too many lines (AdrLine)',
    many: (count) => `${count} postal addresses have too many lines (AdrLine)`,
    example: ({ value, than }) => `${value} lines where ${than} are allowed`,
    next: 'SEPA takes two lines beside TwnNm and Ctry.',
  },
  'ADDRESS-LINE-LENGTH': {
    title: 'An address line that is too long',
    one: 'One address line (AdrLine) is longer than 70 characters',
    many: (count) => `${count} address lines (AdrLine) are longer than 70 characters`,
    example: ({ value }) => `${value} characters`,
    next: 'The bank may refuse the file, or cut the line.',
  },
  'SEPA-CURRENCY': {
    title: 'Another currency than EUR in SEPA',
    one: 'One SEPA payment is not in EUR',
    many: (count) => `${count} SEPA payments are not in EUR`,
    next: 'SEPA knows euros only.',
  },
  'AMOUNT-ZERO': {
    title: 'An amount of zero',
    one: 'One order has an amount of zero',
    many: (count) => `${count} orders have an amount of zero`,
    next: remake,
  },
  CURRENCY: {
    title: 'An unknown currency',
    one: 'One currency is not in use in this layout today',
    many: (count) => `${count} currencies are not in use in this layout today`,
    next: remake,
  },
  COUNTRY: {
    title: 'An unknown country',
    one: 'One country code does not exist',
    many: (count) => `${count} country codes do not exist`,
    next: 'A country has two capital letters.',
  },
  OPERATION: {
    title: 'Another operation code inside a sequence',
    one: 'One record has another operation code than its sequence',
    many: (count) => `${count} records have other operation codes than their sequence`,
    example: ({ value, than }) => `${value} in a sequence of ${than}`,
    next: remake,
  },
  'SENDER-NUMBER': {
    title: 'Another sender number inside a sequence',
    one: 'One record has another sender number than its sequence',
    many: (count) => `${count} records have other sender numbers than their sequence`,
    example: ({ value, than }) => `${value} in a sequence of ${than}`,
    next: remake,
  },
  'BENEFICIARY-BANK': {
    title: 'The bank of the beneficiary is missing',
    one: 'One order does not name the bank of the beneficiary (record 05)',
    many: (count) => `${count} orders do not name the bank of the beneficiary (record 05)`,
    next: 'Only orders by cheque need none.',
  },
  FIELD: {
    title: 'A field with a value that its layout does not have',
    one: 'One field holds a value that its layout does not have',
    many: (count) => `${count} fields hold values that their layout does not have`,
    example: ({ value, why, than }) => `${fieldNames[why] ?? why} “${value}”, not one of ${than}`,
    next: remake,
  },
  'TOTAL-OF-OTHER': {
    title: 'A total that names another sequence',
    one: 'One total record differs from its header',
    many: (count) => `${count} times a total record differs from its header`,
    example: ({ value, why, than }) =>
      `the ${why === 'account' ? 'account' : 'reference'} ${value}, and ${than} in the header`,
    next: remake,
  },
}

const fieldNames: Readonly<Partial<Record<Example['why'], string>>> = {
  'account-type': 'type of account',
  charges: 'charges',
  mode: 'mode of payment',
  qualifier: 'qualifier of the amount',
  kind: 'kind of remittance',
}

function wordsOf({ title, one, many, example, next }: Said): Words<WarningCount> {
  return {
    title,
    sentence: ({ count, examples }) => {
      const told = examples.map((each) => {
        const what = example === undefined ? each.value : example(each)
        return [what, placeText(each.place)].filter((part) => part !== '').join(', ')
      })
      const more = count - examples.length
      const all = `${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`
      return `${count === 1 ? one : many(count)}${all === '' ? '' : `: ${all}`}.`
    },
    next: () => next,
  }
}

/** As people find it: `transaction 3 (PmtInfId LOT-1, EndToEndId E2E-3)`. */
export function placeText({ unit, number, batchId, endToEndId }: PlaceInFile): string {
  const ids = [
    ...(batchId === '' ? [] : [`PmtInfId ${batchId}`]),
    ...(endToEndId === '' ? [] : [`EndToEndId ${endToEndId}`]),
  ].join(', ')
  const where = number === null ? '' : unit === 'batch' ? `PmtInf ${number}` : `${unit} ${number}`
  if (where === '') return ids
  return ids === '' ? where : `${where} (${ids})`
}

const kindsInEnglish = Object.fromEntries(
  Object.entries(words).map(([code, said]) => [code, wordsOf(said)]),
) as Readonly<Record<WarningKind, Words<WarningCount>>>

export const paymentWarningsInEnglish: WordsFor<typeof paymentWarnings> = {
  ...kindsInEnglish,
  'HELD-FOR-WARNINGS': {
    title: 'It waits because of its warnings',
    sentence: ({ name, kinds, by, bank }) => {
      const told = kinds.map(({ code, count }) => `${titleFor(code)} (${count})`).join('; ')
      const rule =
        by === 'warnings' ? 'its outbox holds files with warnings' : `${bank} holds such addresses`
      return `${name} is complete, and is held because ${rule}: ${told}.`
    },
    next: () =>
      'Look at its warnings. Release it if the bank should have it as it is, or cancel it and have it made again.',
  },
}

function titleFor(code: string): string {
  return Object.hasOwn(words, code) ? words[code as WarningKind].title : code
}
