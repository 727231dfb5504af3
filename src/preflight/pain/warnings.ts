// What is worth a look in a pain.001 or pain.008 and does not stop it. Reads in the same pass as the reader
// of payments (pain.ts), in bounded memory. Pure.

import type { PlaceInFile } from '../../wording/catalogue/file/payment-warnings.ts'
import type { CodedMessage } from '../../wording/catalogue.ts'
import { Address } from './addresses.ts'
import { dayOf } from '../values/bank-day.ts'
import { EndToEndIds } from './end-to-end-ids.ts'
import { warnOfDay } from '../values/execution-day.ts'
import { hasWrongRibKey, ibanFault, isBic } from '../values/iban-rules.ts'
import { shortIban } from '../values/iban.ts'
import type { PainFamily } from './payments.ts'
import { isRetired, strangeTo, tellsVersion, versionIn } from '../versions.ts'
import { inFile, Warnings } from '../warnings.ts'
import type { XmlEvents } from '../xml/events.ts'

const transactions: Readonly<Record<string, PainFamily>> = {
  CdtTrfTxInf: 'pain.001',
  DrctDbtTxInf: 'pain.008',
}
/** The parties whose addresses are sent with the payment. */
const parties: ReadonlySet<string> = new Set(['Dbtr', 'Cdtr', 'UltmtDbtr', 'UltmtCdtr'])
const dates: ReadonlySet<string> = new Set(['ReqdExctnDt', 'ReqdColltnDt'])
/** Means that there is no id. */
const notProvided = 'NOTPROVIDED'
const maximumBatchIds = 10_000
const maximumStrange = 2
const sepa = 'SEPA'

interface Element {
  readonly name: string
  readonly place: PlaceInFile
  readonly told: NonNullable<ReturnType<typeof tellsVersion>>
  count: number
}

export class PainWarnings implements XmlEvents {
  private readonly warnings = new Warnings()
  private readonly ids = new EndToEndIds()
  private readonly batchIds = new Set<string>()
  /** Elements that belong to certain versions, each once: the namespace may be known later. */
  private readonly elements = new Map<string, Element>()
  private readonly today: string | null
  private family: PainFamily = 'pain.001'
  private batch = { number: 0, id: '', day: null as string | null, isSepa: false }
  private transaction = { number: 0, endToEndId: '', isSepa: false }
  private isInTransaction = false
  private address: Address | null = null

  constructor(today: string | null) {
    this.today = today
  }

  open(path: readonly string[]): void {
    const name = path.at(-1) ?? ''
    if (name === 'PmtInf')
      this.batch = { number: this.batch.number + 1, id: '', day: null, isSepa: false }
    const family = path.at(-2) === 'PmtInf' ? transactions[name] : undefined
    if (family !== undefined) {
      this.family = family
      this.isInTransaction = true
      this.transaction = { number: this.transaction.number + 1, endToEndId: '', isSepa: false }
    }
    if (name === 'PstlAdr' && parties.has(path.at(-2) ?? '')) this.address = new Address()
  }

  leaf(path: readonly string[], text: string, attributes: Readonly<Record<string, string>>): void {
    const name = path.at(-1) ?? ''
    const parent = path.at(-2) ?? ''
    const told = tellsVersion(parent, name)
    if (told !== null) this.noteElement(name, told)
    if (this.address !== null && parent === 'PstlAdr') return this.address.take(name, text)
    if (!path.includes('PmtInf')) return
    switch (name) {
      case 'IBAN':
        return this.takeIban(text)
      case 'BIC':
      case 'BICFI':
        if (!isBic(text)) this.warnings.add('BIC', this.place, { value: text })
        return
      case 'PmtInfId':
        return this.takeBatchId(text)
      case 'EndToEndId':
        if (parent === 'PmtId') this.takeEndToEndId(text)
        return
      case 'InstdAmt':
      case 'Amt':
        return this.takeCurrency(attributes['Ccy'])
      case 'Cd':
        if (parent === 'SvcLvl' && text === sepa) this.isSepaHere()
        return
    }
    if (dates.has(name) || dates.has(parent)) this.takeDate(text)
  }

  close(path: readonly string[]): void {
    const name = path.at(-1) ?? ''
    if (name === 'PstlAdr' && this.address !== null) {
      this.address.judge(this.warnings, this.place, this.settlementDay)
      this.address = null
    }
    if (path.at(-2) === 'PmtInf' && name in transactions) this.isInTransaction = false
  }

  finish(namespace: string): readonly CodedMessage[] {
    this.judgeVersion(namespace)
    const { passedOver, compared } = this.ids
    if (passedOver > 0)
      this.warnings.add(
        'END-TO-END-IDS-TOO-MANY',
        inFile,
        { value: '', than: String(compared) },
        passedOver,
      )
    return this.warnings.all
  }

  private get place(): PlaceInFile {
    const { number, id } = this.batch
    return this.isInTransaction
      ? {
          unit: 'transaction',
          number: this.transaction.number,
          batchId: id,
          endToEndId: this.transaction.endToEndId,
        }
      : { unit: 'batch', number, batchId: id, endToEndId: '' }
  }

  /** A past day is replaced by the current one. */
  private get settlementDay(): string | null {
    const { day } = this.batch
    if (day === null || this.today === null) return day ?? this.today
    return day > this.today ? day : this.today
  }

  private takeIban(text: string): void {
    const value = shortIban(text)
    const fault = ibanFault(text)
    if (fault !== null) {
      const { why } = fault
      const than = 'than' in fault ? String(fault.than) : ''
      this.warnings.add('IBAN', this.place, { value, why, than })
    } else if (hasWrongRibKey(text)) this.warnings.add('RIB-KEY', this.place, { value })
  }

  private takeBatchId(text: string): void {
    this.batch.id = text
    if (this.batchIds.has(text)) this.warnings.add('BATCH-ID-TWICE', this.place, { value: text })
    else if (this.batchIds.size < maximumBatchIds) this.batchIds.add(text)
  }

  private takeEndToEndId(text: string): void {
    this.transaction.endToEndId = text
    if (text === notProvided) return
    if (this.ids.add(text)) this.warnings.add('END-TO-END-ID-TWICE', this.place, { value: '' })
  }

  private isSepaHere(): void {
    if (this.isInTransaction) this.transaction.isSepa = true
    else this.batch.isSepa = true
  }

  private takeCurrency(currency: string | undefined): void {
    if (!this.isInTransaction || currency === undefined || currency === 'EUR') return
    if (this.batch.isSepa || this.transaction.isSepa)
      this.warnings.add('SEPA-CURRENCY', this.place, { value: currency })
  }

  private takeDate(text: string): void {
    const day = dayOf(text)
    this.batch.day = day
    warnOfDay(this.warnings, this.place, { text, day, today: this.today })
  }

  private noteElement(name: string, told: Element['told']): void {
    const key = `${name} ${told.isNew}`
    const known = this.elements.get(key)
    if (known === undefined) this.elements.set(key, { name, place: this.place, told, count: 1 })
    else known.count += 1
  }

  private judgeVersion(namespace: string): void {
    const said = versionIn(namespace)
    if (said === null) return
    if (isRetired(said.version, this.family))
      this.warnings.add('VERSION-RETIRED', inFile, { value: said.name })
    const strange = [...this.elements.values()].flatMap(({ told, ...element }) => {
      const why = strangeTo(said.version, this.family, told)
      return why === null ? [] : [{ ...element, why }]
    })
    for (const { name, place, count, why } of strange.slice(0, maximumStrange))
      this.warnings.add('VERSION', place, { value: name, why, than: said.name }, count)
  }
}
