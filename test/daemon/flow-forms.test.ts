// How the files of a flow become records: the settings of the outbox come before those of the bank.

import { expect, test } from 'vitest'
import { flowFormOf, formOfTransfer } from '../../src/daemon/flow-forms.ts'
import { bankLines, configOf, outboxLines } from '../helpers/configuration.ts'
import { identity } from '../helpers/new-transfer.ts'

const formOf = (bank: string, outbox: string, folder = '/out') =>
  flowFormOf(configOf(`data: /data\n${bankLines}${bank}${outboxLines}${outbox}`), {
    bank: 'bank',
    folder,
  })

test('the settings of the outbox come before those of the bank; an upload without an outbox uses those of the bank', () => {
  const bank = '    records: { lines: lf }\n    articleBytes: 80\n'
  const outbox =
    '    records: { lines: crlf, codePage: "297", charset: latin1 }\n    articleBytes: 160\n    articleFormat: fixed\n'
  expect(formOf(bank, outbox)).toMatchObject({
    ...{ kind: 'lines', lineEnding: 'crlf', codePage: '297', charset: 'latin1' },
    ...{ articleBytes: 160, articleFormat: 'fixed', dataCode: 'ebcdic' },
  })
  expect(formOf(bank, outbox, '')).toMatchObject({
    ...{ kind: 'lines', lineEnding: 'lf', codePage: null },
    ...{ articleBytes: 80, articleFormat: 'variable', dataCode: 'ascii' },
  })
  expect(formOf('', '')).toMatchObject({ kind: 'bytes', dataCode: 'binary', articleBytes: 32_744 })
})

test('a bank that is no longer configured has no form', () => {
  const config = configOf(`data: /data\n${bankLines}`)
  expect(flowFormOf(config, { bank: 'gone', folder: '' })).toBe(null)
})

test('a transfer that was begun keeps its form', () => {
  const config = configOf(`data: /data\n${bankLines}    records: { lines: lf }\n${outboxLines}`)
  const of = { bank: 'bank', folder: '/out' }
  expect(formOfTransfer(config, { ...of, pesit: null })?.kind).toBe('lines')
  expect(formOfTransfer(config, { ...of, pesit: identity })).toMatchObject({
    kind: 'bytes',
    articleBytes: identity.articleBytes,
    dataCode: identity.dataCode,
  })
})
