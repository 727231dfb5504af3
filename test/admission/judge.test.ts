// What is said of a file that goes, and what becomes of one whose look was ended before it had an answer.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type CheckEnd, type Checker, inProcessChecker } from '../../src/admission/checker.ts'
import { judge } from '../../src/admission/judge.ts'
import { spoolIn } from '../../src/admission/spool.ts'
import type { FlowForm } from '../../src/preflight/flow-content.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { silentLog } from '../../src/lib/log.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import { paymentFile } from '../helpers/payment-file.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const endedBy = (by: CheckEnd): Checker => ({
  check: () => Promise.resolve({ kind: 'ended', by }),
  readPayments: () => Promise.resolve({ kind: 'ended', by }),
  close: () => Promise.resolve(),
})

const judged = (by: CheckEnd, formats: readonly string[] | null, flow?: FlowForm) =>
  judgedBy(endedBy(by), formats, '', flow)

const lines: FlowForm = {
  kind: 'lines',
  lineEnding: 'lf',
  trimBlanks: false,
  emptyRecords: false,
  codePage: null,
  charset: 'ascii',
  articleBytes: 4096,
  articleFormat: 'variable',
  dataCode: 'ascii',
}

async function judgedBy(
  checker: Checker,
  formats: readonly string[] | null,
  content = '',
  flow?: FlowForm,
) {
  const folder = tempFolder()
  const ledger = await openLedger({ folder: join(folder, 'data'), clock: systemClock })
  onTestFinished(() => ledger.close())
  const [transfer] = await ledger.record([newTransfer()])
  if (transfer === undefined) throw new Error('nothing was recorded')
  const spool = spoolIn(folder)
  mkdirSync(dirname(spool.bytes(transfer.id)), { recursive: true })
  writeFileSync(spool.bytes(transfer.id), content)
  const deps = {
    rules: {
      ...({ formats, sameReference: 'hold', elsewhere: [] } as const),
      ...(flow === undefined ? {} : { flow }),
    },
    checker,
    spool,
    stopping: new AbortController().signal,
    log: silentLog,
  } as const
  return judge(deps, transfer)
}

describe.each([
  ['time', { kind: 'time', seconds: 30 }, 'CHECK-ENDED-TIME'],
  ['memory', { kind: 'memory', megabytes: 768 }, 'CHECK-ENDED-MEMORY'],
  ['death', { kind: 'death' }, 'CHECK-WORKER-DIED'],
] as const)('a look that was ended by %s', (_, by, code) => {
  test('holds the file with that reason where the outbox names its formats', async () => {
    const verdict = await judged(by, ['pain.001'])
    expect(verdict?.move).toMatchObject({ event: 'held', patch: { code } })
  })

  test('hinders nothing where the content does not matter: the bytes are compared all the same', async () => {
    const verdict = await judged(by, null)
    const sentence = { code: 'NOT-CHECKED-UNREADABLE' }
    expect(verdict).toMatchObject({ kind: 'compare', move: { event: 'check-passed', sentence } })
  })
})

test.each([
  { kind: 'time', seconds: 30 },
  { kind: 'memory', megabytes: 768 },
  { kind: 'death' },
] as const)(
  'a look that was ended by $kind holds a file of a flow whose settings its content must agree with',
  async (by) => {
    const verdict = await judged(by, null, lines)
    expect(verdict?.move).toMatchObject({ event: 'held' })
  },
)

describe('a file with CR in a flow of lines that end with LF', () => {
  const content = paymentFile({ transactions: 2 }).replaceAll('\n', '\r\n')

  test.each([null, ['pain.001']])('is held with its payments, with formats %j', async (formats) => {
    const crlf = content.includes('\r\n') ? content : content.replace('><', '>\r\n<')
    const verdict = await judgedBy(inProcessChecker(), formats, crlf, lines)
    expect(verdict).toMatchObject({
      kind: 'compare',
      move: {
        event: 'held',
        patch: { code: 'CONTENT-AGAINST-FLOW', payments: { reference: 'MSG-1' } },
      },
    })
  })

  test('that the bank would refuse too is rejected for that', async () => {
    const broken = paymentFile({ transactions: 2, controlSum: '3.00' }).replace('><', '>\r\n<')
    const verdict = await judgedBy(inProcessChecker(), ['pain.001'], broken, lines)
    expect(verdict).toMatchObject({ kind: 'refuse', move: { patch: { code: 'CONTROL-SUM' } } })
  })
})

describe('what is said of a file that goes', () => {
  const inOrder = paymentFile({ transactions: 2 })
  const said = async (formats: readonly string[] | null, content: string) => {
    const verdict = await judgedBy(inProcessChecker(), formats, content)
    expect(verdict?.move.event).toBe('check-passed')
    const sentence = verdict?.move.sentence
    if (typeof sentence !== 'object') throw new Error('it is no coded message')
    return { code: sentence.code, text: sentenceOf(sentence, { zone: 'Europe/Paris' }) }
  }

  test('that was checked: what it holds', async () => {
    const { code, text } = await said(['pain.001'], inOrder)
    expect(code).toBe('CHECKED')
    expect(text).toMatch(/^Complete and in order\. pain\.001, 2 transfers from .*\.$/)
  })

  test.each([
    ['a payment file', inOrder],
    ['one that is not strictly XML', `${inOrder}\u001a`],
    ['something else', 'a;b;c'],
  ])('that nobody checked, %s: no more than that', async (_, content) => {
    const { code, text } = await said(null, content)
    expect(code).toBe('NOT-CHECKED')
    expect(text).toBe('It is sent as it is: its outbox checks no format.')
  })

  test('that nobody checked and nobody can read: that its bytes alone are compared, and why', async () => {
    const { code, text } = await said(null, inOrder.slice(0, -20))
    expect(code).toBe('NOT-CHECKED-UNREADABLE')
    expect(text).toMatch(/began as payment orders, but could not be read \(.*well-formed.*\)/)
    expect(text).toMatch(/by its bytes alone/)
  })
})
