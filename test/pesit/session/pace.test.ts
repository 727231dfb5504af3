// A peer that only seems to talk: what is too slow or too empty, what is neither, and what a session makes of
// it.

import { describe, expect, test } from 'vitest'
import { type Heard, Pace, usualPace } from '../../../src/pesit/session/pace.ts'
import { createResponder } from '../../../src/pesit/session/responder/responder.ts'

const bytes = (text: string) => Buffer.from(text.replace(/\s/g, ''), 'hex')

/** A prefixed FPDU to the responder. */
function fpdu(phaseAndType: string, units = '', ids = '6100'): Buffer {
  const length = (6 + bytes(units).length).toString(16).padStart(4, '0')
  return bytes(`${length} ${length} ${phaseAndType} ${ids} ${units}`)
}

const timers = { connectMs: 30_000, answerMs: 60_000, longAnswerMs: 300_000, idleMs: 300_000 }

/** A responder in the data phase of a write, sync points every 1 KB, RESYN agreed. */
function receiving() {
  const session = createResponder({
    framing: 'prefixed',
    connectionId: 0x61,
    abortForm: 'raw',
    maximumEntityBytes: 4096,
    timers,
    maximumSync: { intervalKb: 1, window: 0 },
    resync: true,
  })
  const caller = '0307434F5250434C49 040742414E4B535256 060102 0703000100 160100 170101'
  const file =
    '090D 0B0100 0C08564952454D454E54 0D0107 110100 19021000 1E04 20020200 2806 290100 2A0102 320E 330C323630393330303831353030'
  session.receive(fpdu('4020', caller, '0001'), 0)
  session.command({ type: 'accept-connect' }, 0)
  session.receive(fpdu('C011', file), 0)
  session.command({ type: 'accept-create' }, 0)
  session.receive(fpdu('C014', '15020000'), 0)
  session.command({ type: 'accept-open' }, 0)
  session.receive(fpdu('C002'), 0)
  session.command({ type: 'accept-write', restartPoint: 0 }, 0)
  expect(session.state).toBe('TDE02B')
  return session
}

const aByte = bytes('0007 0007 0000 6100 41')
const reasonOf = (events: readonly { type: string }[]) =>
  events.flatMap((event) => ('reason' in event ? [event.reason] : [])).join()

describe('a session', () => {
  test('cuts a peer that sends one byte of data a second', () => {
    const session = receiving()
    let seconds = 0
    for (; seconds < 1000; seconds += 1) {
      const { close, events, send } = session.receive(aByte, seconds * 1000)
      if (!close) continue
      expect(reasonOf(events)).toMatch(/^\d+ bytes of data came in 60 s, 1024 are the least$/)
      expect(Buffer.concat(send).toString('hex')).toBe('0009' + '000940250161' + '03013d')
      break
    }
    expect(seconds).toBeGreaterThanOrEqual(55)
    expect(seconds).toBeLessThanOrEqual(65)
  })

  test('keeps a slow peer that sends enough', () => {
    const session = receiving()
    const kilobyte = bytes(`0206 0206 0000 6100 ${'41'.repeat(512)}`)
    for (let minute = 0; minute < 200; minute += 1)
      expect(session.receive(kilobyte, minute * 20_000).close).toBe(false)
  })

  test('keeps a peer that was silent while our disk was blocked', () => {
    const session = receiving()
    for (let turn = 0; turn < 8; turn += 1)
      expect(session.receive(aByte, turn * 600_000).close).toBe(false)
  })

  test('allows an entity 30 s from its first byte, however many bytes come', () => {
    const session = receiving()
    session.receive(aByte.subarray(0, 3), 10_000)
    expect(session.deadlineMs).toBe(40_000)
    session.receive(aByte.subarray(3, 4), 35_000)
    expect(session.deadlineMs).toBe(40_000)
    expect(session.tick(40_000).close).toBe(true)
  })

  test('allows a caller 30 s until CONNECT, including the pre-connection', () => {
    const session = createResponder({
      framing: 'detect',
      connectionId: 0x61,
      abortForm: 'raw',
      maximumEntityBytes: 4096,
      timers,
      maximumSync: { intervalKb: 1, window: 1 },
    })
    session.tick(0)
    session.receive(bytes('0018 D7C5E2C9E3404040 C3D6D9D7C3D3C940 E2C5C3D9C5E3F0F1'), 20_000)
    expect(session.deadlineMs).toBe(30_000)
  })

  test('allows no extra time for bytes that it drops', () => {
    const session = receiving()
    session.command({ type: 'interrupt', diagnostic: { type: 2, reason: 213 }, endCode: 4 }, 1000)
    expect(session.deadlineMs).toBe(61_000)
    for (let second = 2; second < 60; second += 1) session.receive(aByte, second * 1000)
    expect(session.state).toBe('TDE05B')
    expect(session.deadlineMs).toBe(61_000)
  })

  test('cuts a flood of FPDUs that change nothing', () => {
    const session = receiving()
    session.command({ type: 'interrupt', diagnostic: { type: 2, reason: 213 }, endCode: 4 }, 0)
    const late = fpdu('C004', '0203000000')
    const outputs = Array.from({ length: 3000 }, () => session.receive(late, 1))
    expect(outputs.findIndex(({ close }) => close)).toBeGreaterThan(1990)
    expect(outputs.flatMap(({ events }) => reasonOf(events)).join('')).toMatch(/changed nothing/)
  })

  test('cuts a flood of sync points with a byte between them', () => {
    const session = receiving()
    const reasons: string[] = []
    for (let number = 1; number < 3000; number += 1) {
      const [high, low] = [number >> 8, number & 0xff].map((byte) =>
        byte.toString(16).padStart(2, '0'),
      )
      session.receive(aByte, 1)
      reasons.push(reasonOf(session.receive(fpdu('C003', `1402${high}${low}`), 1).events))
    }
    expect(reasons.find((reason) => reason !== '')).toMatch(/hardly any data between them/)
  })

  test('ends a line after twelve hours when nothing is under way on it', () => {
    const session = receiving()
    const hours = (count: number) => count * 3600_000
    session.receive(aByte, hours(13))
    expect(session.deadlineMs).toBe(hours(13) + timers.answerMs)
    session.receive(fpdu('C006', '0203020000 130108'), hours(13))
    session.receive(fpdu('C015', '0203000000'), hours(13))
    session.command({ type: 'confirm-close' }, hours(13))
    session.receive(fpdu('C013', '0203000000'), hours(13))
    session.command({ type: 'confirm-deselect' }, hours(13))
    expect(session.deadlineMs).toBe(hours(12))
    expect(session.tick(hours(13)).close).toBe(true)
  })
})

describe('the pace itself', () => {
  const still: Heard = {
    state: 'TDE02B',
    waitingBytes: 0,
    counts: { dataBytes: 0, articles: 0, lastSync: 0, lastAcknowledged: 0 },
    controls: 0,
    receivesData: true,
  }

  /** The first complaint in so many turns; one look at it, since a look costs more than the pace itself. */
  function firstComplaint(turns: number, hear: (pace: Pace, turn: number) => string | null) {
    const pace = new Pace(usualPace)
    for (let turn = 0; turn < turns; turn += 1) {
      const complaint = hear(pace, turn)
      if (complaint !== null) return complaint
    }
    return null
  }

  test('counts empty records: a file of empty lines arrives without a byte', () => {
    const complaint = firstComplaint(600, (pace, second) => {
      const counts = { ...still.counts, articles: second * 100 }
      return pace.heard({ ...still, counts }, second * 1000, 1)
    })
    expect(complaint).toBe(null)
  })

  test('a request and its answers are no flood, however fast they come', () => {
    const states = ['SF01B', 'SF03', 'OF01B', 'OF02']
    const complaint = firstComplaint(100_000, (pace, turn) => {
      const state = states[turn % states.length] ?? ''
      return pace.heard({ ...still, state, controls: turn, receivesData: false }, turn / 1000, 1)
    })
    expect(complaint).toBe(null)
  })

  test('full intervals are no flood of sync points, however fast the line is', () => {
    const complaint = firstComplaint(100_000, (pace, turn) => {
      const counts = { ...still.counts, dataBytes: turn * 1024, lastSync: turn }
      return pace.heard({ ...still, counts, controls: turn }, turn / 1000, 2)
    })
    expect(complaint).toBe(null)
  })

  test('full intervals are no flood either when each SYN arrives in a separate read after its data', () => {
    const complaint = firstComplaint(100_000, (pace, turn) => {
      const data = { ...still.counts, dataBytes: turn * 32 * 1024, lastSync: turn - 1 }
      const point = { ...data, lastSync: turn }
      return (
        pace.heard({ ...still, counts: data, controls: turn - 1 }, turn / 1000, 8) ??
        pace.heard({ ...still, counts: point, controls: turn }, turn / 1000, 1)
      )
    })
    expect(complaint).toBe(null)
  })

  test('much data allows a thousand empty sync points, not any number', () => {
    const pace = new Pace(usualPace)
    const counts = { ...still.counts, dataBytes: 1024 ** 3 }
    expect(pace.heard({ ...still, counts }, 1, 9)).toBe(null)
    const answers = Array.from({ length: 4000 }, (_, index) => {
      const lastSync = index + 1
      return pace.heard({ ...still, counts: { ...counts, lastSync }, controls: lastSync }, 2, 1)
    })
    expect(answers.findIndex((answer) => answer !== null)).toBe(1024 + 2000)
  })

  test('a transfer that begins again with counts from zero loses nothing', () => {
    const complaint = firstComplaint(600, (pace, second) => {
      const counts = { ...still.counts, dataBytes: (second % 10) * 1000 }
      return pace.heard({ ...still, counts }, second * 1000, 1)
    })
    expect(complaint).toBe(null)
  })
})
