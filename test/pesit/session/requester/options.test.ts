// How long a requester waits for its peer, by state.

import { expect, test } from 'vitest'
import { requesterTimeoutMs } from '../../../../src/pesit/session/requester/options.ts'
import { requesterTable } from '../../../../src/pesit/session/requester/table.ts'

const timers = { answerMs: 1, longAnswerMs: 2, connectMs: 3 }
const states = Object.keys(requesterTable)
const by = (awaitsAcknowledgement: boolean) =>
  Object.fromEntries(
    states.map((state) => [state, requesterTimeoutMs(state, timers, awaitsAcknowledgement)]),
  )

test('it waits as long as the answer that is due may take', () => {
  const waits = by(false)
  const of = (ms: number | undefined) => states.filter((state) => waits[state] === ms).sort()
  expect(of(timers.connectMs)).toEqual(['CN02A', 'PC01A'])
  expect(of(timers.longAnswerMs)).toEqual(
    ['MG04A', 'SF01A', 'SF02A', 'TDE08A', 'TDL08A'].filter((state) => states.includes(state)),
  )
  expect(of(timers.answerMs)).toEqual(expect.arrayContaining(['CN04A', 'SF04A', 'OF01A', 'OF03A']))
})

test('it waits for nothing where the next FPDU is its own, but for an acknowledgement of a sync point', () => {
  for (const state of ['CN01', 'CN03', 'SF03', 'OF02', 'MG02A', 'TDE07A', 'TDL07A'])
    expect(by(true)[state] ?? by(false)[state]).toBe(undefined)
  expect(by(false)['TDE02A']).toBe(undefined)
  expect(by(true)['TDE02A']).toBe(timers.longAnswerMs)
})
