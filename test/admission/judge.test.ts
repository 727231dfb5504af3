// What is said of a file that goes, and what becomes of one whose look was ended before it had an answer.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type CheckEnd, type Checker, inProcessChecker } from '../../src/admission/checker.ts'
import { judge, readPayments, type Verdict } from '../../src/admission/judge.ts'
import { type WarningRules, warningRules } from '../../src/admission/warning-rules.ts'
import { spoolIn } from '../../src/ledger/spool/spool.ts'
import type { FlowForm } from '../../src/preflight/flow-content.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { systemClock } from '../../src/lib/time/clock.ts'
import { silentLog } from '../../src/lib/log.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
import { newTransfer } from '../helpers/new-transfer.ts'
import { paymentFile } from '../helpers/payment-file.ts'
import { abroad, layouts, pain, transfers } from '../preflight/files-of-orders.ts'
import { tempFolder } from '../helpers/temp-folder.ts'
import { reasonWith } from '../helpers/messages.ts'

const endedBy = (by: CheckEnd): Checker => ({
  check: () => Promise.resolve({ kind: 'ended', by }),
  readPayments: () => Promise.resolve({ kind: 'ended', by }),
  close: () => Promise.resolve(),
})

const judged = (by: CheckEnd, formats: readonly string[] | null, flow?: FlowForm) =>
  judgedBy(endedBy(by), formats, flow === undefined ? {} : { flow })

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

interface Case {
  readonly warnings?: WarningRules
  readonly content?: string | Uint8Array
  readonly complete?: boolean
  /** '': it was uploaded. */
  readonly look?: string
  readonly flow?: FlowForm
  readonly sameReference?: 'hold' | 'warn'
  readonly elsewhere?: readonly {
    readonly virtualFile: string
    readonly folder: string
    readonly formats: readonly string[]
  }[]
  /** A reason that the transfer has already. */
  readonly code?: string
}

async function judgedBy(
  checker: Checker,
  formats: readonly string[] | null,
  {
    content = '',
    complete = true,
    look = '20261124-090000-1',
    flow,
    warnings,
    sameReference = 'hold',
    elsewhere = [],
    code = '',
  }: Case = {},
) {
  const folder = tempFolder()
  const ledger = await openLedger({ folder: join(folder, 'data'), clock: systemClock })
  onTestFinished(() => ledger.close())
  const [transfer] = await ledger.record([newTransfer({ look, reason: reasonWith(code) })])
  if (transfer === undefined) throw new Error('nothing was recorded')
  const spool = spoolIn(folder)
  mkdirSync(dirname(spool.bytes(transfer.id)), { recursive: true })
  writeFileSync(spool.bytes(transfer.id), content)
  const deps = {
    rules: {
      ...{ formats, complete, sameReference, elsewhere },
      ...(flow === undefined ? {} : { flow }),
      ...(warnings === undefined ? {} : { warnings }),
    },
    checker,
    spool,
    stopping: new AbortController().signal,
    log: silentLog,
  } as const
  return judge(deps, transfer)
}

test.each([null, ['pain.001']])(
  'a file is judged after the next start when we stop meanwhile, with formats %j',
  async (formats) => {
    const stopped: Checker = {
      check: () => Promise.resolve({ kind: 'stopped' }),
      readPayments: () => Promise.resolve({ kind: 'stopped' }),
      close: () => Promise.resolve(),
    }
    expect(await judgedBy(stopped, formats)).toBe(null)
    expect(await judgedBy(stopped, formats, { flow: lines })).toBe(null)
  },
)

test('a check that fails to run holds the file, with the error', async () => {
  const failing: Checker = {
    check: () => Promise.reject(new Error('EIO')),
    readPayments: () => Promise.reject(new Error('EIO')),
    close: () => Promise.resolve(),
  }
  for (const formats of [null, ['pain.001']])
    expect(await judgedBy(failing, formats)).toMatchObject({
      kind: 'compare',
      move: {
        event: 'held',
        patch: { reason: { code: 'CHECK-FAILED-TO-RUN' } },
        sentence: { arguments: { name: 'salaires.xml', why: 'EIO' } },
      },
    })
})

test('a reason that the file has already holds it, also when its content is in order or cut off', async () => {
  const content = paymentFile({ transactions: 1 })
  for (const [formats, text] of [
    [null, content],
    [['pain.001'], content],
    [null, content.slice(0, -30)],
  ] as const) {
    const verdict = await judgedBy(inProcessChecker(), formats, { content: text, code: 'CHANGED' })
    // The reason that is stored stays.
    expect(verdict?.move.patch).not.toHaveProperty('reason')
    expect(verdict).toMatchObject({
      kind: 'compare',
      move: {
        event: 'held',
        sentence: { code: 'OLD-TEXT', arguments: { code: 'CHANGED' } },
      },
    })
  }
})

describe('a file in the wrong folder', () => {
  const elsewhere = [
    { virtualFile: 'SEPA', folder: '/out/sepa', formats: ['pain.001', 'pain.008'] },
    { virtualFile: 'CFONB', folder: '/out/cfonb', formats: ['cfonb-160'] },
  ]
  const wrong = async (content: string, look?: string) => {
    const verdict = await judgedBy(inProcessChecker(), ['cfonb-320'], {
      ...{ content, elsewhere },
      ...(look === undefined ? {} : { look }),
    })
    expect(verdict?.kind).toBe('refuse')
    return verdict?.move.sentence
  }

  test('is rejected with the outboxes that take its format', async () => {
    expect(await wrong(pain())).toMatchObject({
      code: 'WRONG-FOLDER',
      arguments: {
        ...{ name: 'salaires.xml', found: 'pain.001', sends: ['cfonb-320'] },
        elsewhere: [{ virtualFile: 'SEPA', folder: '/out/sepa' }],
      },
    })
  })

  test('is rejected with the virtual file alone when it was uploaded', async () => {
    expect(await wrong(pain(), '')).toMatchObject({
      arguments: { elsewhere: [{ virtualFile: 'SEPA', folder: '' }] },
    })
  })
})

test('the payments of a file are read even when its outbox checks nothing', async () => {
  const folder = tempFolder()
  const spool = spoolIn(folder)
  const transfer = { id: 'one' } as Parameters<typeof readPayments>[1]
  mkdirSync(dirname(spool.bytes('one')), { recursive: true })
  writeFileSync(spool.bytes('one'), pain())
  const rules = { formats: null, sameReference: 'hold', elsewhere: [] } as const
  const deps = { rules, checker: inProcessChecker(), spool, log: silentLog }
  expect(await readPayments(deps, transfer)).toMatchObject({ reference: 'MSG-0001' })
  const stopped = { ...deps.checker, readPayments: () => Promise.resolve({ kind: 'stopped' }) }
  await expect(readPayments({ ...deps, checker: stopped as Checker }, transfer)).rejects.toThrow(
    'stops',
  )
})

test('a refusal keeps the first 20 of many faults', async () => {
  const batches = [{ orders: Array.from({ length: 30 }, () => ({ amount: '1,00' })) }]
  const content = pain({ batches })
  const verdict = await judgedBy(inProcessChecker(), ['pain.001'], { content })
  expect(verdict?.move.event).toBe('check-failed')
  expect(verdict?.move.detail?.['findings']).toHaveLength(20)
  const elsewhere = await judgedBy(inProcessChecker(), ['pain.008'], { content })
  expect(elsewhere?.move.sentence).toMatchObject({ code: 'WRONG-FOLDER' })
  // That it is in the wrong folder is the reason itself.
  expect(elsewhere?.move.detail?.['findings']).toHaveLength(19)
})

describe.each([
  ['time', { kind: 'time', seconds: 30 }, 'CHECK-ENDED-TIME'],
  ['memory', { kind: 'memory', megabytes: 768 }, 'CHECK-ENDED-MEMORY'],
  ['death', { kind: 'death' }, 'CHECK-WORKER-DIED'],
] as const)('a look that was ended by %s', (_, by, code) => {
  test('holds the file with that reason where the outbox names its formats', async () => {
    const verdict = await judged(by, ['pain.001'])
    expect(verdict?.move).toMatchObject({ event: 'held', patch: { reason: { code } } })
  })

  test('names the file and the limit that was reached', async () => {
    const { kind: _, ...limit } = by
    const verdict = await judged(by, ['pain.001'])
    expect(verdict?.move.sentence).toEqual({ code, arguments: { name: 'salaires.xml', ...limit } })
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
    const verdict = await judgedBy(inProcessChecker(), formats, { content: crlf, flow: lines })
    expect(verdict).toMatchObject({
      kind: 'compare',
      move: {
        event: 'held',
        patch: { reason: { code: 'CONTENT-AGAINST-FLOW' }, payments: { reference: 'MSG-1' } },
      },
    })
  })

  test('that the bank would refuse too is rejected for that', async () => {
    const broken = paymentFile({ transactions: 2, controlSum: '3.00' }).replace('><', '>\r\n<')
    const verdict = await judgedBy(inProcessChecker(), ['pain.001'], {
      content: broken,
      flow: lines,
    })
    expect(verdict).toMatchObject({
      kind: 'refuse',
      move: { patch: { reason: { code: 'CONTROL-SUM' } } },
    })
  })
})

describe('the message of a file that is sent', () => {
  const inOrder = paymentFile({ transactions: 2 })
  const said = async (formats: readonly string[] | null, content: string) => {
    const verdict = await judgedBy(inProcessChecker(), formats, { content })
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
    const { code, text } = await said(null, inOrder.replace('</GrpHdr>', '</PmtInf>'))
    expect(code).toBe('NOT-CHECKED-UNREADABLE')
    expect(text).toMatch(/began as payment orders, but could not be read \(.*well-formed.*\)/)
    expect(text).toMatch(/by its bytes alone/)
  })
})

const statement = [
  '0130004    00823EUR2 00001234567  010327'.padEnd(90).concat('0000000000000{').padEnd(120),
  '0430004    00823EUR2 00001234567  010327'.padEnd(90).concat('0000000000000{').padEnd(120),
]

describe('what is visibly cut, where nobody checks', () => {
  const paid = paymentFile({ transactions: 2 })
  const cuts: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
    [
      'pain.001',
      paid.slice(0, -30),
      /ends after \d+ bytes, at line \d+, column \d+: <.*> has no end tag/,
    ],
    ['pain.001 in a start tag', paid.slice(0, 400), /has no end tag/],
    ['a bare ampersand and cut', paid.slice(0, -30).replace('<Nm>', '<Nm>R & D'), /has no end tag/],
    [
      'XML of another kind',
      '<?xml version="1.0"?><orders><order>1</order>',
      /<orders> has no end tag/,
    ],
    [
      'XML with a DOCTYPE',
      '<!DOCTYPE orders [<!ENTITY a "b">]><orders><order>',
      /end of the XML is missing/,
    ],
    [
      'NULs where the end was',
      `${paid.slice(0, -300)}${'\0'.repeat(300)}`,
      /end of the XML is missing/,
    ],
    ['UTF-16', Buffer.from(`\ufeff${paid.slice(0, -30)}`, 'utf16le'), /has no end tag/],
    [
      'CFONB 160',
      transfers().slice(0, -1).join('\r\n'),
      /record 3, which has the code 06: the closing record/,
    ],
    [
      'CFONB 160 within a record',
      transfers().join('').slice(0, 400),
      /record 3 \(code 06\): of 160 characters only 80/,
    ],
    [
      'CFONB 160 within its total',
      transfers().join('').slice(0, 590),
      /record 4 \(code 08\): of 160 characters only 110/,
    ],
    ['CFONB 160 in its first record', transfers().join('').slice(0, 40), /record 1 \(code 03\)/],
    ['CFONB 320', abroad().slice(0, -1).join('\n'), /closing record is missing/],
    [
      'CFONB 160 in EBCDIC',
      layouts['EBCDIC']?.write(transfers().slice(0, -1)) ?? '',
      /closing record is missing/,
    ],
    [
      'CFONB 160 behind a mark',
      `\ufeff${transfers().slice(0, -1).join('\n')}`,
      /closing record is missing/,
    ],
    [
      'CFONB 160 behind blank lines',
      `\n\n${transfers().slice(0, -1).join('\n')}`,
      /closing record is missing/,
    ],
    ['a statement', statement.join('\r\n'), /record 2, which has the code 04/],
  ]

  test.each(cuts)(
    '%s: held in a folder, with the place where it ends',
    async (_, content, place) => {
      const verdict = await judgedBy(inProcessChecker(), null, { content })
      expect(verdict).toMatchObject({
        kind: 'compare',
        move: { event: 'held', patch: { reason: { code: 'FILE-CUT' } } },
      })
      expect(textOf(verdict)).toMatch(/^salaires\.xml is held: it is cut off\./)
      expect(textOf(verdict)).toMatch(place)
      expect(textOf(verdict)).toMatch(
        /Ask who writes it why it stops there, have the whole file dropped again/,
      )
    },
  )

  test.each(cuts)('%s: refused where it was uploaded', async (_, content, place) => {
    const verdict = await judgedBy(inProcessChecker(), null, { content, look: '' })
    expect(verdict).toMatchObject({ kind: 'refuse', move: { event: 'check-failed' } })
    expect(textOf(verdict)).toMatch(place)
  })

  test.each(cuts)('%s: goes where the outbox says `complete: false`', async (_, content) => {
    const verdict = await judgedBy(inProcessChecker(), null, { content, complete: false })
    expect(verdict?.move.event).toBe('check-passed')
  })

  test.each([
    ['a CSV that begins like a statement', '01;FR76;1200,00\r\n'],
    ['a CSV of dates', '01/12/2026;FR7630006022000000010028;Dupont;1200,00\r\n'],
    ['a CSV of dates in March', '03/11/2026;a;b\r\n06/11/2026;c;d\r\n'],
    ['the last day of a month', '31/12/2026 closing of the year'],
    ['telephone numbers', '0312345678\n0612345678\n0812345678\n'],
    ['an HTML page', '<html><head><title>Error</title><body><br><p>Not found'],
    ['an HTML page with a DOCTYPE', '<!DOCTYPE html><html><body><p>Not found'],
    ['a text with a less-than sign', '<100 EUR: nothing to do'],
    ['a text in angle brackets', '<see below> call the bank'],
    ['a text that is no XML', '<note>1 < 2'],
    [
      'trimmed transfers',
      transfers()
        .map((line) => line.trimEnd())
        .join('\r\n'),
    ],
    ['transfers without the last blanks', transfers().join('\r\n').trimEnd()],
  ])('%s is nothing that is cut: it goes', async (_, content) => {
    const verdict = await judgedBy(inProcessChecker(), null, { content })
    expect(verdict?.move.event).toBe('check-passed')
  })
})

function textOf(verdict: Verdict | null): string {
  const sentence = verdict?.move.sentence
  if (typeof sentence !== 'object') throw new Error('it is no coded message')
  return sentenceOf(sentence, { zone: 'Europe/Paris' })
}

test('warnings are stored with the file and in its fact, and hold it where its outbox says so', async () => {
  const content = paymentFile({ transactions: 2 }).replace(/<IBAN>[^<]*</, '<IBAN>FR00<')
  const warnings = (all: 'show' | 'hold') =>
    warningRules({ all, addresses: 'warn', nowMs: () => Date.parse('2026-11-30T09:00:00Z') })
  const shown = await judgedBy(inProcessChecker(), ['pain.001'], {
    content,
    warnings: warnings('show'),
  })
  expect(shown?.move).toMatchObject({
    event: 'check-passed',
    patch: {
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'IBAN' })]) as unknown,
    },
    detail: { warnings: expect.anything() as unknown },
  })
  const held = await judgedBy(inProcessChecker(), ['pain.001'], {
    content,
    warnings: warnings('hold'),
  })
  expect(held).toMatchObject({
    kind: 'compare',
    move: { event: 'held', patch: { reason: { code: 'HELD-FOR-WARNINGS' } } },
  })
})

test('a refusal says what fits an upload as well as a dropped file: it names no outbox', async () => {
  const verdict = await judgedBy(inProcessChecker(), ['pain.001'], {
    content: '{"a": 1}',
    look: '',
  })
  expect(verdict?.move.event).toBe('check-failed')
  const reason = verdict?.move.patch?.reason ?? ''
  const sentence = typeof reason === 'string' ? reason : sentenceOf(reason, { zone: 'UTC' })
  expect(sentence).toContain('Drop or send')
  expect(sentence).not.toMatch(/outbox|\(file\)/)
})

test.each([
  ['hold', 'distinct'],
  ['warn', 'weak'],
] as const)(
  'where the same message id is to %s, the reference of the payments is %s, checked or not',
  async (sameReference, referenceStrength) => {
    const content = paymentFile({ transactions: 2 })
    for (const formats of [null, ['pain.001']]) {
      const verdict = await judgedBy(inProcessChecker(), formats, { content, sameReference })
      expect(verdict?.move.patch?.payments).toMatchObject({ referenceStrength })
    }
  },
)

test('days in a checked file are compared with the present one at the bank', async () => {
  const content = paymentFile({ transactions: 1 })
  const codesOn = async (day: string) => {
    const verdict = await judgedBy(inProcessChecker(), ['pain.001'], {
      content,
      warnings: warningRules({ all: 'show', addresses: 'warn', nowMs: () => Date.parse(day) }),
    })
    return verdict?.move.patch?.warnings?.map(({ code }) => code)
  }
  expect(await codesOn('2026-11-30T09:00:00Z')).toEqual([])
  expect(await codesOn('2027-01-15T09:00:00Z')).toEqual(['DATE-PAST'])
})

test('a file without warnings has no detail in its story', async () => {
  for (const formats of [null, ['pain.001']]) {
    const verdict = await judgedBy(inProcessChecker(), formats, { content: pain() })
    expect(verdict?.move).not.toHaveProperty('detail')
  }
})

test('the message of a checked file has its summary and the number of warnings', async () => {
  const content = paymentFile({ transactions: 2 }).replace(/<IBAN>[^<]*</, '<IBAN>FR00<')
  const rules = warningRules({
    ...({ all: 'show', addresses: 'warn' } as const),
    nowMs: () => Date.parse('2026-11-30T09:00:00Z'),
  })
  const verdict = await judgedBy(inProcessChecker(), ['pain.001'], { content, warnings: rules })
  const { sentence, patch } = verdict?.move ?? {}
  const count = patch?.warnings?.length
  expect(count).toBeGreaterThan(0)
  expect(sentence).toMatchObject({ code: 'CHECKED', arguments: { warnings: count } })
})

test.each([
  ['', 'refused'],
  ['20261124-090000-1', 'held'],
])(
  'the message of a file that is cut off has its size (claimed by scan “%s”: it is %s)',
  async (look, outcome) => {
    const content = paymentFile({ transactions: 2 }).slice(0, -30)
    const verdict = await judgedBy(inProcessChecker(), null, { content, look })
    expect(verdict?.move.sentence).toMatchObject({
      code: 'FILE-CUT',
      arguments: { name: 'salaires.xml', outcome, bytes: 1234, end: { format: 'XML' } },
    })
  },
)

test('the message of a checked file without warnings has only its summary', async () => {
  const verdict = await judgedBy(inProcessChecker(), ['pain.001'], { content: pain() })
  const { sentence } = verdict?.move ?? {}
  expect(sentence).toMatchObject({ code: 'CHECKED' })
  expect(Object.keys((sentence as { arguments: object }).arguments)).toEqual(['summary'])
})
