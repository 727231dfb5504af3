// CFONB 160, orders to the bank: transfers and debits (03, 06 with 07, 08), and bills of exchange (operation
// 60, another layout in the same length). What the total record says against what the orders add up to. Pure.

import { formatAmount, fromCents } from './amount.ts'
import { block, type Finding } from './finding.ts'

export interface Cfonb160Summary {
  readonly operation: string
  readonly orders: number
  readonly total: bigint
  readonly account: string
  readonly reference: string
}

const recordBytes = 160
const longestLine = 1024

export interface Cfonb160Reader {
  push(chunk: Uint8Array): void
  finish(): { readonly summary: Cfonb160Summary; readonly findings: readonly Finding[] }
}

export function createCfonb160Reader(lineEnds: boolean): Cfonb160Reader {
  return new Reader(lineEnds)
}

/** What may stand before a record. */
const follows: Readonly<Record<string, readonly string[]>> = {
  '03': ['', '08'],
  '06': ['03', '06', '07'],
  '07': ['06', '07'],
  '08': ['03', '06', '07'],
}

class Reader implements Cfonb160Reader {
  private readonly lineEnds: boolean
  private readonly findings: Finding[] = []
  private readonly file = { operation: '', orders: 0, total: 0n, account: '', reference: '' }
  private rest = ''
  private record = 0
  private previous = ''
  private sequence = 0n
  private number = 0

  constructor(lineEnds: boolean) {
    this.lineEnds = lineEnds
  }

  push(chunk: Uint8Array): void {
    if (chunk.includes(0)) {
      this.add(
        block(
          'NUL',
          `record ${this.record + 1}`,
          'it holds NUL bytes: a power cut or a full disk leaves files like this',
        ),
      )
    }
    this.rest += latin1(chunk)
    if (this.lineEnds) this.takeLines()
    else
      for (; this.rest.length >= recordBytes; this.rest = this.rest.slice(recordBytes))
        this.take(this.rest.slice(0, recordBytes))
  }

  finish(): ReturnType<Cfonb160Reader['finish']> {
    const last = this.rest.replace(/[\r\n\u001a]+$/, '')
    if (last !== '') this.take(last)
    if (this.previous !== '08')
      this.add(
        block('TRUNCATED', 'end', 'its last record is not the total (08): the file is cut off'),
      )
    if (this.file.orders === 0) this.add(block('NO-TRANSACTION', 'file', 'it holds no order'))
    return { summary: { ...this.file, total: fromCents(this.file.total) }, findings: this.findings }
  }

  private add(finding: Finding): void {
    if (this.findings.length < 50) this.findings.push(finding)
  }

  private takeLines(): void {
    const lines = this.rest.split(/\r\n|\n|\r(?!$)/)
    this.rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '' && line !== '\u001a') this.take(line)
    if (this.rest.length <= longestLine) return
    this.add(block('RECORD-LENGTH', `record ${this.record + 1}`, 'it is longer than any record'))
    this.rest = ''
  }

  private take(line: string): void {
    this.record += 1
    const code = field(line, 1, 2)
    const where = `record ${this.record}`
    if (line.length !== recordBytes)
      this.add(
        block(
          'RECORD-LENGTH',
          where,
          `it has ${line.length} characters where ${recordBytes} are needed`,
        ),
      )
    if (follows[code]?.includes(this.previous) !== true) {
      const before = this.previous === '' ? 'the beginning' : this.previous
      this.add(block('RECORD-ORDER', where, `a record ${code} cannot stand behind ${before}`))
    }
    this.previous = code
    if (code === '03') this.begin(line)
    this.takeNumber(line)
    if (code === '06') {
      this.file.orders += 1
      this.sequence += this.amountOf(line)
    }
    if (code === '08') this.end(line)
  }

  private begin(line: string): void {
    this.number = 0
    this.sequence = 0n
    const bank = isBills(line) ? field(line, 82, 86) : field(line, 150, 154)
    this.file.operation = field(line, 3, 4)
    this.file.account = `${bank} ${field(line, 87, 91)} ${field(line, 92, 102)}`.trim()
    this.file.reference = field(line, 55, 61).trim()
  }

  private end(line: string): void {
    const declared = this.amountOf(line)
    if (declared !== this.sequence) {
      const [said, counted] = [declared, this.sequence].map((cents) =>
        formatAmount(fromCents(cents)),
      )
      this.add(
        block(
          'CONTROL-SUM',
          `record ${this.record}`,
          `it says a total of ${said} and its orders add up to ${counted}`,
        ),
      )
    }
    this.file.total += this.sequence
  }

  private takeNumber(line: string): void {
    if (!isBills(line)) return
    this.number += 1
    if (Number(field(line, 5, 12)) === this.number) return
    this.add(
      block(
        'RECORD-NUMBER',
        `record ${this.record}`,
        `its number is ${field(line, 5, 12)} where ${this.number} comes next`,
      ),
    )
  }

  private amountOf(line: string): bigint {
    const text = isBills(line) ? field(line, 103, 114) : field(line, 103, 118)
    if (/^\d+$/.test(text)) return BigInt(text)
    this.add(block('AMOUNT', `record ${this.record}`, `“${text.trim()}” is no amount in cents`))
    return 0n
  }
}

/** Positions as the layouts print them: from 1, both included. */
function field(line: string, from: number, to: number): string {
  return line.slice(from - 1, to)
}

function isBills(line: string): boolean {
  return field(line, 3, 4) === '60'
}

function latin1(chunk: Uint8Array): string {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
}
