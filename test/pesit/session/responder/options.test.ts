// How long a responder waits for its peer, by state.

import { expect, test } from 'vitest'
import { usualPace } from '../../../../src/pesit/session/pace.ts'
import { calledPace, responderTimeoutMs } from '../../../../src/pesit/session/responder/options.ts'
import { responderTable } from '../../../../src/pesit/session/responder/table.ts'

const timers = { connectMs: 1, answerMs: 2, longAnswerMs: 3, idleMs: 4 }
const wait = (state: string, awaits = false) => responderTimeoutMs(state, timers, awaits)

test.each([
  ['CN01', timers.connectMs, 'CONNECT'],
  ['CN03', timers.idleMs, 'the next request'],
  ['SF03', timers.answerMs, 'ORF or DESELECT'],
  ['OF02', timers.answerMs, 'WRITE, READ or CRF'],
  ['MG02B', timers.answerMs, 'the rest of a message'],
  ['TDE02B', timers.answerMs, 'the next data'],
  ['TDE07B', timers.answerMs, 'the end of the transfer'],
  ['TDL07B', timers.longAnswerMs, 'the end of a file, which the caller commits before'],
])('in %s it waits %i ms for %s', (state, ms) => {
  expect(wait(state)).toBe(ms)
})

test('while it sends it waits only for the acknowledgement of a sync point', () => {
  expect(wait('TDL02B')).toBe(undefined)
  expect(wait('TDL02B', true)).toBe(timers.longAnswerMs)
})

test('in all other states the next FPDU is its own', () => {
  const known = ['CN01', 'CN03', 'SF03', 'OF02', 'MG02B', 'TDE02B', 'TDE03B', 'TDE05B', 'TDE07B']
  const more = ['TDL02B', 'TDL03B', 'TDL05B', 'TDL07B']
  for (const state of Object.keys(responderTable))
    if (![...known, ...more].includes(state)) expect(wait(state)).toBe(undefined)
})

test('no caller keeps its connection for ever', () => {
  expect(calledPace).toEqual({ ...usualPace, lineMs: 12 * 3600 * 1000 })
})
