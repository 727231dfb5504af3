// What is wrong on the wire right behind something good, in one and the same chunk: it is told at once,
// because the other side may have said all that it will ever say.

import { expect, test } from 'vitest'
import { createRequester } from '../../../src/pesit/session/requester/requester.ts'
import { fromHex } from '../../helpers/hex.ts'

const aconnect = '000E 000E 4021 0161 06 01 02 07 03 0001 01'

function called() {
  const session = createRequester({
    requester: 'CORPCLI',
    server: 'BANKSRV',
    accessType: 'read',
    framing: 'prefixed',
    connectionId: 0x01,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    timers: { connectMs: 30_000, answerMs: 60_000, longAnswerMs: 300_000 },
  })
  session.command({ type: 'connect' }, 0)
  return session
}

test.each([
  ['an entity larger than was agreed', '7C44 7C44 0000 011F'],
  ['an entity shorter than a header', '0003'],
])(
  '%s, behind an answer in the same chunk, ends the line at once and not by time-out',
  (_, wrong) => {
    const { events, close, send } = called().receive(fromHex(aconnect + wrong), 0)
    expect(events.map(({ type }) => type)).toEqual(['connected', 'aborted'])
    expect(events.at(-1)).toMatchObject({ by: 'us', diagnostic: { type: 3, reason: 311 } })
    expect(close).toBe(true)
    expect(send.map((bytes) => Buffer.from(bytes).toString('hex'))).toEqual([
      '000900094025610103 01 37'.replaceAll(' ', ''),
    ])
  },
)

test('the rest of an entity that begins after an answer is awaited', () => {
  const { events, close } = called().receive(fromHex(`${aconnect} 000E 000E`), 0)
  expect(events.map(({ type }) => type)).toEqual(['connected'])
  expect(close).toBe(false)
})

test('the text of an ABORT is passed on', () => {
  // PI 2 3-304, PI 99 “LOCKED”, without the length of the raw form.
  const abort = '0013 0013 4025 0161 02 03 03 01 30 63 06 4C4F434B4544'
  const { events } = called().receive(fromHex(abort), 0)
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'aborted', by: 'peer', text: 'LOCKED' }),
  )
})
