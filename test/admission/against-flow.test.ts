// What a person lets go although it contradicts the settings of its flow: refused where it would arrive
// garbled.

import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  contradictionIn,
  flowOfIdentity,
  flowRule,
  whyStillHeld,
} from '../../src/admission/against-flow.ts'
import { type Checker, inProcessChecker } from '../../src/admission/checker.ts'
import { spoolIn } from '../../src/ledger/spool/spool.ts'
import type { FlowForm } from '../../src/preflight/flow-content.ts'
import { contentKinds } from '../../src/preflight/flow-content.ts'
import { message } from '../../src/wording/catalogue.ts'
import { sentenceOf } from '../../src/wording/sentence.ts'
import { plainBytes, type Transfer } from '../../src/journey/transfer.ts'
import { identity } from '../helpers/new-transfer.ts'
import { tempFolder } from '../helpers/temp-folder.ts'

const flow: FlowForm = {
  kind: 'lines',
  lineEnding: 'lf',
  trimBlanks: false,
  emptyRecords: false,
  codePage: null,
  charset: 'ascii',
  articleBytes: 80,
  articleFormat: 'variable',
  dataCode: 'ascii',
}
const transfer = { id: 'one', name: 'a.txt', virtualFile: 'VIREMENTS' } as Transfer

async function asked(content: string, checker: Checker = inProcessChecker(), form = flow) {
  const spool = spoolIn(tempFolder())
  mkdirSync(spool.folder)
  writeFileSync(spool.bytes('one'), content)
  return whyStillHeld({ checker, spool }, transfer, form)
}

test('the flow of a transfer that was begun is the form that the bank knows', () => {
  const { articleBytes, articleFormat, dataCode, ...records } = flow
  const form = { articleBytes, articleFormat, dataCode }
  expect(flowOfIdentity({ ...identity, ...form, records })).toEqual(flow)
  expect(flowOfIdentity({ ...identity, ...form })).toEqual({ ...plainBytes, ...form })
})

test('a flow is a rule of admission only where a content could contradict it', () => {
  expect(flowRule(null)).toEqual({})
  expect(flowRule(flow)).toEqual({ flow })
  expect(flowRule({ ...flow, kind: 'bytes', dataCode: 'binary' })).toEqual({})
})

test('no contradiction is found when the daemon stops meanwhile', async () => {
  const stopped = { readPayments: () => Promise.resolve({ kind: 'stopped' }) } as unknown as Checker
  const spool = spoolIn(tempFolder())
  await expect(contradictionIn({ checker: stopped, spool }, transfer, flow)).rejects.toThrow(
    'stops',
  )
})

describe('a file that a person lets go', () => {
  test('is sent where its content agrees, and where it only differs from the settings', async () => {
    expect(await asked('A\nB\n')).toBe(null)
    expect(await asked('A\f\n')).toBe(null)
  })

  test('is not sent where it would arrive garbled, and the message says how to correct that', async () => {
    const why = await asked('A\r\nB\r\n')
    expect(why?.code).toBe('STILL-AGAINST-FLOW')
    if (why === null) throw new Error('it is let go')
    const text = sentenceOf(why, { zone: 'Europe/Paris' })
    expect(text).toContain('a.txt was not let go, because it would arrive garbled')
    expect(text).toContain('pesit-drop cancel one')
  })

  test('is not read where no content could contradict the settings', async () => {
    const none: Checker = {
      check: () => Promise.reject(new Error('nobody checks')),
      readPayments: () => Promise.reject(new Error('nobody looks')),
      close: () => Promise.resolve(),
    }
    expect(await asked('A\r\n', none, { ...flow, kind: 'bytes', dataCode: 'binary' })).toBe(null)
    await expect(asked('A\r\n', none)).rejects.toThrow('nobody looks')
  })

  test('is not sent where the inspection ended before it had a result', async () => {
    const ended: Checker = {
      check: () => Promise.resolve({ kind: 'ended', by: { kind: 'death' } }),
      readPayments: () => Promise.resolve({ kind: 'ended', by: { kind: 'death' } }),
      close: () => Promise.resolve(),
    }
    await expect(asked('A\n', ended)).rejects.toThrow('death')
  })
})

const flows: readonly FlowForm[] = [
  flow,
  { ...flow, lineEnding: 'crlf', codePage: '297', charset: 'latin1', dataCode: 'ebcdic' },
  { ...flow, kind: 'bytes', articleFormat: 'fixed', dataCode: 'binary' },
  { ...flow, kind: 'bytes', codePage: '500', dataCode: 'ebcdic' },
  { ...flow, kind: 'bytes', dataCode: 'ebcdic' },
]

test.each(contentKinds)(
  '%s is described in whole sentences for each flow, found once or often',
  (kind) => {
    for (const form of flows)
      for (const [count, line, value] of [
        [1, null, null],
        [1, 3, 0x0a],
        [12, 3, 0xe9],
      ] as const) {
        const { trimBlanks, emptyRecords, ...told } = form
        expect([trimBlanks, emptyRecords]).toEqual([false, false])
        const values = {
          name: 'a.txt',
          virtualFile: 'VIREMENTS',
          found: [{ kind, count, line, value, garbled: true }],
          flow: told,
          garbled: true,
        }
        const text = sentenceOf(message('CONTENT-AGAINST-FLOW', values), { zone: 'UTC' })
        expect(text).toMatch(
          /^a\.txt is held, and nothing of it was sent: .*, but VIREMENTS is set to .*\. .*\.$/,
        )
        expect(text).not.toMatch(/undefined|null|NaN| {2}|\.\./)
      }
  },
)
