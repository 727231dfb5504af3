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
  const findings: Finding[] = []
  const file = { operation: '', orders: 0, total: 0n, account: '', reference: '' }
  let rest = ''
  let record = 0
  let previous = ''
  let sequence = 0n
  let number = 0

  const add = (finding: Finding) => {
    if (findings.length < 50) findings.push(finding)
  }
  const field = (line: string, from: number, to: number) => line.slice(from - 1, to)
  const bills = (line: string) => field(line, 3, 4) === '60'
  const amountOf = (line: string): bigint => {
    const text = bills(line) ? field(line, 103, 114) : field(line, 103, 118)
    if (/^\d+$/.test(text)) return BigInt(text)
    add(block('AMOUNT', `record ${record}`, `“${text.trim()}” is no amount in cents`))
    return 0n
  }
  const takeNumber = (line: string) => {
    if (!bills(line)) return
    number += 1
    if (Number(field(line, 5, 12)) !== number)
      add(
        block(
          'RECORD-NUMBER',
          `record ${record}`,
          `its number is ${field(line, 5, 12)} where ${number} comes next`,
        ),
      )
  }
  const follows: Readonly<Record<string, readonly string[]>> = {
    '03': ['', '08'],
    '06': ['03', '06', '07'],
    '07': ['06', '07'],
    '08': ['03', '06', '07'],
  }

  const take = (line: string) => {
    record += 1
    const code = field(line, 1, 2)
    if (line.length !== recordBytes)
      add(
        block(
          'RECORD-LENGTH',
          `record ${record}`,
          `it has ${line.length} characters where ${recordBytes} are needed`,
        ),
      )
    if (follows[code]?.includes(previous) !== true)
      add(
        block(
          'RECORD-ORDER',
          `record ${record}`,
          `a record ${code} cannot stand behind ${previous === '' ? 'the beginning' : previous}`,
        ),
      )
    previous = code
    if (code === '03') {
      number = 0
      sequence = 0n
      file.operation = field(line, 3, 4)
      file.account =
        `${field(line, bills(line) ? 82 : 150, bills(line) ? 86 : 154)} ${field(line, 87, 91)} ${field(line, 92, 102)}`.trim()
      file.reference = field(line, 55, 61).trim()
    }
    takeNumber(line)
    if (code === '06') {
      file.orders += 1
      sequence += amountOf(line)
    }
    if (code === '08') {
      const declared = amountOf(line)
      if (declared !== sequence)
        add(
          block(
            'CONTROL-SUM',
            `record ${record}`,
            `it says a total of ${formatAmount(fromCents(declared))} and its orders add up to ${formatAmount(fromCents(sequence))}`,
          ),
        )
      file.total += sequence
    }
  }
  return {
    push(chunk) {
      if (chunk.includes(0))
        add(
          block(
            'NUL',
            `record ${record + 1}`,
            'it holds NUL bytes: a power cut or a full disk leaves files like this',
          ),
        )
      rest += latin1(chunk)
      if (lineEnds) {
        const lines = rest.split(/\r\n|\n|\r(?!$)/)
        rest = lines.pop() ?? ''
        for (const line of lines) if (line.trim() !== '' && line !== '\u001a') take(line)
        if (rest.length > longestLine) {
          add(block('RECORD-LENGTH', `record ${record + 1}`, 'it is longer than any record'))
          rest = ''
        }
        return
      }
      for (; rest.length >= recordBytes; rest = rest.slice(recordBytes))
        take(rest.slice(0, recordBytes))
    },
    finish() {
      const last = rest.replace(/[\r\n\u001a]+$/, '')
      if (last !== '') take(last)
      if (previous !== '08')
        add(block('TRUNCATED', 'end', 'its last record is not the total (08): the file is cut off'))
      if (file.orders === 0) add(block('NO-TRANSACTION', 'file', 'it holds no order'))
      return { summary: { ...file, total: fromCents(file.total) }, findings }
    },
  }
}

function latin1(chunk: Uint8Array): string {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
}
