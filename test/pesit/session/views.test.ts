// Parameters of requests and answers in the shape that their reader wants.

import { describe, expect, test } from 'vitest'
import {
  createRequest,
  echoed,
  negotiate,
  optional,
  selectedFile,
  selectRequest,
  textIn,
  transferAnswer,
  verdict,
} from '../../../src/pesit/session/views.ts'

test('an optional value that is undefined leaves no key', () => {
  expect(optional('a', 1)).toEqual({ a: 1 })
  expect(Object.keys(optional('a', undefined))).toEqual([])
})

test.each([
  ['BANK', 'BANK'],
  ['BANK   ', 'BANK'],
  ['BÄNK\u0000', 'B?NK?'],
  ['', '?'],
  [undefined, '?'],
])('the name %j of the peer is sent back as %j', (name, expected) => {
  expect(echoed(name)).toBe(expected)
})

describe('a request', () => {
  test('of CREATE or SELECT has defaults where parameters are absent', () => {
    expect(createRequest({})).toEqual({
      ...{ file: {}, transferNumber: 0, restarted: false, dataCode: 'binary', priority: 0 },
      ...{ entityBytes: 0, logical: {}, physical: {}, historical: {} },
    })
    expect(selectRequest({})).toEqual({
      ...{ file: {}, transferNumber: 0, requestedAttributes: 0, restarted: false },
      ...{ priority: 0, entityBytes: 0 },
    })
  })

  test('keeps what came', () => {
    const given = {
      ...{ transferNumber: 17, restarted: true, priority: 1, entityBytes: 4096 },
      ...{ client: 'ACME', finalBank: 'BANK', freeText: 'text' },
    }
    expect(createRequest({ ...given, dataCode: 'ascii' })).toMatchObject({
      ...given,
      dataCode: 'ascii',
    })
    expect(selectRequest({ ...given, requestedAttributes: 7 })).toMatchObject({
      ...given,
      requestedAttributes: 7,
    })
  })
})

describe('what CONNECT and ACONNECT agree on', () => {
  const asked = { sync: { intervalKb: 100, window: 4 }, crc: true, resync: true }

  test.each([
    ['the smaller interval and window', { intervalKb: 32, window: 2 }, 32 * 1024, 2],
    ['not more than was asked for', { intervalKb: 500, window: 9 }, 100 * 1024, 4],
    ['no sync points where the answer has no interval', { intervalKb: 0, window: 2 }, 0, 0],
    ['no sync points where the answer says nothing', undefined, 0, 0],
  ])('%s', (_, sync, intervalBytes, window) => {
    expect(negotiate(asked, sync === undefined ? {} : { sync }, 5)).toMatchObject({
      ...{ intervalBytes, window, peerConnectionId: 5 },
    })
  })

  test('no sync points where none were asked for', () => {
    expect(negotiate({}, { sync: { intervalKb: 32, window: 2 } }, 5)).toMatchObject({
      ...{ intervalBytes: 0, window: 0, crc: false, resync: false },
    })
  })

  test('RESYN where both want it, and the checksum where we asked for it', () => {
    expect(negotiate(asked, { resync: true }, 5)).toMatchObject({ resync: true, crc: true })
    expect(negotiate(asked, {}, 5).resync).toBe(false)
    expect(negotiate({ resync: false }, { resync: true }, 5).resync).toBe(false)
  })

  test('the version without the bits of one product; absent, it is 2', () => {
    expect(negotiate(asked, { version: 0x42 }, 5).version).toBe(2)
    expect(negotiate(asked, { version: 1 }, 5).version).toBe(1)
    expect(negotiate(asked, {}, 5).version).toBe(2)
  })

  test('the password of the server and its free text', () => {
    expect(negotiate(asked, { accessControl: 'secret', freeText: 'hello' }, 5)).toMatchObject({
      ...{ serverPassword: 'secret', freeText: 'hello' },
    })
  })
})

test.each([
  [4096, 4096],
  [undefined, 32_750],
  [60_000, 32_750],
])('entities of %j bytes that a bank grants of 32,750 become %i', (entityBytes, expected) => {
  const answer = entityBytes === undefined ? {} : { entityBytes }
  expect(selectedFile(answer, 32_750)).toEqual({
    ...{ file: {}, transferNumber: 0, entityBytes: expected },
  })
})

describe('an answer', () => {
  const refusal = { type: 2, reason: 205 }

  test('without a diagnostic is a success', () => {
    expect(verdict({})).toEqual({ diagnostic: { type: 0, reason: 0 } })
    expect(verdict({ diagnostic: refusal })).toEqual({ diagnostic: refusal })
  })

  test('has the free text for people, or else the text of the diagnostic', () => {
    expect(textIn({})).toEqual({})
    expect(textIn({ diagnosticText: 'why' })).toEqual({ text: 'why' })
    expect(textIn({ freeText: 'hello', diagnosticText: 'why' })).toEqual({ text: 'hello' })
    expect(verdict({ freeText: 'hello', diagnosticText: 'why' }).text).toBe('hello')
  })

  test('to the end of a transfer has only what came', () => {
    expect(transferAnswer({})).toEqual({})
    expect(transferAnswer({ diagnostic: refusal, byteCount: 9, articleCount: 2 })).toEqual({
      ...{ diagnostic: refusal, byteCount: 9, articleCount: 2 },
    })
    expect(transferAnswer({ diagnosticText: 'why' })).toEqual({ text: 'why' })
  })
})
